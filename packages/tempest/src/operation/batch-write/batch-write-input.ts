import type { BatchWriteItemCommandInput, WriteRequest } from '@aws-sdk/client-dynamodb';
import { rowKey } from '../../codec/item-codec.js';
import type { Row } from '../../codec/row.js';
import type { BatchOptions } from '../batch/batch-options.js';
import { InvalidBatchError } from '../batch/invalid-batch-error.js';
import { type NamedRow, refuseDuplicates } from '../batch/refuse-duplicates.js';
import { type BoundDb, resolveView } from '../batch/resolve-view.js';
import { rowIdentity } from '../batch/row-identity.js';
import type { AnyBoundKey } from '../binding.js';
import type { ChangeOptions } from '../change-input.js';
import { checkPatterns } from '../check-patterns.js';
import { keyInput } from '../key-input.js';
import type { BoundView } from '../runtime.js';
import { readBack } from '../save/save-input.js';
import { validateWritten } from '../validate-item/validate-item.js';
import type { BatchWrites } from './batch-write-set.js';

/** Writes of one BatchWriteItem request (API reference, BatchWriteItem, RequestItems). */
export const MAX_BATCH_WRITE_ITEMS = 25;

/** Options of `batchWrite`. */
export interface BatchWriteOptions extends BatchOptions, ChangeOptions<BatchWriteItemCommandInput> {}

/** One write of a batch. */
export type WriteTarget = NamedRow & { readonly write: WriteRequest } & (
    | { readonly kind: 'clobber'; readonly given: object; readonly view: BoundView; readonly row: Row }
    | { readonly kind: 'delete'; readonly given: AnyBoundKey }
  );

/**
 * The writes of a set, in order.
 *
 * @throws InvalidBatchError, InvalidItemError, InvalidKeyError
 */
export function writeTargets(db: BoundDb, set: BatchWrites): readonly WriteTarget[] {
  if (!Array.isArray(set?.clobbers) || !Array.isArray(set.deletes))
    throw new InvalidBatchError('UNBOUND', 'batchWrite() takes a BatchWriteSet.');
  const clobbers = set.clobbers.map((given): WriteTarget => {
    const view = resolveView(db, given, 'item');
    const { table } = view.schema;
    const row = view.codec.encode(given);
    checkPatterns(view, row);
    const key = rowKey(table, row);
    const { tableName } = table;
    return { kind: 'clobber', given, view, row, tableName, key, identity: rowIdentity(table, key), write: { PutRequest: { Item: row } } };
  });
  const deletes = set.deletes.map((given): WriteTarget => {
    const view = resolveView(db, given, 'key');
    const { table } = view.schema;
    const key = keyInput(view, given);
    const { tableName } = table;
    return { kind: 'delete', given, tableName, key, identity: rowIdentity(table, key), write: { DeleteRequest: { Key: key } } };
  });
  const all = [...clobbers, ...deletes];
  refuseDuplicates('batch', all);
  return all;
}

/**
 * Checks the items of a batch, where their classes have schemas.
 *
 * @throws ValidationError, InvalidItemError
 */
export async function validateTargets(targets: readonly WriteTarget[]): Promise<void> {
  for (const target of targets) {
    if (target.kind !== 'clobber' || !target.view.schema.entity.validation) continue;
    await validateWritten(target.view, target.row, readBack(target.view, target.row));
  }
}

/** One request with writes of any tables. */
export function batchWriteInput(targets: readonly WriteTarget[], options: BatchWriteOptions): BatchWriteItemCommandInput {
  const byTable = new Map<string, WriteRequest[]>();
  for (const { tableName, write } of targets) byTable.set(tableName, [...(byTable.get(tableName) ?? []), write]);
  return {
    RequestItems: Object.fromEntries(byTable),
    ...(options.returnConsumedCapacity && { ReturnConsumedCapacity: 'TOTAL' as const }),
  };
}
