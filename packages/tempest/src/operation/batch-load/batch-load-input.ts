import type { BatchGetItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Row } from '../../codec/row.js';
import type { BatchOptions } from '../batch/batch-options.js';
import type { LoadTarget } from '../batch/load-targets.js';
import { type ChangeOptions, changedInput, withRowMarks } from '../change-input.js';

/** Keys of one BatchGetItem request (API reference, BatchGetItem, RequestItems). */
export const MAX_BATCH_GET_ITEMS = 100;

/** Options of `batchLoad`. */
export interface BatchLoadOptions extends BatchOptions, ChangeOptions<BatchGetItemCommandInput> {
  /** Read what every acknowledged write before the call has left, for twice the capacity. Default: false. */
  readonly consistentRead?: boolean;
  /** Leave out items whose `@TimeToLive()` has passed, which DynamoDB takes days to delete. Classes without one are not affected. Default: false. */
  readonly hideExpired?: boolean;
}

/** One request for rows of any tables. */
export function batchLoadInput(targets: readonly LoadTarget[], options: BatchLoadOptions): BatchGetItemCommandInput {
  const byTable = new Map<string, Row[]>();
  for (const { tableName, key } of targets) byTable.set(tableName, [...(byTable.get(tableName) ?? []), key]);
  return {
    RequestItems: Object.fromEntries(
      [...byTable].map(([tableName, Keys]) => [tableName, { Keys, ...(options.consistentRead && { ConsistentRead: true }) }]),
    ),
    ...(options.returnConsumedCapacity && { ReturnConsumedCapacity: 'TOTAL' as const }),
  };
}

/**
 * The same, changed.
 *
 * @throws ConfigurationError
 */
export function changedBatchLoad(
  targets: readonly LoadTarget[],
  input: BatchGetItemCommandInput,
  change: BatchLoadOptions['changeInput'],
): BatchGetItemCommandInput {
  if (!change) return input;
  const changed = changedInput(input, change);
  const marked = Object.entries(changed.RequestItems ?? {}).map(([tableName, request]) => {
    const views = new Set(targets.flatMap(target => (target.tableName === tableName ? [...target.views] : [])));
    return [tableName, [...views].reduce((each, { schema }) => withRowMarks(schema, undefined, each), request)];
  });
  return { ...changed, RequestItems: Object.fromEntries(marked) };
}
