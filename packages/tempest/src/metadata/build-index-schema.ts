import { DeclarationError } from '../errors.js';
import { checkOptions } from './check-options.js';
import type { IndexDefinition, IndexProjection } from './table-definition.js';
import type { IndexSchema } from './table-schema.js';

const INDEX_OPTIONS = ['partitionKey', 'sortKey', 'local', 'projection'];

/** DynamoDB's naming rule for indexes ("Naming rules and data types"). */
const INDEX_NAME = /^[a-zA-Z0-9_.-]{3,255}$/;

type Fail = (why: string) => never;

function checkLocal(
  table: { readonly partitionKey: string; readonly sortKey: string | undefined },
  index: IndexDefinition,
  fail: Fail,
): void {
  if (index.partitionKey !== undefined && index.partitionKey !== table.partitionKey)
    fail(`a local index has the table's partition key, ${table.partitionKey}. Leave \`partitionKey\` out.`);
  if (!index.sortKey) fail('a local index needs a `sortKey`.');
  if (table.sortKey === undefined) fail('a table without a sort key has no local indexes. Leave out `local`.');
}

function checkProjection(projection: unknown, fail: Fail): void {
  if (projection === 'all' || projection === 'keysOnly') return;
  if (Array.isArray(projection) && projection.length > 0 && projection.every(each => typeof each === 'string')) return;
  fail("`projection` is 'all', 'keysOnly' or a list of attributes.");
}

/** Checks a declared index and fills in its defaults. */
export function buildIndex(
  table: { readonly table: string; readonly partitionKey: string; readonly sortKey: string | undefined },
  name: string,
  definition: IndexDefinition,
): IndexSchema {
  const where = `Index ${name} of table ${table.table}`;
  const fail: Fail = why => {
    throw new DeclarationError(`${where}: ${why}`, { table: table.table });
  };
  checkOptions(where, definition, INDEX_OPTIONS, table.table);
  if (!INDEX_NAME.test(name)) fail("DynamoDB takes 3 to 255 letters, digits, '_', '-' and '.' as an index's name.");
  const local = definition.local ?? false;
  if (local) checkLocal(table, definition, fail);
  const partitionKey = definition.partitionKey ?? (local ? table.partitionKey : undefined);
  if (!partitionKey) return fail('name its `partitionKey` attribute, or say `local: true`.');
  const sortKey = definition.sortKey ?? undefined;
  if (sortKey === '' || sortKey === partitionKey) fail('its `sortKey` is the name of another attribute, or null.');
  const projection: IndexProjection = definition.projection ?? 'all';
  checkProjection(projection, fail);
  return Object.freeze({
    name,
    partitionKey,
    sortKey,
    local,
    projection: Array.isArray(projection) ? Object.freeze([...projection]) : projection,
  });
}
