import { TempestError, type TempestErrorOptions } from '../../errors.js';
import type { ItemSet } from '../batch/item-set.js';
import type { AnyBoundKey } from '../binding.js';

/** DynamoDB left keys of a batch unprocessed after all tries: whether there are such items is not known. */
export class UnprocessedKeysError extends TempestError {
  readonly code = 'UNPROCESSED_KEYS';
  /** The keys, as they were given: pass them to `batchLoad` again. */
  readonly unprocessedKeys: readonly AnyBoundKey[];
  /** What the other keys gave. */
  readonly loaded: ItemSet;

  constructor(message: string, unprocessedKeys: readonly AnyBoundKey[], loaded: ItemSet, options?: TempestErrorOptions) {
    super(message, options);
    this.unprocessedKeys = unprocessedKeys;
    this.loaded = loaded;
  }
}
