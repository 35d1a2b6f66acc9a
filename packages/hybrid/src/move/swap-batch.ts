import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandInput,
  type BatchStatementRequest,
  type BatchStatementResponse,
} from '@aws-sdk/client-dynamodb';
import { lean, send } from '@tempest-ts/tempest/extend';
import { isThrottled, wasSentAgain } from '../walk/request-failure.js';
import { type AttemptContext, attemptOf, BEFORE_EACH_SEND, refuseWhenExpired } from './attempt-write.js';
import { leanStatements } from './lean-statements.js';
import type { Swap } from './swap.js';

/** Statements of one request (DynamoDB API reference, BatchExecuteStatement). */
export const MAX_BATCH_STATEMENTS = 25;

/** What a statement's answer says of its swap. */
export type StatementVerdict =
  /** The row is this swap's pointer. */
  | 'archived'
  /** It is another's. */
  | 'skipped'
  | 'throttled'
  /** A transaction had the row at that moment: nothing was done. */
  | 'conflict'
  | 'denied'
  /** Whatever else it is: a request of its own finds out. */
  | 'unclear';

/** One statement's answer. */
export interface StatementAnswer {
  readonly response: BatchStatementResponse;
  /** Write units that DynamoDB counted; `undefined` where it did not say. */
  readonly units: number | undefined;
}

/** Codes of statements that were not executed for want of capacity (DynamoDB API reference, BatchStatementError). */
const THROTTLES: ReadonlySet<string> = new Set(['ProvisionedThroughputExceeded', 'RequestLimitExceeded', 'ThrottlingError']);

/** The code of a statement whose row a transaction had at that moment (the same place). */
const CONFLICT = 'TransactionConflict';

/**
 * Sends statements in one request; each is executed, or is not, by itself.
 *
 * @returns their answers in order; `undefined` where there is not one for each
 * @throws AttemptExpiredError, RequestError
 */
export async function sendStatements(
  { wire, throttled }: AttemptContext,
  swaps: readonly Swap[],
  statements: readonly BatchStatementRequest[],
): Promise<readonly StatementAnswer[] | undefined> {
  const input: BatchExecuteStatementCommandInput = { Statements: [...statements], ReturnConsumedCapacity: 'TOTAL' };
  const request = { operation: 'BatchExecuteStatement', table: swaps[0]?.table.tableName ?? '', writes: true };
  const sends = { count: 0 };
  try {
    const output = await send(wire, request, input, sent => {
      const command = leanStatements(wire.client, lean(wire.client, new BatchExecuteStatementCommand(sent)));
      const isAnyExpired = (): boolean => swaps.some(({ isExpired }) => isExpired());
      command.middlewareStack.add(refuseWhenExpired(isAnyExpired, sends), BEFORE_EACH_SEND);
      return wire.client.send(command);
    });
    if (wasSentAgain(output)) throttled();
    const { Responses = [], ConsumedCapacity = [] } = output;
    if (Responses.length !== statements.length) return undefined;
    const isEach = ConsumedCapacity.length === statements.length;
    const total = ConsumedCapacity.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
    const share = ConsumedCapacity.length === 0 ? undefined : total / statements.length;
    return Responses.map((response, index) => ({ response, units: isEach ? ConsumedCapacity[index]?.CapacityUnits : share }));
  } catch (error) {
    if (isThrottled(error)) throttled();
    throw error;
  }
}

/** What an answer says of a swap. A condition that failed is believed only where the row shows why: PartiQL might compare in a way of its own. */
export function verdictOf({ Error: error }: BatchStatementResponse, attempt: string): StatementVerdict {
  if (!error) return 'archived';
  const { Code = '', Item } = error;
  if (Code === 'AccessDenied') return 'denied';
  if (THROTTLES.has(Code)) return 'throttled';
  if (Code === CONFLICT) return 'conflict';
  if (Code !== 'ConditionalCheckFailed') return 'unclear';
  const holder = attemptOf(Item);
  if (holder === undefined) return 'unclear';
  return holder === attempt ? 'archived' : 'skipped';
}
