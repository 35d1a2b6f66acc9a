import { describe } from '../codec/describe-value.js';
import type { EntityClass } from '../decorators/attribute-options.js';
import { DeclarationError, UnboundViewError } from '../errors.js';
import type { IndexDefinition, TableDefinition, ViewDefinition } from '../metadata/table-definition.js';
import type { CheckedParts, KeyParts, NamesOf } from './key-parts.js';
import { classesOf, type OneOf } from './one-of.js';
import type { Collection, InlineView, SecondaryIndex, ViewOf } from './view-types.js';

/** Registered symbols, so that two loaded copies of this package read each other's declarations. */
const VIEW = Symbol.for('@tempest-ts/view');
const TABLE = Symbol.for('@tempest-ts/table');

/** A view of any entity with any key: its own type says which. */
export type AnyView = ViewOf<unknown>;

/** A table's views by name: its only properties. */
export type LogicalTable<V> = { readonly [Name in keyof V]: V[Name] };

/** What `logicalTable` takes. */
export interface LogicalTableOptions<V> {
  /** The table's name, before any `tableNameResolver`. */
  readonly name: string;
  /** The attribute. Default: `partition_key`. */
  readonly partitionKey?: string;
  /** The attribute; `null`: the table has none. Default: `sort_key`. */
  readonly sortKey?: string | null;
  /** By the index's name. */
  readonly indexes?: Readonly<Record<string, IndexDefinition>>;
  readonly views: V;
}

/** A view that no database was made of yet: using it says so. */
function unbound(definition: ViewDefinition): object {
  return new Proxy(Object.freeze({ [VIEW]: Object.freeze(definition) }), {
    get(target, property, receiver) {
      if (typeof property === 'symbol' || property === 'then' || property === 'toJSON' || property === 'constructor')
        return Reflect.get(target, property, receiver);
      throw new UnboundViewError(
        `.${property} of a view of ${definition.entity?.name}: the view has no database yet. Use the object that LogicalDb.create() returns.`,
      );
    },
  });
}

/** What can be said of a view before its table is known. Returns its classes and its key, copied. */
function checkView(
  maker: string,
  given: unknown,
  options: { readonly key: readonly string[] },
  known: readonly string[],
): Pick<ViewDefinition, 'entity' | 'oneOf' | 'key'> {
  const classes = classesOf(given);
  const entity = classes ? classes[0] : given;
  if (typeof entity !== 'function') {
    const hint = entity === undefined ? ' Where two files import each other, declare the table in a third.' : '';
    throw new DeclarationError(`${maker}() takes a class as its first argument, not ${describe(entity)}.${hint}`, {});
  }
  const place = { entity: entity.name };
  for (const option of Object.keys(options ?? {})) {
    if (!known.includes(option))
      throw new DeclarationError(`${maker}(${entity.name}) has no option \`${option}\`. It has ${known.join(', ')}.`, place);
  }
  if (!Array.isArray(options?.key)) {
    throw new DeclarationError(`${maker}(${entity.name}) needs its key: { key: ['partitionProperty', 'sortProperty'] }.`, place);
  }
  return { entity: entity as EntityClass, key: [...options.key], ...(classes && { oneOf: classes }) }; // its constructor is tried by create()
}

type KeyNames<E> = readonly [keyof E & string] | readonly [keyof E & string, keyof E & string];
type SortOf<K extends readonly string[]> = K extends readonly [string, infer S extends string] ? S : never;

/**
 * The items of a class, or of several that `oneOf()` names, by the table's own key.
 *
 * @param options.key what makes the key, by position: the partition key, the sort key. Each is the name of the property that carries the attribute, or a
 * template of several properties, which live in the key and are parsed back from it. `{line:4}` pads a whole number from 0 with zeros, so that it sorts
 * @example
 * sessions: inlineView(UserSession, { key: ['userId', 'sessionId'] })
 * lines: inlineView(OrderLine, { key: ['customerId', 'ORDER#{orderId}#LINE#{line:4}'] })
 */
export function inlineView<E extends object, const K extends KeyNames<E>>(
  entity: (new () => E) | OneOf<E>,
  options: { readonly key: K },
): InlineView<E, K[0], SortOf<K> & keyof E & string>;
export function inlineView<E extends object, const K extends KeyParts>(
  entity: (new () => E) | OneOf<E>,
  options: { readonly key: CheckedParts<E, K> },
): InlineView<E, NamesOf<K[0]> & keyof E & string, NamesOf<SortOf<K>> & keyof E & string>;
export function inlineView<E extends object>(entity: (new () => E) | OneOf<E>, options: { readonly key: readonly string[] }): object {
  return unbound({ kind: 'inline', ...checkView('inlineView', entity, options, ['key']) }); // its methods come with create()
}

/**
 * The items of a class, or of several that `oneOf()` names, by the key of a secondary index that the table declares.
 *
 * @param options.index the index's name in the table's `indexes`
 * @param options.key what makes the index's key, by position: a property, or a template of several, by which every write makes the index's attribute
 * @example
 * recent: secondaryIndex(UserSession, { index: 'by_created', key: ['userGroup', 'createdAt'] })
 * byStatus: secondaryIndex(OrderLine, { index: 'by_status', key: ['status', '{placedAt}#{orderId}'] })
 */
export function secondaryIndex<E extends object, const K extends KeyNames<E>>(
  entity: (new () => E) | OneOf<E>,
  options: { readonly index: string; readonly key: K },
): SecondaryIndex<E, K[0], SortOf<K> & keyof E & string>;
export function secondaryIndex<E extends object, const K extends KeyParts>(
  entity: (new () => E) | OneOf<E>,
  options: { readonly index: string; readonly key: CheckedParts<E, K> },
): SecondaryIndex<E, NamesOf<K[0]> & keyof E & string, NamesOf<SortOf<K>> & keyof E & string>;
export function secondaryIndex<E extends object>(
  entity: (new () => E) | OneOf<E>,
  options: { readonly index: string; readonly key: readonly string[] },
): object {
  const checked = checkView('secondaryIndex', entity, options, ['index', 'key']);
  return unbound({ kind: 'index', ...checked, index: options.index }); // its methods come with create()
}

/**
 * The items of several classes that share a partition: an order and its lines, in one query, in the order of their sort keys. For reading only. Each class
 * has a view of its own in the same table.
 *
 * @param options.key what makes each class's partition key: a property, or the template that their own views name
 * @param options.index the name of an index whose partition they share, instead of the table's own
 * @example
 * orderWithLines: collection(oneOf(Order, OrderLine), { key: ['orderId'] })
 * ofCustomer: collection(oneOf(Order, OrderLine), { key: ['CUSTOMER#{customerId}'] })
 */
export function collection<E extends object, const P extends keyof E & string>(
  classes: OneOf<E>,
  options: { readonly key: readonly [P]; readonly index?: string },
): Collection<E, P>;
export function collection<E extends object, const K extends readonly [string]>(
  classes: OneOf<E>,
  options: { readonly key: CheckedParts<E, K>; readonly index?: string },
): Collection<E, NamesOf<K[0]> & keyof E & string>;
export function collection<E extends object>(
  classes: OneOf<E>,
  options: { readonly key: readonly string[]; readonly index?: string },
): object {
  if (!classesOf(classes))
    throw new DeclarationError('collection() takes several classes: collection(oneOf(Order, OrderLine), { key: [...] }).', {});
  const checked = checkView('collection', classes, options, ['index', 'key']);
  const definition: ViewDefinition = { kind: 'collection', ...checked, ...(options.index !== undefined && { index: options.index }) };
  return unbound(definition); // its methods come with create()
}

/**
 * Declares a physical table and the typed views over it, as a property of a class that extends `LogicalDb`.
 *
 * @example
 * class UserDatabase extends LogicalDb {
 *   users = logicalTable({ name: 'user_sessions', views: { sessions: inlineView(UserSession, { key: ['userId', 'sessionId'] }) } });
 * }
 */
export function logicalTable<const V extends Readonly<Record<string, AnyView>>>(options: LogicalTableOptions<V>): LogicalTable<V> {
  const views: Record<string, ViewDefinition> = {};
  for (const [name, view] of Object.entries(options.views ?? {})) {
    const definition = (view as { readonly [VIEW]?: ViewDefinition })[VIEW];
    if (!definition)
      throw new DeclarationError(`Table ${options.name}: ${name} is no view. Make it with inlineView() or secondaryIndex().`, {
        table: options.name,
        view: name,
      });
    views[name] = definition;
  }
  const definition: TableDefinition = Object.freeze({ ...options, views: Object.freeze(views) });
  const table = { ...options.views };
  Object.defineProperty(table, TABLE, { value: definition, enumerable: false });
  return Object.freeze(table) as LogicalTable<V>; // the same views, marked as a table
}

/** What `logicalTable` recorded on a property's value; `undefined` where the value is something else. */
export function tableDefinition(value: unknown): TableDefinition | undefined {
  return typeof value === 'object' && value !== null ? (value as { readonly [TABLE]?: TableDefinition })[TABLE] : undefined;
}
