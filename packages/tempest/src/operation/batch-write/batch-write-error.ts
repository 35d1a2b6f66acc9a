import { TempestError, type TempestErrorOptions } from '../../errors.js';
import type { AnyBoundKey } from '../binding.js';

/** A batch ended early, in the error that is its `cause`, when some of it may have been written. */
export class BatchWriteError extends TempestError {
  readonly code = 'BATCH_WRITE_FAILED';
  /** Items that DynamoDB did not acknowledge, as they were given: they were not written, or the answer was lost. */
  readonly unprocessedClobbers: readonly object[];
  /** The same of keys to delete. */
  readonly unprocessedDeletes: readonly AnyBoundKey[];

  constructor(
    message: string,
    unprocessedClobbers: readonly object[],
    unprocessedDeletes: readonly AnyBoundKey[],
    options?: TempestErrorOptions,
  ) {
    super(message, options);
    this.unprocessedClobbers = unprocessedClobbers;
    this.unprocessedDeletes = unprocessedDeletes;
  }
}
