import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { HOSTILE, pages } from '../fixture/pages.js';
import { startChromium } from './chromium.js';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 900 };

let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tempest-report-'));
  for (const [name, text] of Object.entries(pages())) writeFileSync(join(folder, `${name}.html`), text);
  for (const [name, text] of Object.entries(pages(HOSTILE))) writeFileSync(join(folder, `hostile-${name}.html`), text);
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a page as a person would, and notes what it asks for and complains of. */
async function open(name: string, options: BrowserContextOptions, look: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', request => requests.push(request.url()));
    page.on('console', message => complaints.push(message.text()));
    page.on('pageerror', error => complaints.push(error.message));
    page.on('dialog', dialog => complaints.push(dialog.message()));
    const address = pathToFileURL(join(folder, `${name}.html`)).href;
    await page.goto(address, { waitUntil: 'load' });
    await look(page);
    expect(requests).toEqual([address]);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

/** What is wrong for people who cannot see, or see little, by axe-core's rules. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate<string[]>(
    "axe.run(document).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(each => [id, each.html, each.failureSummary].join(' '))))",
  );
}

const isScrolled = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';

const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['on a phone', { viewport: PHONE, isMobile: true, hasTouch: true }],
  ['on a desk in the dark', { viewport: DESKTOP, colorScheme: 'dark' }],
  ['on a desk', { viewport: DESKTOP }],
  ['on a phone in the dark', { viewport: PHONE, colorScheme: 'dark' }],
  ['at four times the size', { viewport: { width: 320, height: 256 } }],
];

describe.each([
  ['plan', LOOKS],
  ['archive', LOOKS.slice(0, 2)],
  ['verify', LOOKS.slice(0, 2)],
] as const)('the page of %s', (name, looks) => {
  it.each(looks)('%s asks for nothing, does not scroll sideways, and breaks no rule of accessibility', async (_, options) => {
    await open(name, options, async page => {
      expect(await page.evaluate(isScrolled)).toBe(false);
      expect(
        await page.evaluate('[...document.querySelectorAll("svg")].filter(plot => plot.getBoundingClientRect().width > 0).length'),
      ).toBe(await page.evaluate('document.querySelectorAll(".plot").length'));
      expect(await violations(page)).toEqual([]);
    });
  });

  it('is dark where that is liked, and light on paper even so', async () => {
    const ground = 'getComputedStyle(document.body).backgroundColor';
    await open(name, { viewport: DESKTOP, colorScheme: 'dark' }, async page => {
      expect(await page.evaluate(ground)).toBe('rgb(15, 20, 25)');
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.evaluate(ground)).toBe('rgb(255, 255, 255)');
    });
  });

  it('prints whole: no table is cut off at the edge of A4', async () => {
    await open(name, { viewport: { width: 688, height: 1000 } }, async page => {
      await page.emulateMedia({ media: 'print' });
      expect(await page.evaluate(isScrolled)).toBe(false);
      expect(
        await page.evaluate('[...document.querySelectorAll(".scroll")].filter(table => table.scrollWidth > table.clientWidth + 1).length'),
      ).toBe(0);
      const pdf = await page.pdf({ format: 'A4' });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    });
  });

  it('is read by keyboard alone: every link and table is reached, in order, and seen to be', async () => {
    await open(name, { viewport: PHONE }, async page => {
      const all = await page.evaluate<number>('document.querySelectorAll("a[href], .scroll").length');
      const reached: string[] = [];
      for (let place = 0; place < all; place += 1) {
        await page.keyboard.press('Tab');
        reached.push(
          await page.evaluate<string>(
            '(() => { const at = document.activeElement; const { outlineStyle } = getComputedStyle(at); const { left, width } = at.getBoundingClientRect();' +
              ' return [at.getAttribute("href") ?? at.className, outlineStyle !== "none" || at.matches(":focus-visible"), left >= 0 && width > 0].join(" "); })()',
          ),
        );
      }
      expect(reached).toHaveLength(all);
      expect(reached[0]).toBe('#content true true');
      expect(reached.every(each => each.endsWith('true true'))).toBe(true);
      expect(reached.filter(each => each.startsWith('scroll'))).toHaveLength(
        await page.evaluate<number>('document.querySelectorAll(".scroll").length'),
      );
    });
  });

  it('is told by a screen reader: landmarks, headings, plots in words, tables with their captions', async () => {
    await open(name, { viewport: DESKTOP }, async page => {
      const tree = await page.locator('body').ariaSnapshot();
      expect(tree).toMatch(/- banner:/);
      expect(tree).toMatch(/- navigation "Contents":/);
      expect(tree).toMatch(/- main:/);
      expect(tree).toMatch(/- contentinfo:/);
      expect(tree).toMatch(/- heading "[^"]+" \[level=1\]/);
      expect(tree.match(/^ *- '?img "[^"]{20,}"/gm)).toHaveLength(await page.evaluate<number>('document.querySelectorAll(".plot").length'));
      expect(tree.match(/^ *- '?table "/gm)).toHaveLength(await page.evaluate<number>('document.querySelectorAll("table").length'));
    });
  });

  it('runs nothing that names and messages say, and keeps to its width with them', async () => {
    await open(`hostile-${name}`, { viewport: PHONE }, async page => {
      expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
      expect(await page.evaluate(isScrolled)).toBe(false);
      expect(await violations(page)).toEqual([]);
    });
  });
});

it('has a policy that would stop a script, an image, a style and a form, were one let in', async () => {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const requests: string[] = [];
    page.on('requestfailed', request => requests.push(`${request.failure()?.errorText} ${request.url()}`));
    page.on('requestfinished', request => requests.push(`sent ${request.url()}`));
    const evil =
      '<script>globalThis.pwned = 1</script><img src="https://example.com/x.png" onerror="globalThis.pwned = 2"><style>body { color: rgb(1, 2, 3) }</style>' +
      '<p id="styled" style="color: rgb(1, 2, 3)">x</p><link rel="stylesheet" href="https://example.com/x.css"><iframe src="https://example.com/"></iframe>';
    const file = join(folder, 'let-in.html');
    writeFileSync(file, pages().plan.replace('<header>', `${evil}<header>`));
    await page.goto(pathToFileURL(file).href);
    expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
    expect(await page.evaluate('getComputedStyle(document.querySelector("#styled")).color')).not.toBe('rgb(1, 2, 3)');
    expect(requests.filter(request => request.includes('http')).sort()).toEqual([
      'csp https://example.com/x.css',
      'csp https://example.com/x.png',
    ]);
  } finally {
    await context.close();
  }
});
