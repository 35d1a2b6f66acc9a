import { type Row, rowKey, S3_KEY_ATTRIBUTE, type TableSchema, tableKeyAttributes, type Wire } from '@tempest-ts/tempest/extend';
import { BodyFormatError } from '../body/body-format-error.js';
import type { CapacityBudget } from '../control/capacity-budget.js';
import type { PackFile } from './pack-file.js';
import { readRow } from './read-row.js';

/** Rows that are read at once. */
const ROWS_AT_ONCE = 16;

/**
 * Whether any row names a pack: read consistently, and not far beyond the first that does.
 *
 * @throws BodyFormatError where the pack does not say of which rows it is, ArchiveStoreError, RequestError
 */
export async function isPackReferenced(
  wire: Wire,
  table: TableSchema,
  s3Key: string,
  file: PackFile,
  signal: AbortSignal | undefined,
  reads?: CapacityBudget,
): Promise<boolean> {
  const isNamedBy = async (key: Row): Promise<boolean> => (await readRow(wire, table, key, signal, reads))?.[S3_KEY_ATTRIBUTE]?.S === s3Key;
  let atOnce = 1; // of most packs the first row tells
  for (const member of await file.index()) {
    const keys = (await file.rows(member)).map(row => rowKey(table, row));
    if (keys.some(key => Object.keys(key).length < tableKeyAttributes(table).length)) {
      throw new BodyFormatError('not-an-item', 'An item of the pack lacks the key of a row');
    }
    for (let at = 0; at < keys.length; ) {
      const named = await Promise.all(keys.slice(at, at + atOnce).map(isNamedBy));
      if (named.includes(true)) return true;
      at += atOnce;
      atOnce = ROWS_AT_ONCE;
    }
  }
  return false;
}
