import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { ItemSet } from '../batch/item-set.js';
import type { BoundDb } from '../batch/resolve-view.js';
import { MAX_RESTORES } from '../condition-failure.js';
import { lean } from '../lean/lean.js';
import { send } from '../send.js';
import { sumCapacity } from '../sum-capacity.js';
import { validateWritten } from '../validate-item/validate-item.js';
import { archivedObstacles, throwCancellation } from './cancellation.js';
import { IdempotencyTokenError } from './idempotency-token-error.js';
import { changedTransaction, type TransactionWriteOptions, transactionWriteInput } from './transaction-write-input.js';
import type { TransactionWrites } from './transaction-write-set.js';

function failure(error: unknown, token: string | undefined): unknown {
  const cause = (error as { cause?: unknown }).cause; // `send` keeps the SDK's error there
  if (token === undefined || !(cause instanceof Error) || cause.name !== 'IdempotentParameterMismatchException') return error;
  const message =
    `The idempotency token ${JSON.stringify(token)} was used in the last ten minutes for a transaction with other operations: nothing was written. ` +
    'Use a token of its own for each transaction; a set that is made anew is another one where it has generated times: to repeat a transaction, send the same set.';
  return new IdempotencyTokenError(message, token, { cause });
}

/**
 * Writes all of a set's operations or none.
 *
 * @returns the items that were saved, as stored
 */
export async function transactionWrite(db: BoundDb, set: TransactionWrites, options: TransactionWriteOptions = {}): Promise<ItemSet> {
  const { input, operations } = changedTransaction(transactionWriteInput(db, set, options), options.changeInput);
  if (operations.length === 0) return new ItemSet([]);
  for (const { view, stored, item } of operations) if (stored) await validateWritten(view, item.Put?.Item ?? {}, stored);
  const { signal, capacity } = options;
  const table = [...new Set(operations.map(({ view }) => view.schema.table.tableName))].join(', ');
  const request = { operation: 'TransactWriteItems', table, writes: true, signal, capacity };
  for (let restores = 0; ; restores += 1) {
    try {
      const answer = await send(db.runtime, request, input, (sent, sendOptions) =>
        db.runtime.client.send(lean(db.runtime.client, new TransactWriteItemsCommand(sent)), sendOptions),
      );
      const stored = operations.flatMap(operation => (operation.stored ? [operation.stored] : []));
      return new ItemSet(stored, [], options.returnConsumedCapacity ? sumCapacity(answer.ConsumedCapacity ?? []) : []);
    } catch (error) {
      const { tier } = db.runtime;
      const archived = tier && restores < MAX_RESTORES ? archivedObstacles(error, operations) : [];
      if (!tier || archived.length === 0) return throwCancellation(failure(error, set.token), operations);
      // The same request runs again on rows that are whole.
      for (const { view, row } of archived) await tier.restore(row, { table: view.schema.table, view: view.schema, signal, capacity });
    }
  }
}
