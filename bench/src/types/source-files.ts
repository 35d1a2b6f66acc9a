import type { InventedTable } from './invented-schema.js';

/** The text of a project's files by their names. */
export type SourceFiles = ReadonlyMap<string, string>;

/** Writes the invented schema, and what an application does with each entity, as a user of one library would. */
export type ProjectWriter = (tables: readonly InventedTable[]) => SourceFiles;

/** A list of literals of a union or an enumeration. */
export const quoted = (values: readonly string[]): string[] => values.map(value => `'${value}'`);
