import { randomUUID } from 'node:crypto';
import { TransactWriteItemsCommand, type TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { RequestError } from '../../errors.js';
import { ItemSet } from '../batch/item-set.js';
import type { BoundDb } from '../batch/resolve-view.js';
import { MAX_RESTORES } from '../condition-failure.js';
import { lean } from '../lean/lean.js';
import { lostAnswer } from '../lost-answer.js';
import { wasRetried } from '../request-error.js';
import { send } from '../send.js';
import { sumCapacity } from '../sum-capacity.js';
import { validateWritten } from '../validate-item/validate-item.js';
import { archivedObstacles, cancellationOf, throwCancellation } from './cancellation.js';
import { IdempotencyTokenError } from './idempotency-token-error.js';
import { TransactionCanceledError } from './transaction-canceled-error.js';
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
 * The one request of all rounds of a call. DynamoDB does the writes of a token once: a send that comes late, after a round that succeeded, changes nothing. Without a
 * token here the SDK would give each round one of its own, and a late send of an earlier round would do the writes again. Rounds say the same in every byte, as DynamoDB refuses
 * a token with other parameters; and a transaction that was cancelled has not used its token up. DynamoDB remembers a token for ten minutes, and the signature of a request is good
 * for five, so that none comes too late to be known.
 */
function onceOnly(input: TransactWriteItemsCommandInput): TransactWriteItemsCommandInput {
  return { ...input, ClientRequestToken: input.ClientRequestToken ?? randomUUID() };
}

/** Whether an error already says what is known of all sends. */
function saysAll(error: unknown): boolean {
  if (error instanceof RequestError) return error.outcome === 'unknown';
  return error instanceof TransactionCanceledError || error instanceof IdempotencyTokenError;
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
  const { runtime } = db;
  const { signal, capacity } = options;
  const table = [...new Set(operations.map(({ view }) => view.schema.table.tableName))].join(', ');
  const request = { operation: 'TransactWriteItems', table, writes: true, signal, capacity };
  const once = onceOnly(input);
  let answerLost = false;
  const round = async (restores: number): Promise<ItemSet | undefined> => {
    try {
      const answer = await send(runtime, request, once, (sent, sendOptions) =>
        runtime.client.send(lean(runtime.client, new TransactWriteItemsCommand(sent)), sendOptions),
      );
      const stored = operations.flatMap(operation => (operation.stored ? [operation.stored] : []));
      return new ItemSet(stored, [], options.returnConsumedCapacity ? sumCapacity(answer.ConsumedCapacity ?? []) : []);
    } catch (error) {
      const { tier } = runtime;
      answerLost ||= wasRetried(cancellationOf(error) ?? {});
      const archived = tier && restores < MAX_RESTORES ? archivedObstacles(error, operations) : [];
      if (!tier || archived.length === 0) {
        return throwCancellation(failure(error, set.token), operations, answerLost ? 'unknown' : 'not-applied');
      }
      for (const { view, row } of archived) await tier.restore(row, { table: view.schema.table, view: view.schema, signal, capacity });
      return undefined;
    }
  };
  for (let restores = 0; ; restores += 1) {
    try {
      // The same request runs again on rows that are whole.
      const written = await round(restores);
      if (written) return written;
    } catch (error) {
      throw answerLost && !saysAll(error) ? lostAnswer('a transaction', request.operation, table, error) : error;
    }
  }
}
