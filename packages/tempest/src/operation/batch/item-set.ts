import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { describe } from '../../codec/describe-value.js';
import { ConfigurationError } from '../../errors.js';
import type { ReadFailure } from '../read-rows.js';

/**
 * Items of any classes, those of each class in the order of their keys; a key without an item gives none.
 *
 * @example
 * const items = await db.batchLoad([db.music.albumInfo.key({ albumToken }), db.users.sessions.key({ userId, sessionId })]);
 * const [album] = items.getItems(AlbumInfo);
 */
export class ItemSet implements Iterable<object> {
  readonly items: readonly object[];
  /** Archived items that could not be read. Always empty unless the database is told to report such rather than throw. */
  readonly failures: readonly ReadFailure[];
  /** By table, where `returnConsumedCapacity` asked for it; otherwise empty. */
  readonly consumedCapacity: readonly ConsumedCapacity[];

  constructor(items: readonly object[], failures: readonly ReadFailure[] = [], consumedCapacity: readonly ConsumedCapacity[] = []) {
    this.items = Object.freeze([...items]);
    this.failures = Object.freeze([...failures]);
    this.consumedCapacity = Object.freeze([...consumedCapacity]);
    Object.freeze(this);
  }

  /** The items of a class, and of classes that extend it. */
  getItems<E extends object>(entity: new () => E): readonly E[] {
    if (typeof entity !== 'function') throw new ConfigurationError(`getItems() takes the class of the items, not ${describe(entity)}.`);
    return this.items.filter((item): item is E => item instanceof entity);
  }

  [Symbol.iterator](): Iterator<object> {
    return this.items[Symbol.iterator]();
  }
}
