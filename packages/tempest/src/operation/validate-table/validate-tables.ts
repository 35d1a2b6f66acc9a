import { ConfigurationError } from '../../errors.js';
import { inParallel } from '../batch/in-parallel.js';
import type { CallOptions } from '../call-options.js';
import type { Wire } from '../send.js';
import { compareTables } from './compare-tables.js';
import type { TableDescription } from './describe-table.js';
import { liveTable } from './live-table.js';
import { TABLE_DIFFERENCE_KINDS, type TableDifference, type TableDifferenceKind } from './table-difference.js';

/** Options of `validate`. */
export interface ValidateOptions extends CallOptions {
  /** Kinds of differences that are meant. DynamoDB is not asked for the time to live where it is among them. Default: none. */
  readonly ignore?: readonly TableDifferenceKind[];
}

const CONCURRENT_TABLES = 4;

/** Compares declared tables with the live ones, in the order of their declaration. */
export async function validateTables(
  wire: Wire,
  tables: readonly TableDescription[],
  { ignore = [], signal }: ValidateOptions = {},
): Promise<readonly TableDifference[]> {
  if (!Array.isArray(ignore)) throw new ConfigurationError("validate(): `ignore` is an array of kinds: { ignore: ['billing-mode'] }.");
  const unknown = ignore.find(kind => !TABLE_DIFFERENCE_KINDS.includes(kind));
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `validate(): \`ignore\` has the unknown kind '${unknown}'. The kinds are ${TABLE_DIFFERENCE_KINDS.join(', ')}.`,
    );
  }
  const options = { signal, timeToLive: !ignore.includes('time-to-live') };
  const found = new Map<TableDescription, readonly TableDifference[]>();
  await inParallel(tables, CONCURRENT_TABLES, async table => {
    found.set(table, compareTables(table, await liveTable(wire, table.tableName, options)));
  });
  return Object.freeze(tables.flatMap(table => found.get(table) ?? []).filter(({ kind }) => !ignore.includes(kind)));
}
