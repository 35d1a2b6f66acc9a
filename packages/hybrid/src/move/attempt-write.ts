import { ARCHIVE_ATTRIBUTE, failedCondition, type ReadonlyRow, type TableSchema, type Wire } from '@tempest-ts/tempest/extend';
import { AttemptExpiredError } from '../errors.js';
import { persistently } from '../walk/persistently.js';
import { wasSentAgain } from '../walk/request-failure.js';

/** What an attempt's writes are sent with. */
export interface AttemptContext {
  readonly wire: Wire;
  /** An abort does not break off a send, whose outcome would then be unknown: it ends the resending. */
  readonly signal: AbortSignal;
  /** Told of each send that DynamoDB throttled. */
  readonly throttled: () => void;
}

/** A conditional write that makes a row name the object of an attempt. */
export interface AttemptWrite {
  readonly operation: 'UpdateItem' | 'PutItem';
  readonly table: TableSchema;
  /** The attempt that the row's pointer names; `undefined`: the row is to be no pointer. */
  readonly attempt: string | undefined;
  /** Whether the attempt, since its row was read, is older than it may be. */
  readonly isExpired: () => boolean;
  /** Whether an earlier request may have written already. */
  readonly sentBefore?: boolean | undefined;
}

/** What such a write came to. */
export interface AttemptWritten {
  /** `false`: its condition did not hold, and no earlier send had landed. */
  readonly landed: boolean;
  /** Write units that DynamoDB counted; `undefined` where it did not say. */
  readonly units: number | undefined;
}

/** Where `refuseWhenExpired` stands: behind the SDK's retries and signing, so that it is asked before each send. */
export const BEFORE_EACH_SEND = { step: 'finalizeRequest', priority: 'low', name: 'tempestAttemptAge' } as const;

/**
 * Middleware that refuses every send, the SDK's own resends included, once the attempt is too old for a sweeper to be sure that it has ended.
 *
 * @param sends how many there were, which it counts
 */
export function refuseWhenExpired(isExpired: () => boolean, sends: { count: number }) {
  return <Arguments, Output>(next: (args: Arguments) => Promise<Output>) =>
    (args: Arguments): Promise<Output> => {
      if (isExpired()) throw new AttemptExpiredError(sends.count > 0 ? 'unknown' : 'not-applied');
      sends.count += 1;
      return next(args);
    };
}

/** Whose pointer a row carries. */
export function attemptOf(row: ReadonlyRow | undefined): string | undefined {
  return row?.[ARCHIVE_ATTRIBUTE]?.M?.a?.S;
}

/** What is looked at of the answer to such a write. */
interface WriteAnswer {
  readonly ConsumedCapacity?: { readonly CapacityUnits?: number | undefined } | undefined;
  readonly $metadata?: { readonly attempts?: number | undefined };
}

/** What one send of such a write is made with: the request as observers know it, and the middleware that its command gets at `BEFORE_EACH_SEND`. */
export interface AttemptSend {
  readonly request: { readonly operation: string; readonly table: string; readonly writes: true };
  readonly guard: ReturnType<typeof refuseWhenExpired>;
}

/**
 * Sends a write of an attempt as often as a run does, and not once the attempt is too old. A condition that fails on the attempt's own pointer means that an earlier
 * send, whose answer was lost, has landed.
 *
 * @param sendOnce sends it once; the write must ask for the row that fails its condition
 * @throws AttemptExpiredError, RequestError
 */
export async function writeOfAttempt(
  { wire, signal, throttled }: AttemptContext,
  { operation, table, attempt, isExpired, sentBefore }: AttemptWrite,
  sendOnce: (send: AttemptSend) => Promise<WriteAnswer>,
): Promise<AttemptWritten> {
  const request = { operation, table: table.tableName, writes: true } as const;
  const guard = refuseWhenExpired(isExpired, { count: sentBefore ? 1 : 0 });
  try {
    const answer = await persistently(wire, { operation, table: table.tableName, signal, throttled }, () => sendOnce({ request, guard }));
    if (wasSentAgain(answer)) throttled();
    return { landed: true, units: answer.ConsumedCapacity?.CapacityUnits };
  } catch (error) {
    const failed = failedCondition(error);
    if (!failed) throw error;
    return { landed: attempt !== undefined && attemptOf(failed.Item) === attempt, units: undefined };
  }
}
