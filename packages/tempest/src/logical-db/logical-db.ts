import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeclarationError, UnboundViewError } from '../errors.js';
import type { ItemSet } from '../operation/batch/item-set.js';
import { batchLoad } from '../operation/batch-load/batch-load.js';
import type { BatchLoadOptions } from '../operation/batch-load/batch-load-input.js';
import { type BatchWriteResult, batchWrite } from '../operation/batch-write/batch-write.js';
import type { BatchWriteOptions } from '../operation/batch-write/batch-write-input.js';
import type { BatchWrites } from '../operation/batch-write/batch-write-set.js';
import type { AnyBoundKey } from '../operation/binding.js';
import {
  BATCH_LOAD_OPTIONS,
  BATCH_WRITE_OPTIONS,
  TRANSACTION_LOAD_OPTIONS,
  TRANSACTION_WRITE_OPTIONS,
  VALIDATE_OPTIONS,
} from '../operation/call-option-names.js';
import { called } from '../operation/called.js';
import { transactionLoad } from '../operation/transaction-load/transaction-load.js';
import type { TransactionLoadOptions } from '../operation/transaction-load/transaction-load-input.js';
import { transactionWrite } from '../operation/transaction-write/transaction-write.js';
import type { TransactionWriteOptions } from '../operation/transaction-write/transaction-write-input.js';
import type { TransactionWrites } from '../operation/transaction-write/transaction-write-set.js';
import { WritingPager, type WritingPagerOptions } from '../operation/transaction-write/writing-pager.js';
import { describeTable, type TableDescription } from '../operation/validate-table/describe-table.js';
import type { TableDifference } from '../operation/validate-table/table-difference.js';
import { type ValidateOptions, validateTables } from '../operation/validate-table/validate-tables.js';
import type { InlineView } from '../view/view-types.js';
import { bindDb, type DbState, dbState } from './bind-db.js';
import { DbInputs } from './db-inputs.js';
import type { LogicalDbOptions } from './describe-db.js';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

type InlineViewFor<View, E> = View extends InlineView<infer Item, infer _P, infer _S> ? (Same<Item, E> extends true ? View : never) : never;

/** The inline view of an entity among a database's tables. */
export type RepositoryOf<DB, E> = { [T in keyof DB]: { [V in keyof DB[T]]: InlineViewFor<DB[T][V], E> }[keyof DB[T]] }[keyof DB];

function stateOf(db: object): DbState {
  const state = dbState(db);
  if (!state) throw new UnboundViewError('This database was not made by LogicalDb.create(), so it has no views yet.');
  return state;
}

/** A database of any loaded copy of this package: told by what it does, as two copies' classes are two types. */
export interface AnyLogicalDb {
  repository(entity: never): unknown;
}

/**
 * The base of an application's database class: its properties are the tables.
 *
 * @example
 * class UserDatabase extends LogicalDb {
 *   users = logicalTable({ name: 'user_sessions', views: { sessions: inlineView(UserSession, { key: ['userId', 'sessionId'] }) } });
 * }
 * const db = LogicalDb.create(UserDatabase, new DynamoDBClient({}));
 */
export abstract class LogicalDb {
  /**
   * Checks the declarations of a database class and binds its views to a client. Sends nothing.
   *
   * @throws DeclarationError, ConfigurationError
   */
  static create<DB extends AnyLogicalDb>(this: unknown, dbClass: new () => DB, client: DynamoDBClient, options: LogicalDbOptions = {}): DB {
    return bindDb(dbClass, { client, tier: undefined }, options);
  }

  /**
   * An entity's one inline view, for services that are given what they use.
   *
   * @throws DeclarationError where the entity has none, or several
   */
  repository<DB extends LogicalDb, E extends object>(this: DB, entity: new () => E): RepositoryOf<DB, E> {
    const state = stateOf(this);
    const found: object[] = [];
    for (const [property, table] of state.schema.tables) {
      const views = (this as unknown as Record<string, Record<string, object>>)[property]; // `create` put the table's views there
      for (const [name, view] of table.views) {
        const bound = views?.[name];
        if (view.kind === 'inline' && view.entity.entity === entity && bound) found.push(bound);
      }
    }
    if (found.length === 1) return found[0] as RepositoryOf<DB, E>; // the view was declared with that type
    const why =
      found.length === 0 ? 'no inline view' : `${found.length} inline views, so it is not clear which is meant; name it as db.table.view`;
    throw new DeclarationError(`${this.constructor.name}: ${entity?.name ?? 'this'} has ${why}.`, { entity: entity?.name ?? '' });
  }

  /** What batches and transactions would send, as the SDK's inputs. Sends nothing. */
  get inputs(): DbInputs {
    return new DbInputs(stateOf(this));
  }

  /**
   * Loads any number of items of any views and tables, 100 to a request, each once. What DynamoDB leaves unprocessed is asked for again, with exponential
   * backoff. A key without an item gives none.
   *
   * @param keys what views' `key()` made
   * @throws InvalidBatchError, UnprocessedKeysError (which carries what was loaded), RequestError, UnreadableItemError, ArchivedRowError
   * @example
   * const items = await db.batchLoad([db.music.albumInfo.key({ albumToken }), db.users.sessions.key({ userId, sessionId })]);
   * const [album] = items.getItems(AlbumInfo);
   */
  async batchLoad(keys: Iterable<AnyBoundKey>, options?: BatchLoadOptions): Promise<ItemSet> {
    const state = stateOf(this);
    return called(state.runtime, 'batchLoad', undefined, options, timed => batchLoad(state, keys, timed), BATCH_LOAD_OPTIONS);
  }

  /**
   * Puts and deletes any number of items of any views and tables, 25 to a request, each by itself. What DynamoDB leaves unprocessed is sent again, with
   * exponential backoff, and then returned. Conditions, versions and generated dates are no part of a batch: DynamoDB has none there.
   *
   * @throws InvalidBatchError, InvalidItemError; RequestError where nothing was written; BatchWriteError, which says what is left, where some was
   * @example
   * const result = await db.batchWrite(new BatchWriteSet().clobber(...tracks).delete(db.music.albumInfo.key({ albumToken })));
   * if (!result.isSuccessful) later.push(...result.unprocessedClobbers);
   */
  async batchWrite(set: BatchWrites, options?: BatchWriteOptions): Promise<BatchWriteResult> {
    const state = stateOf(this);
    return called(state.runtime, 'batchWrite', undefined, options, timed => batchWrite(state, set, timed), BATCH_WRITE_OPTIONS);
  }

  /**
   * Loads up to 100 items of any views and tables as they are at one moment, for twice the capacity.
   *
   * @param keys what views' `key()` made
   * @throws InvalidBatchError, TransactionCanceledError (another request was writing one of them), RequestError, UnreadableItemError, ArchivedRowError
   */
  async transactionLoad(keys: Iterable<AnyBoundKey>, options?: TransactionLoadOptions): Promise<ItemSet> {
    const state = stateOf(this);
    return called(
      state.runtime,
      'transactionLoad',
      undefined,
      options,
      timed => transactionLoad(state, keys, timed),
      TRANSACTION_LOAD_OPTIONS,
    );
  }

  /**
   * Writes up to 100 items of any views and tables: all of them or none.
   *
   * @returns the items that were saved, as stored, with their new versions and dates
   * @throws TransactionCanceledError that names operations, keys and reasons; InvalidBatchError, InvalidItemError, InvalidExpressionError,
   * IdempotencyTokenError, ArchivedRowError, RequestError
   * @example
   * await db.transactionWrite(new TransactionWriteSet().save(track).update(db.music.albumInfo.key({ albumToken }), u => u.tracks.add(1)));
   */
  async transactionWrite(set: TransactionWrites, options?: TransactionWriteOptions): Promise<ItemSet> {
    const state = stateOf(this);
    return called(
      state.runtime,
      'transactionWrite',
      undefined,
      options,
      timed => transactionWrite(state, set, timed),
      TRANSACTION_WRITE_OPTIONS,
    );
  }

  /**
   * Writes any number of updates in as many transactions as they take. Nothing is written before its `execute()`.
   *
   * @throws ConfigurationError
   */
  transactionWritingPager<T>(updates: Iterable<T>, options: WritingPagerOptions<T>): WritingPager<T> {
    return new WritingPager(this, updates, options);
  }

  /** What is declared, as plain data: each table with its keys, indexes, time to live and views. Sends nothing. */
  describe(): readonly TableDescription[] {
    const { schema, views } = stateOf(this);
    return Object.freeze([...schema.tables].map(([property, table]) => describeTable(property, table, views.get(table)?.values() ?? [])));
  }

  /**
   * Compares every declared table with the live one: keys and their types, indexes and what they carry, time to live, billing. Of a table whose entities
   * may be archived, also whether every index carries what archived items are recognised by. Changes nothing.
   *
   * @returns every difference; empty where all is as declared. A missing table is a difference too.
   * @throws RequestError (needs dynamodb:DescribeTable and dynamodb:DescribeTimeToLive), ConfigurationError
   * @example
   * for (const { message } of await db.validate({ ignore: ['billing-mode'] })) console.warn(message);
   */
  async validate(options?: ValidateOptions): Promise<readonly TableDifference[]> {
    const { runtime } = stateOf(this);
    return called(runtime, 'validate', undefined, options, timed => validateTables(runtime, this.describe(), timed), VALIDATE_OPTIONS);
  }
}
