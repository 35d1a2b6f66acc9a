import { ARCHIVE_ATTRIBUTE, S3_KEY_ATTRIBUTE } from '../../metadata/pointer-attributes.js';
import type { IndexProjection } from '../../metadata/table-definition.js';
import { compareKeys } from './compare-keys.js';
import type { TableDescription } from './describe-table.js';
import type { LiveTable } from './live-table.js';
import type { TableDifference } from './table-difference.js';
import type { IndexShape } from './table-shape.js';

/** Tables and indexes that are being updated go on working (DynamoDB API reference, TableDescription). */
export const USABLE_STATUS: ReadonlySet<string> = new Set(['ACTIVE', 'UPDATING']);

const scopeOf = ({ local }: IndexShape): 'local' | 'global' => (local ? 'local' : 'global');

const wordsFor = (projection: IndexProjection): string => (typeof projection === 'string' ? projection : projection.join(', '));

function compareIndex(table: string, declared: IndexShape, live: IndexShape, status: string | undefined): readonly TableDifference[] {
  const { name: index } = declared;
  const what = `Index ${index} of table ${table}`;
  const found: TableDifference[] = [];
  if (declared.local !== live.local) {
    const message = `${what} is declared as ${scopeOf(declared)}; it is ${scopeOf(live)}. Correct \`local\` in the declaration, or create the index anew.`;
    found.push({ table, index, kind: 'index-scope', declared: scopeOf(declared), live: scopeOf(live), message });
  }
  found.push(...compareKeys(table, index, declared.key, live.key));
  if (wordsFor(declared.projection) !== wordsFor(live.projection)) {
    const message =
      `${what} is declared to carry ${wordsFor(declared.projection)}; it carries ${wordsFor(live.projection)}. ` +
      'Correct `projection` in the declaration, or create the index anew: what it carries cannot be changed.';
    found.push({ table, index, kind: 'index-projection', declared: declared.projection, live: live.projection, message });
  }
  if (status !== undefined && !USABLE_STATUS.has(status)) {
    const message = `${what} is ${status}. Wait until it is ACTIVE before you read through it.`;
    found.push({ table, index, kind: 'index-status', declared: 'ACTIVE', live: status, message });
  }
  return found;
}

function carriesPointer({ projection }: IndexShape): boolean {
  return projection === 'all' || [ARCHIVE_ATTRIBUTE, S3_KEY_ATTRIBUTE].every(name => projection.includes(name));
}

/** Through an index without the pointer, an archived row looks like an item that lacks most attributes. */
function comparePointers(table: string, index: string, declared?: IndexShape, live?: IndexShape): readonly TableDifference[] {
  const lacking = [
    ...(declared && !carriesPointer(declared) ? ['as declared'] : []),
    ...(live && !carriesPointer(live) ? ['as it is'] : []),
  ];
  if (lacking.length === 0) return [];
  const message =
    `Index ${index} of table ${table} does not carry ${ARCHIVE_ATTRIBUTE} and ${S3_KEY_ATTRIBUTE} (${lacking.join(', and ')}), so archived items would ` +
    "look like items that lack most attributes. Create it with both in its projection, or with 'all', before you archive.";
  return [{ table, index, kind: 'pointer-not-projected', declared: declared?.projection, live: live?.projection, message }];
}

/** Compares the indexes of a declared table with those of the live one, by their names. */
export function compareIndexes(declared: TableDescription, live: LiveTable): readonly TableDifference[] {
  const { tableName: table } = declared;
  const wanted = new Map(declared.indexes.map(index => [index.name, index]));
  const present = new Map(live.indexes.map(index => [index.name, index]));
  return [...new Set([...wanted.keys(), ...present.keys()])].flatMap(name => {
    const found: TableDifference[] = [];
    const [is, shouldBe] = [present.get(name), wanted.get(name)];
    if (is && shouldBe) found.push(...compareIndex(table, shouldBe, is, live.indexStatus.get(name)));
    else if (shouldBe) {
      const message = `Table ${table} has no index ${name}. ${shouldBe.local ? 'Create the table anew: a local index is made with it' : 'Create it'}, or take it out of the declaration.`;
      found.push({ table, index: name, kind: 'missing-index', declared: shouldBe, live: undefined, message });
    } else {
      const message = `Table ${table} has an index ${name} that is not declared. Declare it, or delete it where nobody reads it: every write pays for it.`;
      found.push({ table, index: name, kind: 'extra-index', declared: undefined, live: is, message });
    }
    if (declared.archivable) found.push(...comparePointers(table, name, shouldBe, is));
    return found;
  });
}
