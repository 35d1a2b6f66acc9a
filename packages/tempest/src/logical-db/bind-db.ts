import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { compileItemCodec, type ItemCodec } from '../codec/item-codec.js';
import type { EntityClass } from '../decorators/attribute-options.js';
import { ConfigurationError } from '../errors.js';
import type { TableSchema, ViewSchema } from '../metadata/table-schema.js';
import { Observer } from '../operation/observer.js';
import type { BoundView, Runtime } from '../operation/runtime.js';
import { BoundInlineView, BoundSecondaryIndex } from '../view/bound-views.js';
import { type DbSchema, describeDb, type LogicalDbOptions, templateOf } from './describe-db.js';
import { tellTime } from './tell-time.js';

/** What a database object was made of. */
export interface DbState {
  readonly schema: DbSchema;
  readonly runtime: Runtime;
  readonly options: LogicalDbOptions;
  /** Each view with its compiled codec, by table. */
  readonly views: ReadonlyMap<TableSchema, ReadonlyMap<string, BoundView>>;
}

/** A registered symbol, so that two loaded copies of this package know each other's databases. */
const STATE = Symbol.for('@tempest-ts/db-state');

/** What `create()` recorded on a database object; `undefined` where it did not make the object. */
export function dbState(db: object): DbState | undefined {
  return (db as { readonly [STATE]?: DbState })[STATE];
}

/** Whether one of the classes that an object is made of has this name: several copies of the SDK may be loaded. */
function isMadeBy(value: object, className: string): boolean {
  for (let link: unknown = Object.getPrototypeOf(value); link; link = Object.getPrototypeOf(link)) {
    if ((link as object).constructor.name === className) return true;
  }
  return false;
}

function checkClient(client: DynamoDBClient): void {
  if (typeof client?.send !== 'function') {
    throw new ConfigurationError('LogicalDb.create() takes a DynamoDBClient of @aws-sdk/client-dynamodb as its second argument.');
  }
  const service = (client.config as { readonly serviceId?: string } | undefined)?.serviceId;
  if (service !== undefined && service !== 'DynamoDB') {
    throw new ConfigurationError(`LogicalDb.create() takes a DynamoDBClient as its second argument; this is a client of ${service}.`);
  }
  // By its name: making one leaves its mark on the configuration of the plain client too, which stays good.
  if (isMadeBy(client, 'DynamoDBDocumentClient')) {
    throw new ConfigurationError(
      'LogicalDb.create() takes the plain DynamoDBClient, not a DynamoDBDocumentClient: the library converts values itself.',
    );
  }
}

function bindView(
  runtime: Runtime,
  schema: ViewSchema,
  codec: ItemCodec,
  members: readonly BoundView[],
): { readonly bound: BoundView; readonly view: object } {
  const bound: BoundView = Object.freeze({ runtime, schema, codec, members });
  return { bound, view: Object.freeze(schema.kind === 'inline' ? new BoundInlineView(bound) : new BoundSecondaryIndex(bound)) };
}

/**
 * Makes a database object: a new instance of the class, its views bound to a client.
 *
 * @throws DeclarationError, ConfigurationError
 */
export function bindDb<DB extends object>(
  dbClass: new () => DB,
  parts: Omit<Runtime, 'now' | 'observer'>,
  options: LogicalDbOptions = {},
): DB {
  const db = templateOf(dbClass, 'LogicalDb.create()');
  checkClient(parts.client);
  const schema = describeDb(db, options);
  const runtime: Runtime = Object.freeze({ ...parts, observer: Observer.of(options), now: tellTime(options.clock) });
  const views = new Map<TableSchema, ReadonlyMap<string, BoundView>>();
  for (const [property, table] of schema.tables) {
    const codecs = new Map<EntityClass, ItemCodec>();
    const boundViews = new Map<string, BoundView>();
    const byName: Record<string, object> = {};
    for (const [name, view] of table.views) {
      const codec = codecs.get(view.entity.entity) ?? compileItemCodec(view.entity, table);
      codecs.set(view.entity.entity, codec);
      const { bound, view: made } = bindView(runtime, view, codec, []);
      boundViews.set(name, bound);
      byName[name] = made;
    }
    for (const [name, union] of table.unions) {
      const members = union.members.flatMap(member => boundViews.get(member.name) ?? []);
      const [first] = members;
      if (!first) continue; // its members are views of the table
      const { bound, view: made } = bindView(runtime, union, first.codec, Object.freeze(members));
      boundViews.set(name, bound);
      byName[name] = made;
    }
    views.set(table, boundViews);
    Object.defineProperty(db, property, { value: Object.freeze(byName), enumerable: true });
  }
  const state: DbState = Object.freeze({ schema, runtime, options: { ...options }, views });
  Object.defineProperty(db, STATE, { value: state, enumerable: false });
  return db;
}
