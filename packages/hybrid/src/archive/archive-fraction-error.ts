import { TempestError } from '@tempest-ts/tempest';
import type { ArchivalResult } from './archival-result.js';

/** A run would have moved more of a table than `maxFraction` allows, and ended before it did. What it moved until then is archived, and reads as before. */
export class ArchiveFractionError extends TempestError {
  readonly code = 'ARCHIVE_FRACTION_EXCEEDED';
  readonly table: string;
  readonly maxFraction: number;
  /** What the run did. */
  readonly result: ArchivalResult;

  constructor(table: string, maxFraction: number, rows: number, result: ArchivalResult) {
    super(
      `archiveOldData(): more than ${maxFraction} of table ${table} (${rows} rows, as far as is known) would be archived, so the run ended after ` +
        `${result.itemsArchived} items. See by a dry run whether the ages are meant so: correct them, or raise maxFraction.`,
    );
    this.table = table;
    this.maxFraction = maxFraction;
    this.result = result;
  }
}
