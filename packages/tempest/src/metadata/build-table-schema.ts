import type { EntityClass } from '../decorators/attribute-options.js';
import { DeclarationError } from '../errors.js';
import { buildEntitySchema } from './build-entity-schema.js';
import { buildIndex } from './build-index-schema.js';
import { buildUnionView } from './build-union-view.js';
import { buildView } from './build-view-schema.js';
import { checkIndexes } from './check-indexes.js';
import { checkKeyTypes } from './check-key-types.js';
import { checkLifecycle } from './check-lifecycle.js';
import { checkOptions } from './check-options.js';
import type { EntitySchema } from './entity-schema.js';
import { separateEntities } from './separate-entities.js';
import type { TableDefinition } from './table-definition.js';
import type { IndexSchema, TableSchema, ViewSchema } from './table-schema.js';

const DEFAULT_PARTITION_KEY = 'partition_key';
const DEFAULT_SORT_KEY = 'sort_key';
const TABLE_OPTIONS = ['name', 'partitionKey', 'sortKey', 'indexes', 'views'];

/** Names that JavaScript itself looks up on any object: on `await`, in `JSON.stringify`, on `instanceof`. */
const FORBIDDEN_VIEW_NAMES = new Set(['then', 'toJSON', 'constructor']);

/** DynamoDB's naming rule for tables ("Naming rules and data types"), or a table's ARN. */
const TABLE_NAME = /^([a-zA-Z0-9_.-]{3,255}|arn:[^\s]+)$/;

/**
 * Checks a declared table with its views and freezes it.
 *
 * @param tableName the name that requests are sent to
 * @throws DeclarationError that names the table, the view, the class and the property.
 */
export function buildTableSchema(definition: TableDefinition, tableName: string, entities: Map<EntityClass, EntitySchema>): TableSchema {
  const table = definition.name;
  if (typeof table !== 'string' || table === '') throw new DeclarationError('logicalTable({ name }): a table has a name.', {});
  checkOptions(`logicalTable ${table}`, definition, TABLE_OPTIONS, table);
  if (typeof tableName !== 'string' || !TABLE_NAME.test(tableName)) {
    const message = `Table ${table}: '${tableName}' is no table name. DynamoDB takes 3 to 255 letters, digits, '_', '-' and '.', or the table's ARN.`;
    throw new DeclarationError(message, { table });
  }
  const partitionKey = definition.partitionKey ?? DEFAULT_PARTITION_KEY;
  const sortKey = definition.sortKey === null ? undefined : (definition.sortKey ?? DEFAULT_SORT_KEY);
  for (const attribute of [partitionKey, sortKey]) {
    if (attribute === undefined || (typeof attribute === 'string' && attribute !== '')) continue;
    throw new DeclarationError(`Table ${table}: a key attribute has a name; \`sortKey: null\` means none.`, { table });
  }
  if (partitionKey === sortKey) throw new DeclarationError(`Table ${table}: its partition key and sort key are two attributes.`, { table });

  const indexes = new Map<string, IndexSchema>();
  for (const [name, index] of Object.entries(definition.indexes ?? {}))
    indexes.set(name, buildIndex({ table, partitionKey, sortKey }, name, index));

  const views = new Map<string, ViewSchema>();
  const unions = new Map<string, ViewSchema>();
  const schema: TableSchema = Object.freeze({ name: table, tableName, partitionKey, sortKey, indexes, views, unions });
  const definitions = Object.entries(definition.views ?? {});
  if (definitions.length === 0)
    throw new DeclarationError(`Table ${table} has no views. Add one: views: { sessions: inlineView(UserSession, ...) }.`, { table });
  const entityOf = (entity: EntityClass): EntitySchema => {
    const known = entities.get(entity) ?? buildEntitySchema(entity);
    entities.set(entity, known);
    return known;
  };
  for (const [name] of definitions) {
    if (FORBIDDEN_VIEW_NAMES.has(name))
      throw new DeclarationError(`Table ${table}: a view cannot be called ${name}. Rename it.`, { table, view: name });
  }
  // Inline views first: they say what tells an entity's rows apart, which the views through indexes go by.
  for (const kind of ['inline', 'index'] as const) {
    for (const [name, view] of definitions) {
      if (view.kind !== kind || view.oneOf) continue;
      views.set(name, buildView(schema, name, view, entityOf(view.entity)));
    }
    if (kind === 'inline') for (const view of separateEntities(table, [...views.values()])) views.set(view.name, view);
  }
  for (const [name, view] of definitions) if (view.oneOf) unions.set(name, buildUnionView(schema, name, view));
  checkIndexes(schema);
  checkKeyTypes(schema);
  checkLifecycle(schema);
  return schema;
}
