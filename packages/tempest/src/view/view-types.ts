import type { ConditionInput } from '../expression/typed/condition-types.js';
import type { UpdateCallback } from '../expression/typed/update-types.js';
import type { CountOptions } from '../operation/count/count-input.js';
import type { DeleteOptions } from '../operation/delete/delete-input.js';
import type { PrefixCondition, RangeCondition } from '../operation/key-condition.js';
import type { LoadOptions } from '../operation/load/load-input.js';
import type { Page } from '../operation/page.js';
import type { QueryAllOptions, QueryOptions } from '../operation/query/query-input.js';
import type { SaveOptions } from '../operation/save/save-input.js';
import type { ScanAllOptions, ScanOptions } from '../operation/scan/scan-input.js';
import type { UpdateOptions } from '../operation/update/update-input.js';
import type { BoundKey } from './bound-items.js';
import type { Fields, IsComposite, KeyOf, PrefixOf, RangeOf } from './item-types.js';
import type { InlineInputs, ReadableInputs } from './view-inputs.js';

/** The key conditions that a view takes. */
export type ConditionOf<E, P extends keyof E, S extends keyof E> =
  | PrefixCondition<PrefixOf<E, P, S>, keyof PrefixOf<E, P, S>>
  | RangeCondition<RangeOf<E, P, S>, P | S>;

/** Marks a view, and carries the type of its items only. */
export interface ViewOf<E> {
  readonly '~entity'?: E;
}

/** What every view reads with. Errors: `RequestError`, `UnreadableItemError`, `ArchivedRowError`, and those that each method names. */
export interface ReadableView<
  E extends object,
  P extends keyof E & string,
  S extends keyof E & string = never,
  /** Properties that its queries' filters cannot name: what they are queried by. */
  Queried extends keyof E & string = P | S,
> extends ViewOf<E> {
  /**
   * One page of the items that a key condition names.
   *
   * @throws InvalidKeyError, InvalidExpressionError, InvalidOffsetError
   * @example
   * const page = await db.users.sessions.query(beginsWith({ userId: 'user123', sessionId: 'session' }), { pageSize: 20 });
   */
  query(condition: ConditionOf<E, P, S>, options?: QueryOptions<ConditionInput<E, Queried>>): Promise<Page<E>>;
  /** Every page of a query, each fetched when it is asked for, or while the one before is used where `prefetch` says so. */
  queryAll(condition: ConditionOf<E, P, S>, options?: QueryAllOptions<ConditionInput<E, Queried>>): AsyncIterable<Page<E>>;
  /**
   * Every item of a query, in order. The next page is fetched while the items of one are used; leaving the loop aborts it.
   *
   * @example
   * for await (const session of db.users.sessions.queryAllContents(beginsWith({ userId: 'user123' }), { limit: 20 })) show(session);
   */
  queryAllContents(condition: ConditionOf<E, P, S>, options?: QueryAllOptions<ConditionInput<E, Queried>>): AsyncIterable<E>;
  /** One page of all the view's items, in no order. */
  scan(options?: ScanOptions<ConditionInput<E>>): Promise<Page<E>>;
  /** Every page of a scan, each fetched when it is asked for, or while the one before is used where `prefetch` says so. */
  scanAll(options?: ScanAllOptions<ConditionInput<E>>): AsyncIterable<Page<E>>;
  /** Every item of a scan. The next page is fetched while the items of one are used; leaving the loop aborts it. */
  scanAllContents(options?: ScanAllOptions<ConditionInput<E>>): AsyncIterable<E>;
  /** How many items a query would give, over all pages. Costs the reads of the query, but sends no items. */
  count(condition: ConditionOf<E, P, S>, options?: CountOptions<ConditionInput<E, Queried>>): Promise<number>;
  /** What these methods would send, as the SDK's inputs. Sends nothing. */
  readonly inputs: ReadableInputs<E, P, S, Queried>;
}

/** The items of one entity by the table's own key. */
export interface InlineView<E extends object, P extends keyof E & string, S extends keyof E & string = never>
  extends ReadableView<E, P, S> {
  /** What the view's methods would send, as the SDK's inputs. Sends nothing. */
  readonly inputs: InlineInputs<E, P, S>;
  /**
   * A key that knows its view, for batches and transactions. A key of one database object serves others over the same tables.
   *
   * @throws InvalidKeyError
   */
  key(fields: KeyOf<E, P, S>): BoundKey<E, P, S>;
  /** A new instance with these fields that knows its view, for batches and transactions: needed where its class has several inline views. Stores nothing. */
  create(fields: Fields<E>): E;
  /**
   * The item of a key, or `undefined`.
   *
   * @throws InvalidKeyError
   */
  load(key: KeyOf<E, P, S>, options?: LoadOptions): Promise<E | undefined>;
  /**
   * Puts an item, replacing what was stored under its key. Takes an instance or its fields and leaves them as they are. Of a class with a `@Version()`,
   * it replaces only the version that the item carries, and without one only makes the item.
   *
   * @returns a new instance, as stored, with its new version and dates
   * @throws InvalidItemError, ItemTooLargeError, ConditionFailedError, VersionConflictError
   */
  save(item: Fields<E>, options?: SaveOptions<ConditionInput<E>>): Promise<E>;
  /**
   * Changes some attributes of an item: one change or several, in one request. Its `@Version()` and `@UpdatedAt()` move with it.
   *
   * @returns the whole item, as stored
   * @throws InvalidKeyError, InvalidExpressionError, ItemNotFoundError unless `upsert`, ConditionFailedError, VersionConflictError where
   * the option `version` names another than the stored one
   * @example
   * await db.music.albums.update({ albumToken }, u => [u.plays.add(1), u.tags.append('live'), u.note.remove()], { if: p => p.label.exists() });
   */
  update(key: KeyOf<E, P, S>, changes: UpdateCallback<E, P | S>, options?: UpdateOptions<ConditionInput<E>>): Promise<E>;
  /**
   * Deletes the item of the same key; where the item given carries a `@Version()`, only that version of it.
   *
   * @returns the old item where `returnOld` asks for it and there was one
   * @throws InvalidKeyError, InvalidItemError, ConditionFailedError, VersionConflictError (also where the item is gone already)
   */
  delete(item: KeyOf<E, P, S> & Partial<Fields<E>>, options?: DeleteOptions<ConditionInput<E>>): Promise<E | undefined>;
  /**
   * Deletes the item of a key, whatever its version.
   *
   * @returns the old item where `returnOld` asks for it and there was one
   * @throws InvalidKeyError, ConditionFailedError
   */
  deleteKey(key: KeyOf<E, P, S>, options?: DeleteOptions<ConditionInput<E>>): Promise<E | undefined>;
}

/** An inline view, as services that are given one call it. */
export type Repository<E extends object, P extends keyof E & string, S extends keyof E & string = never> = InlineView<E, P, S>;

/** The components of a template have attributes of their own, which filters may name. */
type AloneIn<Names extends string> = [IsComposite<Names>] extends [true] ? never : Names;

/** The items of one entity by the key of a secondary index: for reading only. */
export interface SecondaryIndex<E extends object, P extends keyof E & string, S extends keyof E & string = never>
  extends ReadableView<E, P, S, AloneIn<P> | AloneIn<S>> {
  /** Carries the type only, so that an index is not taken for an inline view's reading half. */
  readonly '~index'?: never;
}

/** The items of several classes that share a partition, in the order of their sort keys: for reading only. */
export interface Collection<E extends object, P extends keyof E & string> extends ReadableView<E, P> {
  /** Carries the type only, so that a collection is not taken for an inline view's reading half. */
  readonly '~collection'?: never;
}
