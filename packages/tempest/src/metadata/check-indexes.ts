import { DeclarationError } from '../errors.js';
import { entityTemplates } from './entity-templates.js';
import { ARCHIVE_ATTRIBUTE, HYBRID_MARK, S3_KEY_ATTRIBUTE } from './pointer-attributes.js';
import { pageKeyAttributes, type TableSchema } from './table-schema.js';

/** Local indexes of one table (developer guide, "Quotas"): unlike that of global ones, this number cannot be raised. */
const MAX_LOCAL_INDEXES = 5;

function checkLocalIndexes({ name, indexes }: TableSchema): void {
  const count = [...indexes.values()].filter(index => index.local).length;
  if (count <= MAX_LOCAL_INDEXES) return;
  const message = `Table ${name} declares ${count} local indexes; DynamoDB makes ${MAX_LOCAL_INDEXES} at most. Make the others global: leave out \`local\`, and name their \`partitionKey\`.`;
  throw new DeclarationError(message, { table: name });
}

/** An index whose key no entity carries would stay empty for ever: a misspelt attribute. */
function checkKeysAreCarried(table: TableSchema): void {
  const entities = new Set([...table.views.values()].map(view => view.entity));
  const made = new Set(
    [...entities]
      .map(entity => entityTemplates(table, entity))
      .filter(({ readsDerived }) => !readsDerived)
      .flatMap(({ key, derived }) => [...key, ...derived].map(({ attribute }) => attribute)),
  );
  for (const index of table.indexes.values()) {
    for (const attribute of [index.partitionKey, index.sortKey]) {
      if (attribute === undefined || made.has(attribute) || [...entities].some(entity => entity.byAttribute.has(attribute))) continue;
      const message = `Index ${index.name} of table ${table.name}: no entity of the table has an attribute ${attribute}. Correct the name, declare the attribute, or have a view of an entity with an inline view make it by a template.`;
      throw new DeclarationError(message, { table: table.name });
    }
  }
}

/**
 * Through an index that leaves out the mark of archived rows, such a row would be taken for an item that lacks most attributes. What an archived row
 * keeps for certain are its keys, so a view that reads nothing else may do without.
 */
function checkPointersAreVisible(table: TableSchema): void {
  const views = [...table.views.values()];
  if (!views.some(view => view.entity.marks.has(HYBRID_MARK))) return;
  const keys = new Set([...table.indexes.values()].flatMap(index => pageKeyAttributes(table, index)));
  for (const { name, entity, index } of views) {
    if (!index || index.projection === 'all' || index.projection.includes(ARCHIVE_ATTRIBUTE)) continue;
    const other = entity.properties.find(({ attributes }) => !keys.has(attributes[0]) && attributes[0] !== S3_KEY_ATTRIBUTE);
    if (!other) continue;
    const message =
      `View ${name} of table ${table.name} (${entity.name}): index ${index.name} does not carry ${ARCHIVE_ATTRIBUTE}, so archived items would lack ` +
      `\`${other.property}\` unnoticed. Add '${ARCHIVE_ATTRIBUTE}' and '${S3_KEY_ATTRIBUTE}' to its \`projection\`.`;
    throw new DeclarationError(message, { table: table.name, view: name, entity: entity.name, property: other.property });
  }
}

/** What can be said of a table's indexes once all its views are known. */
export function checkIndexes(table: TableSchema): void {
  checkLocalIndexes(table);
  checkKeysAreCarried(table);
  checkPointersAreVisible(table);
}
