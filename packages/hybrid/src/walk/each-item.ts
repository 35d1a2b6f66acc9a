import type { Limiter } from '../hydrate/limiter.js';
import type { FailureWatch } from './failure-watch.js';

/** What is done with items. */
export interface ItemSteps<T> {
  /** Over all pages that are dealt with at once. */
  readonly limiter: Limiter;
  readonly failures: FailureWatch;
  readonly signal: AbortSignal;
  readonly step: (item: T) => Promise<void>;
  /** One item could not be dealt with: the others are. What it throws ends the run. */
  readonly failed: (item: T, cause: unknown) => void;
}

/**
 * Deals with items side by side, as many as the limiter lets run, and takes the next only then. After an abort it begins none, and what fails is left.
 *
 * @throws what every other item would fail with
 */
export async function eachItem<T>(items: Iterable<T>, { limiter, failures, signal, step, failed }: ItemSteps<T>): Promise<void> {
  const left = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;
  const deal = async (item: T): Promise<void> => {
    try {
      await limiter.run(() => step(item), signal);
    } catch (error) {
      if (signal.aborted) return;
      if (failures.isHopeless(error)) throw error;
      failed(item, error);
    }
  };
  const work = async (): Promise<void> => {
    try {
      for (let next = left.next(); !next.done && !failure && !signal.aborted; next = left.next()) await deal(next.value);
    } catch (error) {
      failure ??= { error };
    }
  };
  await Promise.all(Array.from({ length: limiter.limit }, work));
  if (failure) throw failure.error;
}
