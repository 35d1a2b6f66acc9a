import type { TransactGetItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { InvalidBatchError } from '../batch/invalid-batch-error.js';
import type { LoadTarget } from '../batch/load-targets.js';
import type { CallOptions } from '../call-options.js';
import { type ChangeOptions, changedInput, withRowMarks } from '../change-input.js';

/** Keys of one transaction (API reference, TransactGetItems, TransactItems). */
export const MAX_TRANSACT_GET_ITEMS = 100;

/** Options of `transactionLoad`. */
export interface TransactionLoadOptions extends CallOptions, ChangeOptions<TransactGetItemsCommandInput> {
  /** Leave out items whose `@TimeToLive()` has passed, which DynamoDB takes days to delete. Classes without one are not affected. Default: false. */
  readonly hideExpired?: boolean;
  /** Have the result say what it cost, summed by table. Default: false. */
  readonly returnConsumedCapacity?: boolean;
}

/** @throws InvalidBatchError */
export function transactionLoadInput(targets: readonly LoadTarget[], options: TransactionLoadOptions): TransactGetItemsCommandInput {
  if (targets.length > MAX_TRANSACT_GET_ITEMS) {
    throw new InvalidBatchError(
      'TOO_MANY',
      `A transaction loads at most ${MAX_TRANSACT_GET_ITEMS} items; these are ${targets.length}. Load fewer, or use batchLoad(), which is not of one moment.`,
    );
  }
  return {
    TransactItems: targets.map(({ tableName, key }) => ({ Get: { TableName: tableName, Key: key } })),
    ...(options.returnConsumedCapacity && { ReturnConsumedCapacity: 'TOTAL' as const }),
  };
}

/**
 * The same, changed.
 *
 * @throws ConfigurationError
 */
export function changedTransactionLoad(
  targets: readonly LoadTarget[],
  input: TransactGetItemsCommandInput,
  change: TransactionLoadOptions['changeInput'],
): TransactGetItemsCommandInput {
  if (!change) return input;
  const changed = changedInput(input, change);
  const TransactItems = changed.TransactItems?.map(({ Get }, index) => {
    const views = [...(targets[index]?.views ?? [])];
    return { Get: Get && views.reduce((each, { schema }) => withRowMarks(schema, undefined, each), Get) };
  });
  return { ...changed, TransactItems };
}
