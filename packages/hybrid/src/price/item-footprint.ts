import { type ReadonlyRow, rowBytes } from '@tempest-ts/tempest/extend';
import type { Footprint } from './footprint.js';

/** A live index, as far as its entries' sizes depend on it. */
export interface PricedIndex {
  /** The index's own key attributes; a row that lacks one is not in it. */
  readonly keys: readonly string[];
  /** The attributes that its entries carry, the table's keys and its own included; `undefined`: all. */
  readonly carried: ReadonlySet<string> | undefined;
}

/** What DynamoDB bills for each stored item and each entry of an index, besides its size ("DynamoDB item sizes and formats"). */
export const ITEM_OVERHEAD_BYTES = 100;
/** What one write unit covers, in bytes ("DynamoDB read and write operations"). */
const WRITE_UNIT_BYTES = 1024;

/** Write units of one write of a row, by its bytes before and after, without indexes. */
export const writeUnits = (before: number, after = before): number => Math.ceil(Math.max(before, after) / WRITE_UNIT_BYTES);

function entryBytes(index: PricedIndex, row: ReadonlyRow): number | undefined {
  if (index.keys.some(name => row[name] === undefined)) return undefined;
  const { carried } = index;
  return rowBytes(carried ? Object.fromEntries(Object.entries(row).filter(([name]) => carried.has(name))) : row);
}

/** What of a row's `storedBytes` is DynamoDB's overhead: the same before and after a move, which leaves every key where it is. */
export function overheadBytes(row: ReadonlyRow, indexes: readonly PricedIndex[]): number {
  const entries = indexes.filter(({ keys }) => keys.every(name => row[name] !== undefined));
  return (1 + entries.length) * ITEM_OVERHEAD_BYTES;
}

/** What one row takes up in DynamoDB, its index entries and overheads included. */
export function storedBytes(row: ReadonlyRow, indexes: readonly PricedIndex[]): number {
  const entries = indexes.map(index => entryBytes(index, row)).filter(bytes => bytes !== undefined);
  return [rowBytes(row), ...entries].reduce((sum, bytes) => sum + bytes + ITEM_OVERHEAD_BYTES, 0);
}

/**
 * Write units of one move: of the row, and of each index entry that changes with it.
 *
 * @param bytes of the row, where they are known
 */
export function moveWriteUnits(
  row: ReadonlyRow,
  pointerRow: ReadonlyRow,
  indexes: readonly PricedIndex[],
  bytes: number = rowBytes(row),
): number {
  let units = writeUnits(bytes, rowBytes(pointerRow));
  for (const index of indexes) {
    const before = entryBytes(index, row);
    const after = entryBytes(index, pointerRow);
    // An entry of keys alone stays as it is: keys do not move.
    if (before !== undefined && after !== undefined && before !== after) units += writeUnits(before, after);
  }
  return units;
}

/** What one item's move comes to. */
export function itemFootprint(
  row: ReadonlyRow,
  pointerRow: ReadonlyRow,
  indexes: readonly PricedIndex[],
  objectBytes: number,
): Omit<Footprint, 'readUnits'> {
  return {
    dynamoDbBytesBefore: storedBytes(row, indexes),
    dynamoDbBytesAfter: storedBytes(pointerRow, indexes),
    s3Bytes: objectBytes,
    writeUnits: moveWriteUnits(row, pointerRow, indexes),
    puts: 1,
  };
}
