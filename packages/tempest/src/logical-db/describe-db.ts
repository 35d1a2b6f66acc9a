import { describe } from '../codec/describe-value.js';
import type { EntityClass } from '../decorators/attribute-options.js';
import { ConfigurationError, DeclarationError } from '../errors.js';
import { buildTableSchema } from '../metadata/build-table-schema.js';
import type { EntitySchema } from '../metadata/entity-schema.js';
import type { TableSchema } from '../metadata/table-schema.js';
import type { Logger } from '../operation/logger.js';
import type { DbEvents } from '../operation/request-event.js';
import { tableDefinition } from '../view/declare.js';

/** How a declared database is bound to real tables. */
export interface LogicalDbOptions {
  /** The name that requests are sent to, of a declared one. Default: the same. */
  readonly tableNameResolver?: (name: string) => string;
  /** The time that `@CreatedAt()`, `@UpdatedAt()` and `hideExpired` go by. Default: the machine's, `() => new Date()`. */
  readonly clock?: () => Date;
  /** Who is told of every request. Default: nobody. */
  readonly events?: DbEvents;
  /** Where requests, and what goes wrong with them, are logged: names and numbers, never keys or values. Default: nowhere. */
  readonly logger?: Logger;
}

/** A declared database, checked: its tables by the property that holds each. */
export interface DbSchema {
  readonly tables: ReadonlyMap<string, TableSchema>;
  readonly entities: ReadonlyMap<EntityClass, EntitySchema>;
}

const KNOWN_OPTIONS = ['tableNameResolver', 'clock', 'events', 'logger'];
const LISTENERS: Readonly<Record<keyof DbEvents, string>> = {
  onRequest: 'takes each request: { onRequest: event => metrics.record(event.latencyMs) }',
  onCache: 'takes each read: { onCache: event => metrics.count(event.found) }',
  onHydration: 'takes each archived item that was read: { onHydration: event => metrics.record(event.latencyMs) }',
  onRetry: 'takes each retry of the library: { onRetry: event => metrics.count(event.operation) }',
  onOperation:
    'takes each operation and returns what follows it: { onOperation: ({ operation }) => ({ run: part => part(), end: () => {} }) }',
};
const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** @throws ConfigurationError */
function checkObservers({ events, logger }: LogicalDbOptions): void {
  const names = Object.keys(LISTENERS) as (keyof DbEvents)[];
  for (const name of Object.keys(events ?? {})) {
    if (!Object.hasOwn(LISTENERS, name))
      throw new ConfigurationError(`\`events\` has no listener \`${name}\`. It has ${names.slice(0, -1).join(', ')} and ${names.at(-1)}.`);
  }
  for (const name of names) {
    const listener: unknown = events?.[name];
    if (listener !== undefined && typeof listener !== 'function')
      throw new ConfigurationError(`\`events.${name}\` is a function that ${LISTENERS[name]}.`);
  }
  const missing = logger && LOG_LEVELS.find(level => typeof logger[level] !== 'function');
  if (missing !== undefined)
    throw new ConfigurationError(`\`logger\` has no method \`${missing}\`. It takes debug, info, warn and error, as console has them.`);
}

/** @throws ConfigurationError where it is no class */
export function templateOf<DB extends object>(dbClass: new () => DB, caller: string): DB {
  if (typeof dbClass === 'function') return new dbClass();
  throw new ConfigurationError(`${caller} takes a class that extends LogicalDb as its first argument, not ${describe(dbClass)}.`);
}

/**
 * Reads a database class's tables and checks them.
 *
 * @throws DeclarationError, ConfigurationError
 */
export function describeDb(template: object, options: LogicalDbOptions = {}): DbSchema {
  for (const option of Object.keys(options)) {
    if (!KNOWN_OPTIONS.includes(option))
      throw new ConfigurationError(`LogicalDb.create() has no option \`${option}\`. It has ${KNOWN_OPTIONS.join(', ')}.`);
  }
  if (options.tableNameResolver !== undefined && typeof options.tableNameResolver !== 'function') {
    throw new ConfigurationError('`tableNameResolver` is a function from a declared table name to the real one.');
  }
  if (options.clock !== undefined && typeof options.clock !== 'function') {
    throw new ConfigurationError('`clock` is a function that returns the time as a Date: () => new Date().');
  }
  checkObservers(options);
  const resolve = options.tableNameResolver ?? (name => name);
  const name = template.constructor.name || '(anonymous class)';
  const tables = new Map<string, TableSchema>();
  const entities = new Map<EntityClass, EntitySchema>();
  const owners = new Map<string, string>();
  for (const [property, value] of Object.entries(template)) {
    const definition = tableDefinition(value);
    if (!definition) continue;
    const tableName = resolve(definition.name);
    const table = buildTableSchema(definition, tableName, entities);
    const owner = owners.get(tableName);
    if (owner !== undefined) {
      const message = `${name}.${property} and ${name}.${owner} are both the table ${tableName}. Declare a table once, with all its views.`;
      throw new DeclarationError(message, { table: definition.name });
    }
    owners.set(tableName, property);
    tables.set(property, table);
  }
  if (tables.size === 0) throw new DeclarationError(`${name} declares no table. Give it one: users = logicalTable({ name, views }).`, {});
  return Object.freeze({ tables, entities });
}
