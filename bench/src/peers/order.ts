import { createHash } from 'node:crypto';

/** What every peer saves and reads: of about 1 KB, of the types that all of them have. */
export interface Order {
  readonly account: string;
  readonly id: string;
  readonly customer: string;
  readonly status: string;
  readonly total: number;
  readonly quantity: number;
  readonly paid: boolean;
  /** ISO 8601: not all peers have dates. */
  readonly createdAt: string;
  readonly tags: readonly string[];
  readonly address: { readonly street: string; readonly city: string; readonly geo: { readonly lat: number; readonly lng: number } };
  readonly note: string;
}

export const ORDERS_TABLE = 'orders';
export const ACCOUNT = 'account-000001';

const FIRST_DAY = Date.UTC(2024, 0, 1);
const HOUR_MS = 3_600_000;
/** Brings an item to about 1 KB, as DynamoDB counts. */
const NOTE_CHARACTERS = 700;

/** Text that compresses about as prose does, the same each time. */
export function prose(seed: number, characters: number): string {
  let text = '';
  for (let part = 0; text.length < characters; part += 1) {
    text += `${createHash('sha256').update(`${seed}:${part}`).digest('hex').slice(0, 7)} was shipped to the customer and signed for; `;
  }
  return text.slice(0, characters);
}

/** The n-th order of the account. */
export function makeOrder(n: number): Order {
  return {
    account: ACCOUNT,
    id: `order-${String(n).padStart(8, '0')}`,
    customer: `customer-${n % 97}`,
    status: ['open', 'packed', 'shipped', 'returned'][n % 4] ?? '',
    total: 1000 + n * 1.25,
    quantity: (n % 9) + 1,
    paid: n % 3 === 0,
    createdAt: new Date(FIRST_DAY + n * HOUR_MS).toISOString(),
    tags: ['online', `region-${n % 5}`, 'priority'],
    address: { street: `${n} Main Street`, city: 'Springfield', geo: { lat: 44.5 + n / 1000, lng: -123.25 } },
    note: prose(n, NOTE_CHARACTERS),
  };
}

/** The fields of what a peer returned, one text for equal items, without what the peer adds of its own. */
export function orderText(found: unknown): string {
  const { account, id, customer, status, total, quantity, paid, createdAt, tags, address, note } = found as Order; // read to be compared: a lacking field shows
  const { street, city, geo } = address;
  return JSON.stringify([account, id, customer, status, total, quantity, paid, createdAt, [...tags], street, city, geo.lat, geo.lng, note]);
}
