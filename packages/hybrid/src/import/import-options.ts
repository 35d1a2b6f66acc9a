import { type CallOptions, ConfigurationError } from '@tempest-ts/tempest';
import type { TableSchema } from '@tempest-ts/tempest/extend';
import { checkCheckpoints } from '../checkpoint/check-checkpoints.js';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import { type CapacityOptions, checkCapacityOptions } from '../control/capacity-options.js';
import type { ImportProgress } from './import-result.js';

/** Where imported rows go. */
export const IMPORT_TIERS = ['hot', 'by-age', 'archived'] as const;

/** Options of `importExport`. */
export interface ImportOptions extends CallOptions, CapacityOptions {
  /** The table, by its declared name. Default: the database's only one. */
  readonly table?: string | undefined;
  /**
   * `'hot'`: every row goes into the table as it is. `'by-age'`: rows that `archiveOldData` would move go to S3 at once, and only their pointers into the table, which saves most
   * of the write capacity. `'archived'`: all rows of archived entities do, whatever their age. Default: `'hot'`.
   */
  readonly tier?: (typeof IMPORT_TIERS)[number] | undefined;
  /**
   * Whether a row that the table has already is replaced by the export's. Default: false, and it stays as it is. A hot row that a pointer replaces looks like a move to S3 to
   * `tierMoveFilterCriteria()`, whatever it held; `isTierMove` knows it for the change that it is.
   */
  readonly overwrite?: boolean | undefined;
  /** Only tell what would be imported: reads the export, and nothing else; rows that are there already are not told apart. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** The run ends when it has read so many rows: `result.stopped` is `'max-items'`. Default: no limit. */
  readonly maxItems?: number | undefined;
  /** The checkpoint of an earlier call: go on there. */
  readonly resumeFrom?: string | undefined;
  /** Where the run keeps how far it is, so that one that is killed, or stopped, is resumed by the next. A dry run only looks where it would begin. */
  readonly checkpoints?: CheckpointStore | undefined;
  /** Ends the run; the result says where to go on. */
  readonly signal?: AbortSignal;
  /**
   * Milliseconds after which the run ends likewise: `result.stopped` is `'deadline'`. In the last tenth of them, three seconds at most, nothing new begins, and what is under way
   * arrives. Default: no limit.
   */
  readonly timeoutMs?: number;
  /** Told now and then. What it throws ends the run. */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

/** @throws ConfigurationError that names the option at fault */
export function checkImportOptions(options: ImportOptions): void {
  const { tier, maxItems, checkpoints } = options;
  const fail = (why: string): never => {
    throw new ConfigurationError(`importExport(): ${why}.`);
  };
  if (tier !== undefined && !IMPORT_TIERS.includes(tier)) fail(`\`tier\` is one of ${IMPORT_TIERS.join(', ')}; it is ${String(tier)}`);
  checkCapacityOptions(options, 'importExport()');
  if (maxItems !== undefined && !(Number.isInteger(maxItems) && maxItems > 0))
    fail(`maxItems is a whole number above zero; it is ${maxItems}`);
  checkCheckpoints(checkpoints, 'importExport()');
}

/** The table that is meant. @throws ConfigurationError */
export function tableNamed(tables: Iterable<TableSchema>, name: string | undefined): TableSchema {
  const all = [...tables];
  const found = all.filter(table => name === undefined || table.name === name || table.tableName === name);
  const [table, other] = found;
  if (table && !other) return table;
  const names = all.map(each => each.name).join(', ');
  throw new ConfigurationError(
    table
      ? `importExport(): say which table is meant: \`table\` is one of ${names}.`
      : `importExport(): there is no table ${name}. There are ${names}.`,
  );
}
