import type { Tiers } from './measure-tiers.js';
import { GIGABYTE, ITEM_OVERHEAD_BYTES, PRICES, READ_BYTES, WRITE_UNIT_BYTES } from './prices.js';

/** The table and its one index: each holds every item whole, and each pays for every change. */
const COPIES = 2;

/** Items and their bytes in one place. */
export interface Amount {
  readonly items: number;
  readonly bytes: number;
}

/** A session before and after it moved, in bytes. */
export interface MovedSession {
  readonly before: number;
  readonly pointer: number;
  readonly object: number;
}

export const sumOf = (bytes: readonly number[]): Amount => ({ items: bytes.length, bytes: bytes.reduce((sum, size) => sum + size, 0) });

/** The sessions that were whole in DynamoDB before, and are pointers now. */
export function movedSessions(before: Tiers, after: Tiers): readonly MovedSession[] {
  return [...after.rows].flatMap(([key, { bytes: pointer, s3Key }]) =>
    s3Key === undefined ? [] : [{ before: before.rows.get(key)?.bytes ?? 0, pointer, object: after.objects.get(s3Key) ?? 0 }],
  );
}

/** Dollars a month for items in DynamoDB, in the table and in its index. */
export const dynamoDbStorage = ({ items, bytes }: Amount): number =>
  ((bytes + items * ITEM_OVERHEAD_BYTES) / GIGABYTE) * PRICES.dynamoDb.storage * COPIES;

/** Dollars a month for objects in S3. */
export const s3Storage = ({ bytes }: Amount): number => (bytes / GIGABYTE) * PRICES.s3.storage;

/** Dollars, once, for reading a table from end to end, as an archive run and a dry run do. */
export const scanCost = ({ bytes }: Amount): number => Math.ceil(bytes / READ_BYTES) * PRICES.dynamoDb.eventualRead;

/** Dollars, once, for moving sessions: a PUT for each, and a write for the row and for its index entry. */
export function moveCost(moved: readonly MovedSession[]): number {
  const units = moved.reduce((sum, { before, pointer }) => sum + Math.ceil(Math.max(before, pointer) / WRITE_UNIT_BYTES), 0);
  return units * COPIES * PRICES.dynamoDb.write + moved.length * PRICES.s3.put;
}

/** Dollars a month that moved sessions cost less than before; negative where they cost more. */
export function monthlySaving(moved: readonly MovedSession[]): number {
  const before = dynamoDbStorage(sumOf(moved.map(session => session.before)));
  const pointers = dynamoDbStorage(sumOf(moved.map(session => session.pointer)));
  return before - pointers - s3Storage(sumOf(moved.map(session => session.object)));
}

/** Months until what was spent once has been saved; `undefined` where that never happens. */
export const paybackMonths = (spent: number, savedMonthly: number): number | undefined =>
  savedMonthly > 0 ? spent / savedMonthly : undefined;
