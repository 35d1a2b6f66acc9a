import { ConfigurationError, RequestError } from '../errors.js';
import type { CapacityRecorder } from './capacity-meter.js';
import { checkCallOptions, type OptionNames } from './check-call-options.js';
import { linkedAbort } from './linked-abort.js';

/** Options of every call that sends requests. */
export interface CallOptions {
  /** Aborts what is under way: requests, the reading of archived items, waiting. A write may have taken effect: the error's `outcome` says so. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which the call is aborted, retries and archived items included; of an iteration, each page by itself. Default: no limit. */
  readonly timeoutMs?: number;
  /** Is told what each request of the call consumed, those for archived items included: a `CapacityMeter`, as a rule. */
  readonly capacity?: CapacityRecorder;
}

/** The longest delay of a timer (Node.js documentation, setTimeout): longer ones would end at once. */
const MAX_TIMEOUT_MS = 2_147_483_647;

/** @throws ConfigurationError */
export function checkTimeout(timeoutMs: number): void {
  if (typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS) return;
  throw new ConfigurationError(`\`timeoutMs\` is a number of milliseconds above zero, at most ${MAX_TIMEOUT_MS}, not ${timeoutMs}.`);
}

/**
 * Looks at the options of a call that sees to its time itself.
 *
 * @throws ConfigurationError
 */
export function checkTimedCall<Options extends CallOptions>(options: Options | undefined, names: OptionNames<Options>): void {
  checkCallOptions(options, names);
  if (options?.timeoutMs !== undefined) checkTimeout(options.timeoutMs);
}

/** The error of a call whose time was up. What a write's request may have done stands in its `outcome`. */
function timedOut(error: RequestError, timeoutMs: number): RequestError {
  const { operation, table, outcome } = error;
  const known =
    outcome === 'unknown' ? ' The write may have taken effect: read before you write again.' : ' Try again, or raise `timeoutMs`.';
  return new RequestError(
    'TIMED_OUT',
    `${operation} on table ${table} took longer than ${timeoutMs} ms.${known}`,
    operation,
    table,
    outcome,
    {
      cause: error,
    },
  );
}

/**
 * Makes a call, and aborts it when its time is up.
 *
 * @param names the options that the call has; `undefined` where they were checked before
 * @throws ConfigurationError; RequestError with the code `TIMED_OUT`
 */
export async function withTimeout<Options extends CallOptions, T>(
  options: Options | undefined,
  call: (options: Options | undefined) => Promise<T>,
  names?: OptionNames<Options>,
): Promise<T> {
  if (names) checkCallOptions(options, names);
  if (options?.timeoutMs === undefined) return call(options);
  const { timeoutMs } = options;
  checkTimeout(timeoutMs);
  const { controller, release } = linkedAbort(options.signal);
  let isUp = false;
  const timer = setTimeout(() => {
    isUp = true;
    controller.abort(new DOMException(`${timeoutMs} ms have passed`, 'TimeoutError'));
  }, timeoutMs);
  try {
    return await call({ ...options, signal: controller.signal });
  } catch (error) {
    throw isUp && error instanceof RequestError && error.code === 'ABORTED' ? timedOut(error, timeoutMs) : error;
  } finally {
    clearTimeout(timer);
    release();
  }
}
