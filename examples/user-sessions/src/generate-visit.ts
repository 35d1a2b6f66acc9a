import type { SeededRandom } from './seeded-random.js';

const DEVICES = ['iPhone 15; iOS 18.1', 'Pixel 9; Android 15', 'MacBook Air; macOS 15.2; Safari', 'Windows 11; Edge 131'] as const;
const LOCALES = ['en-US', 'en-GB', 'de-DE', 'fr-FR', 'ja-JP', 'pt-BR', 'hi-IN'] as const;
const SECTIONS = ['home', 'search', 'catalog/shoes', 'catalog/jackets', 'product', 'cart', 'checkout/address', 'orders', 'help'] as const;
const ACTIONS = ['view', 'scroll', 'click', 'hover', 'add-to-cart', 'remove-from-cart', 'filter', 'search', 'play-video'] as const;
const WORDS = ['waterproof', 'running', 'blue', 'size 42', 'winter', 'gift', 'sale', 'leather', 'refund', 'straße', '雨靴'] as const;
const MS_PER_PAGE = 45_000;

function event(random: SeededRandom): object {
  const action = random.pick(ACTIONS);
  return {
    action,
    at: random.between(0, MS_PER_PAGE),
    target: `#${random.pick(SECTIONS).replace('/', '-')}-${random.between(1, 40)}`,
    ...(action === 'search' && { terms: [random.pick(WORDS), random.pick(WORDS)] }),
    ...(action.endsWith('cart') && { sku: `SKU-${random.between(10_000, 99_999)}`, price: random.between(500, 25_000) / 100 }),
  };
}

function page(random: SeededRandom): object {
  return {
    path: `/${random.pick(SECTIONS)}/${random.between(1, 9_999)}`,
    milliseconds: random.between(400, MS_PER_PAGE),
    events: Array.from({ length: random.between(1, 6) }, () => event(random)),
  };
}

/** The JSON text of a visit: as many pages as it takes to reach the given length, in characters. */
export function generateVisit(random: SeededRandom, length: number): string {
  const device = random.pick(DEVICES);
  const locale = random.pick(LOCALES);
  const pages: object[] = [];
  let written = JSON.stringify({ device, locale, pages }).length;
  while (written < length) {
    const next = page(random);
    pages.push(next);
    written += JSON.stringify(next).length + 1;
  }
  return JSON.stringify({ device, locale, pages });
}
