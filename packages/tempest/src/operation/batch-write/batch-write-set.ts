import type { AnyBoundKey, Unbound } from '../binding.js';

/**
 * Items to put and keys to delete, of any views. One row may be named once.
 *
 * @example
 * await db.batchWrite(new BatchWriteSet().clobber(...tracks).delete(db.music.albumTracks.key({ albumToken, trackToken })));
 */
export class BatchWriteSet {
  readonly #clobbers: object[] = [];
  readonly #deletes: AnyBoundKey[] = [];

  /**
   * Puts items, whatever is stored under their keys: conditions, versions and times are no part of a batch. An item is what a view's `create()` made, or an
   * instance of a class that has one inline view in the database.
   */
  clobber(...items: readonly Unbound[]): this {
    this.#clobbers.push(...items);
    return this;
  }

  /**
   * Deletes by key; a key without an item is no error. DynamoDB takes no condition in a batch, so that the row goes whatever it holds: where classes with a
   * `@Discriminator()` have keys alike, also that of another class. A transaction's `delete`, or the view's own, deletes items of the key's class only.
   */
  delete(...keys: readonly AnyBoundKey[]): this {
    this.#deletes.push(...keys);
    return this;
  }

  get clobbers(): readonly object[] {
    return [...this.#clobbers];
  }

  get deletes(): readonly AnyBoundKey[] {
    return [...this.#deletes];
  }

  get size(): number {
    return this.#clobbers.length + this.#deletes.length;
  }
}

/** What `batchWrite` reads of a set. */
export type BatchWrites = Pick<BatchWriteSet, 'clobbers' | 'deletes'>;
