import type { BatchGetItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Row } from '../../codec/row.js';
import type { BatchOptions } from '../batch/batch-options.js';
import type { LoadTarget } from '../batch/load-targets.js';

/** Keys of one BatchGetItem request (API reference, BatchGetItem, RequestItems). */
export const MAX_BATCH_GET_ITEMS = 100;

/** Options of `batchLoad`. */
export interface BatchLoadOptions extends BatchOptions {
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
