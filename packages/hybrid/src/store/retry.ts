import { setTimeout as sleep } from 'node:timers/promises';

/** How often and how long to wait. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly isRetryable: (error: unknown) => boolean;
  readonly signal: AbortSignal | undefined;
  /** Told before each further try, with what failed. */
  readonly retried?: ((cause: unknown) => void) | undefined;
}

const BASE_DELAY_MS = 50;
const MAX_DELAY_MS = 5_000;

/** Exponential backoff with full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter", 2015). */
export function backoffMs(attempt: number): number {
  return Math.random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (attempt - 1));
}

/**
 * Runs a step until it succeeds, fails in a way that no retry helps, or has had its tries; an abort ends the waiting. What it throws is always an error
 * of the step. `attempt` counts from 1.
 */
export async function retry<T>({ attempts, isRetryable, signal, retried }: RetryPolicy, step: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await step(attempt);
    } catch (error) {
      if (attempt >= attempts || signal?.aborted || !isRetryable(error)) throw error;
      await sleep(backoffMs(attempt), undefined, { signal }).catch(() => {
        throw error;
      });
      retried?.(error);
    }
  }
}
