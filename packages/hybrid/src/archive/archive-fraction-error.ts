import { TempestError } from '@tempest-ts/tempest';
import type { ArchivalResult } from './archival-result.js';

/** A run would have moved more of a table than `maxFraction` allows, and ended before it did. What it moved until then is archived, and reads as before. */
export class ArchiveFractionError extends TempestError {
  readonly code = 'ARCHIVE_FRACTION_EXCEEDED';
  readonly table: string;
  readonly maxFraction: number;
  /** What the run did. */
  readonly result: ArchivalResult;

  constructor(table: string, maxFraction: number, rows: number, result: ArchivalResult, shard?: string) {
    const call = shard === undefined ? 'archiveOldData()' : `archiveShard(), shard ${shard}`;
    const part = shard === undefined ? '' : "the shard's part of ";
    super(
      `${call}: more than ${maxFraction} of ${part}table ${table} (${rows} rows, as far as is known) would be archived, so the run ended after ` +
        `${result.itemsArchived} items. See by a dry run whether the ages are meant so: correct them, or raise maxFraction.`,
    );
    this.table = table;
    this.maxFraction = maxFraction;
    this.result = result;
  }
}
