import { type Row, rowIdentity, S3_KEY_ATTRIBUTE, type TableSchema, type Wire } from '@tempest-ts/tempest/extend';
import type { CapacityBudget } from '../control/capacity-budget.js';
import { decodePointer, isPackPointer, type PackPointer } from '../pointer/pointer.js';
import { loadRows } from '../walk/load-rows.js';
import { isThrottled } from '../walk/request-failure.js';

/** A row that names a pack. */
export interface LiveItem {
  readonly row: Row;
  readonly pointer: PackPointer;
}

/** What rows are read with. */
export interface LiveItemsContext {
  readonly wire: Wire;
  readonly reads: CapacityBudget;
  readonly signal: AbortSignal;
}

/**
 * The rows of a pack's items as they are now, by `rowIdentity`, where they name the pack.
 *
 * @throws RequestError
 */
export async function liveItems(
  { wire, reads, signal }: LiveItemsContext,
  table: TableSchema,
  s3Key: string,
  items: readonly Row[],
): Promise<ReadonlyMap<string, LiveItem>> {
  const keys = new Map(items.map(item => [rowIdentity(table, item), item])); // DynamoDB refuses a request that names one twice
  await reads.take(0, signal);
  const { rows, unread, cause, units, throttled } = await loadRows(wire, table, [...keys.values()], { consistent: true, signal }).catch(
    (error: unknown) => {
      if (isThrottled(error)) reads.throttled();
      throw error;
    },
  );
  reads.settle(0, units);
  if (throttled) reads.throttled();
  if (unread.length > 0) throw cause;
  const live = new Map<string, LiveItem>();
  for (const row of rows) {
    if (row[S3_KEY_ATTRIBUTE]?.S !== s3Key || !isPackPointer(row)) continue;
    const pointer = decodePointer(row);
    if (pointer?.place) live.set(rowIdentity(table, row), { row, pointer });
  }
  return live;
}
