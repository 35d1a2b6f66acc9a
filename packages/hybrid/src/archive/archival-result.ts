import type { RowKey } from '@tempest-ts/tempest';
import type { PreflightFinding } from '../preflight/preflight-report.js';
import type { StopReason } from '../walk/run-stop.js';
import type { ArchiveLag } from './archive-lag.js';

/** Where the move of an item stopped. */
export type ArchivalStage =
  /** The table could not be read to the end, or the row behind an entry of an index was not given. */
  | 'scan'
  /** The item's age cannot be told. */
  | 'select'
  /** The item cannot be written as an archived object. */
  | 'encode'
  /** S3 did not take the object. */
  | 'store'
  /** The row did not become a pointer, or DynamoDB did not answer whether it did (the cause's `outcome` tells). The next run finds out. */
  | 'swap';

/** One item, or one part of a scan, that a run could not deal with. Nothing of it was lost. */
export interface ArchivalError {
  readonly table: string;
  /** The class; `undefined` for a part of a scan, or where it is not known. */
  readonly entity: string | undefined;
  /** The row's key, as stored; `undefined` for a part of a scan. */
  readonly key: RowKey | undefined;
  readonly stage: ArchivalStage;
  readonly cause: unknown;
}

/** Counts of a run, in all or for one entity. */
export interface ArchivalCounts {
  /** Items old enough to move: archived, skipped and failed ones together. */
  readonly itemsProcessed: number;
  readonly itemsArchived: number;
  /** Items that changed, went away or were archived by another run between the scan and the swap, and those that hold nothing that could move. */
  readonly itemsSkipped: number;
  /** Items that are old enough and stay, as they are smaller than `minItemBytes`. */
  readonly itemsTooSmall: number;
  /** Items that stay, as their archival timestamp is more than a day in the future. */
  readonly itemsInFuture: number;
  /** Bytes of the archived items in DynamoDB before, as AWS counts an item's size. */
  readonly bytesBefore: number;
  /** Bytes of their objects in S3. */
  readonly bytesStored: number;
}

/** Counts of one entity of one table. */
export interface TableArchivalResult extends ArchivalCounts {
  readonly table: string;
  readonly entity: string;
}

/** A part of a table that a run did not read to its end. */
export interface UnreadPart {
  readonly table: string;
  /** A scan's segment, `2/4`; with the index's name, and perhaps a partition of it, where an index is read. */
  readonly part: string;
  /** The key behind which it goes on, as DynamoDB stores it; `undefined`: from its beginning. */
  readonly after: RowKey | undefined;
}

/** What a run did, or a dry run would do. */
export interface ArchivalResult extends ArchivalCounts {
  readonly dryRun: boolean;
  /** The first 1,000; `errorCount` counts them all. */
  readonly errors: readonly ArchivalError[];
  readonly errorCount: number;
  /** All of them, listed or not, by the table's name; tables without any are left out. */
  readonly errorsByTable: Readonly<Record<string, number>>;
  /** The same counts by entity. */
  readonly tables: readonly TableArchivalResult[];
  /** Rows that DynamoDB looked at. */
  readonly rowsScanned: number;
  readonly durationMs: number;
  /** Whether every table was read to its end: `false` where the run stopped before, or a scan failed. */
  readonly complete: boolean;
  /** Why the run stopped before it had read everything; `undefined` where it did not stop. */
  readonly stopped: StopReason | undefined;
  /** What was not read to its end. */
  readonly unread: readonly UnreadPart[];
  /** Where the run stopped, for `resumeFrom` of the next; `undefined` where it is complete, or stopped before it had begun: `complete` tells. */
  readonly checkpoint: string | undefined;
  /** Capacity units that DynamoDB counted for the run, tables and indexes together. A dry run writes nothing; its `cost` says what the run would take. */
  readonly capacity: { readonly read: number; readonly write: number };
  /** Why rows were turned into pointers one by one, though `archivalConfig.batchSwaps` allows many to a request; `undefined` where they were not. */
  readonly whySingleSwaps: string | undefined;
  /** How far archiving is behind when the run ends, for each entity of the tables that were read to their end; of a dry run, how far it is behind now; of a shard, of its part of the table. */
  readonly lag: readonly ArchiveLag[];
  /**
   * What was found before it began and did not keep it from beginning: streams whose readers see every move, risks that `archivalConfig.allow` names, what nobody could look at. The
   * application's logger was told as well.
   */
  readonly warnings: readonly PreflightFinding[];
}

/** How far a run is. */
export interface ArchivalProgress extends ArchivalCounts {
  /** The table that is being read. */
  readonly table: string;
  /** Rows that DynamoDB has looked at, in all tables so far. */
  readonly rowsScanned: number;
  /** DynamoDB's own count of the rows of all tables of the run, updated about every six hours: what `rowsScanned` comes to at the end. */
  readonly approximateRows: number;
  readonly errorCount: number;
}
