import { setTimeout as sleep } from 'node:timers/promises';
import { RequestError } from '../../errors.js';

/** DynamoDB advises 50 ms and exponential backoff ("Batch operations and error handling"); full jitter keeps clients apart. */
const BASE_DELAY_MS = 50;
const MAX_DELAY_MS = 5_000;

const backoffMs = (attempt: number): number => Math.random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** attempt);

/** What is left of a chunk after its last try. */
export interface Leftover<T> {
  readonly unprocessed: readonly T[];
  /** The error of the last try, where DynamoDB refused all of it. */
  readonly cause: unknown;
}

interface UntilProcessedOptions {
  readonly maxAttempts: number;
  readonly signal: AbortSignal | undefined;
  /** Told before each further try, with the error of a request that was refused as a whole. */
  readonly retried?: ((cause: unknown) => void) | undefined;
}

/**
 * Sends a chunk, and again what DynamoDB left unprocessed of it, until nothing is left or so many tries in a row brought nothing forward. A request that is
 * refused as a whole for lack of capacity counts as one that processed nothing.
 *
 * @param send one try: resolves to what is left of what it was given
 */
export async function untilProcessed<T>(
  chunk: readonly T[],
  { maxAttempts, signal, retried }: UntilProcessedOptions,
  send: (entries: readonly T[]) => Promise<readonly T[]>,
): Promise<Leftover<T>> {
  let left = chunk;
  for (let stalled = 0; ; ) {
    let cause: unknown;
    const before = left.length;
    try {
      left = await send(left);
    } catch (error) {
      if (!(error instanceof RequestError) || error.code !== 'THROTTLED') throw error;
      cause = error;
    }
    // A batch of large items comes in several answers: only tries that bring nothing count.
    stalled = left.length < before ? 0 : stalled + 1;
    if (left.length === 0 || stalled >= maxAttempts) return { unprocessed: left, cause };
    retried?.(cause);
    await sleep(backoffMs(stalled), undefined, signal ? { signal } : {}).catch(() => undefined); // the next try says that it was aborted
  }
}
