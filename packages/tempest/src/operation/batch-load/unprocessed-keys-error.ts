import { TempestError, type TempestErrorOptions } from '../../errors.js';
import type { ItemSet } from '../batch/item-set.js';
import type { AnyBoundKey } from '../binding.js';

/** DynamoDB left keys of a batch unprocessed after all tries: whether there are such items is not known. */
export class UnprocessedKeysError extends TempestError {
  readonly code = 'UNPROCESSED_KEYS';
  // Private, so that an error that nobody caught does not print what people stored.
  readonly #unprocessedKeys: readonly AnyBoundKey[];
  readonly #loaded: ItemSet;

  constructor(message: string, unprocessedKeys: readonly AnyBoundKey[], loaded: ItemSet, options?: TempestErrorOptions) {
    super(message, options);
    this.#unprocessedKeys = unprocessedKeys;
    this.#loaded = loaded;
  }

  /** The keys, as they were given: pass them to `batchLoad` again. */
  get unprocessedKeys(): readonly AnyBoundKey[] {
    return this.#unprocessedKeys;
  }

  /** What the other keys gave. */
  get loaded(): ItemSet {
    return this.#loaded;
  }
}
