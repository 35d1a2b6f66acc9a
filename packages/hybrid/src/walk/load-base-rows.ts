import { ARCHIVE_ATTRIBUTE, type Row, type TableSchema, type Wire } from '@tempest-ts/tempest/extend';
import { type LoadedRows, loadRows } from './load-rows.js';

/** The rows behind entries of an index that does not carry them whole: those that are not archived. */
export async function loadBaseRows(
  wire: Wire,
  table: TableSchema,
  entries: readonly Row[],
  signal: AbortSignal | undefined,
): Promise<LoadedRows> {
  const loaded = await loadRows(wire, table, entries, { consistent: false, signal });
  return { ...loaded, rows: loaded.rows.filter(row => row[ARCHIVE_ATTRIBUTE] === undefined) };
}
