import type { TableDifference } from './table-difference.js';
import type { KeyAttribute } from './table-shape.js';

const names = (key: readonly KeyAttribute[]): string => key.map(({ attribute, role }) => `${attribute} (${role})`).join(', ');

const types = (key: readonly KeyAttribute[]): string => key.map(({ attribute, type }) => `${attribute} is ${type}`).join(', ');

/** Compares the key of a table, or of one of its indexes. */
export function compareKeys(
  table: string,
  index: string | undefined,
  declared: readonly KeyAttribute[],
  live: readonly KeyAttribute[],
): readonly TableDifference[] {
  const place = { table, ...(index !== undefined && { index }) };
  const what = index === undefined ? `Table ${table}` : `Index ${index} of table ${table}`;
  if (names(declared) !== names(live)) {
    const message =
      `${what} is declared with the key ${names(declared)}; it has ${names(live)}. ` +
      `Correct the declaration, or create the ${index === undefined ? 'table' : 'index'} anew: a key cannot be changed.`;
    return [{ ...place, kind: 'key', declared, live, message }];
  }
  if (types(declared) !== types(live)) {
    const message =
      `${what}: by the declaration ${types(declared)}; by the table ${types(live)}. Give the key's @Attribute the \`type\` of what is stored ` +
      '(N: Number, S: String, B: Uint8Array); without one a key is taken for a string.';
    return [{ ...place, kind: 'key-type', declared, live, message }];
  }
  return [];
}
