import type { EntityClass } from '../decorators/attribute-options.js';
import { DeclarationError } from '../errors.js';
import { buildEntitySchema } from './build-entity-schema.js';
import { buildView } from './build-view-schema.js';
import type { EntitySchema } from './entity-schema.js';
import { areDisjoint } from './key-pattern.js';
import type { IndexDefinition, TableDefinition } from './table-definition.js';
import type { IndexSchema, TableSchema, ViewSchema } from './table-schema.js';

const DEFAULT_PARTITION_KEY = 'partition_key';
const DEFAULT_SORT_KEY = 'sort_key';
const TABLE_OPTIONS = ['name', 'partitionKey', 'sortKey', 'indexes', 'views'];
const INDEX_OPTIONS = ['partitionKey', 'sortKey', 'local', 'projection'];

/** Names that JavaScript itself looks up on any object: on `await`, in `JSON.stringify`, on `instanceof`. */
const FORBIDDEN_VIEW_NAMES = new Set(['then', 'toJSON', 'constructor']);

/** DynamoDB's naming rule for tables ("Naming rules and data types"), or a table's ARN. */
const TABLE_NAME = /^([a-zA-Z0-9_.-]{3,255}|arn:[^\s]+)$/;

function checkOptions(where: string, given: object, known: readonly string[], table: string): void {
  for (const option of Object.keys(given)) {
    if (!known.includes(option)) throw new DeclarationError(`${where} has no option \`${option}\`. It has ${known.join(', ')}.`, { table });
  }
}

function buildIndex(table: string, tablePartition: string, name: string, definition: IndexDefinition): IndexSchema {
  const where = `Index ${name} of table ${table}`;
  checkOptions(where, definition, INDEX_OPTIONS, table);
  const local = definition.local ?? false;
  const partitionKey = definition.partitionKey ?? (local ? tablePartition : undefined);
  if (partitionKey === undefined)
    throw new DeclarationError(`${where}: name its \`partitionKey\` attribute, or say \`local: true\`.`, { table });
  if (local && partitionKey !== tablePartition) {
    throw new DeclarationError(`${where}: a local index has the table's partition key, ${tablePartition}. Leave \`partitionKey\` out.`, {
      table,
    });
  }
  if (local && !definition.sortKey) throw new DeclarationError(`${where}: a local index needs a \`sortKey\`.`, { table });
  const projection = definition.projection ?? 'all';
  if (projection !== 'all' && projection !== 'keysOnly' && !Array.isArray(projection)) {
    throw new DeclarationError(`${where}: \`projection\` is 'all', 'keysOnly' or a list of attributes.`, { table });
  }
  return Object.freeze({ name, partitionKey, sortKey: definition.sortKey ?? undefined, local, projection });
}

/** Two entities whose rows no prefix tells apart would be read as each other. */
function checkDistinct(table: string, views: Iterable<ViewSchema>): void {
  const inline = [...views].filter(view => view.kind === 'inline');
  inline.forEach((view, position) => {
    for (const other of inline.slice(0, position)) {
      if (view.entity === other.entity) continue;
      if (view.patterns.some(a => other.patterns.some(b => areDisjoint(a, b)))) continue;
      const message =
        `Table ${table}: nothing tells the rows of ${view.entity.name} from those of ${other.entity.name}. ` +
        `Give their sort keys (or partition keys) prefixes of which neither begins with the other: @Attribute({ prefix: '${view.entity.name.toUpperCase()}_' }).`;
      throw new DeclarationError(message, { table, view: view.name, entity: view.entity.name });
    }
  });
}

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
  if (!TABLE_NAME.test(tableName)) {
    const message = `Table ${table}: '${tableName}' is no table name. DynamoDB takes 3 to 255 letters, digits, '_', '-' and '.', or the table's ARN.`;
    throw new DeclarationError(message, { table });
  }
  const partitionKey = definition.partitionKey ?? DEFAULT_PARTITION_KEY;
  const sortKey = definition.sortKey === null ? undefined : (definition.sortKey ?? DEFAULT_SORT_KEY);
  if (partitionKey === '' || sortKey === '')
    throw new DeclarationError(`Table ${table}: a key attribute has a name; \`sortKey: null\` means none.`, { table });
  if (partitionKey === sortKey) throw new DeclarationError(`Table ${table}: its partition key and sort key are two attributes.`, { table });

  const indexes = new Map<string, IndexSchema>();
  for (const [name, index] of Object.entries(definition.indexes ?? {})) indexes.set(name, buildIndex(table, partitionKey, name, index));

  const views = new Map<string, ViewSchema>();
  const schema: TableSchema = Object.freeze({ name: table, tableName, partitionKey, sortKey, indexes, views });
  const definitions = Object.entries(definition.views ?? {});
  if (definitions.length === 0)
    throw new DeclarationError(`Table ${table} has no views. Add one: views: { sessions: inlineView(UserSession, ...) }.`, { table });
  const entityOf = (entity: EntityClass): EntitySchema => {
    const known = entities.get(entity) ?? buildEntitySchema(entity);
    entities.set(entity, known);
    return known;
  };
  // Inline views first: they say what tells an entity's rows apart, which the views through indexes go by.
  for (const kind of ['inline', 'index'] as const) {
    for (const [name, view] of definitions) {
      if (view.kind !== kind) continue;
      if (FORBIDDEN_VIEW_NAMES.has(name))
        throw new DeclarationError(`Table ${table}: a view cannot be called ${name}. Rename it.`, { table, view: name });
      views.set(name, buildView(schema, name, view, entityOf(view.entity)));
    }
  }
  checkDistinct(table, views.values());
  checkIndexKeysAreCarried(schema);
  return schema;
}

/** An index whose key no entity carries would stay empty for ever: a misspelt attribute. */
function checkIndexKeysAreCarried(table: TableSchema): void {
  const entities = new Set([...table.views.values()].map(view => view.entity));
  for (const index of table.indexes.values()) {
    for (const attribute of [index.partitionKey, index.sortKey]) {
      if (attribute === undefined || [...entities].some(entity => entity.byAttribute.has(attribute))) continue;
      const message = `Index ${index.name} of table ${table.name}: no entity of the table has an attribute ${attribute}. Correct the name, or declare the attribute.`;
      throw new DeclarationError(message, { table: table.name });
    }
  }
}
