import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeclarationError, UnboundViewError } from '../errors.js';
import type { InlineView } from '../view/view-types.js';
import { bindDb, dbState } from './bind-db.js';
import type { LogicalDbOptions } from './describe-db.js';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

type InlineViewFor<View, E> = View extends InlineView<infer Item, infer _P, infer _S> ? (Same<Item, E> extends true ? View : never) : never;

/** The inline view of an entity among a database's tables. */
export type RepositoryOf<DB, E> = { [T in keyof DB]: { [V in keyof DB[T]]: InlineViewFor<DB[T][V], E> }[keyof DB[T]] }[keyof DB];

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
  static create<DB extends LogicalDb>(this: unknown, dbClass: new () => DB, client: DynamoDBClient, options: LogicalDbOptions = {}): DB {
    return bindDb(dbClass, { client, tier: undefined }, options);
  }

  /**
   * An entity's one inline view, for services that are given what they use.
   *
   * @throws DeclarationError where the entity has none, or several
   */
  repository<DB extends LogicalDb, E extends object>(this: DB, entity: new () => E): RepositoryOf<DB, E> {
    const state = dbState(this);
    if (!state) throw new UnboundViewError('This database was not made by LogicalDb.create(), so it has no views yet.');
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
}
