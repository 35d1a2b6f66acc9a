import { TempestError, type TempestErrorOptions } from '../../errors.js';
import type { AnyBoundKey } from '../binding.js';

/** A batch ended early, in the error that is its `cause`, when some of it may have been written. */
export class BatchWriteError extends TempestError {
  readonly code = 'BATCH_WRITE_FAILED';
  // Private, so that an error that nobody caught does not print what people stored, a batch of it.
  readonly #clobbers: readonly object[];
  readonly #deletes: readonly AnyBoundKey[];

  constructor(
    message: string,
    unprocessedClobbers: readonly object[],
    unprocessedDeletes: readonly AnyBoundKey[],
    options?: TempestErrorOptions,
  ) {
    super(message, options);
    this.#clobbers = unprocessedClobbers;
    this.#deletes = unprocessedDeletes;
  }

  /** Items that DynamoDB did not acknowledge, as they were given: they were not written, or the answer was lost. */
  get unprocessedClobbers(): readonly object[] {
    return this.#clobbers;
  }

  /** The same of keys to delete. */
  get unprocessedDeletes(): readonly AnyBoundKey[] {
    return this.#deletes;
  }
}
