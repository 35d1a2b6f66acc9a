import { type ReadonlyRow, rowBytes } from '@tempest-ts/tempest/extend';

/** What one read unit covers where reads are eventually consistent, in bytes ("DynamoDB read and write operations"). */
export const READ_UNIT_BYTES = 8192;
/** The most that one page reads (DynamoDB API reference, Scan). */
export const MAX_PAGE_BYTES = 1024 ** 2;
/** Read units come in halves: 4 KB, eventually consistent. */
const UNITS_STEP = 0.5;
/** Of rows of which none was returned. */
const TYPICAL_ROW_BYTES = 1024;

/**
 * About what an eventually consistent read took, where the server does not say: without it, such reads would escape every budget.
 *
 * @param rows what it returned
 * @param scanned rows that DynamoDB looked at, which are as large as those
 */
export function estimateReadUnits(rows: readonly ReadonlyRow[], scanned = rows.length): number {
  const bytes = rows.reduce((sum, row) => sum + rowBytes(row), 0);
  const perRow = rows.length > 0 ? bytes / rows.length : TYPICAL_ROW_BYTES;
  const read = Math.min(MAX_PAGE_BYTES, perRow * scanned);
  return Math.max(UNITS_STEP, Math.ceil(read / (READ_UNIT_BYTES * UNITS_STEP)) * UNITS_STEP);
}
