import type { RowKey } from '@tempest-ts/tempest';
import type { PreflightFinding } from '../preflight/preflight-report.js';
import type { StopReason } from '../walk/run-stop.js';

/**
 * Why an archived row's object is not what or where the declarations of today would have it. `'legacy'`: an earlier system archived it (`_s3_pointer`). `'layout'`: it is an object of
 * its own, and its entity's layout is `'packed'`, or the other way round. `'key'`: its key is not one that the key prefix and its entity's template give. `'grown'`: its row has
 * gained attributes since it was archived, from a writer that does not use this library, and they are to move to the object too.
 */
export const MIGRATE_REASONS = ['legacy', 'layout', 'key', 'grown'] as const;

/** One of them. */
export type MigrateReason = (typeof MIGRATE_REASONS)[number];

/** One row that could not be migrated. It stays as it is, and readable where it was. */
export interface MigrateFailure {
  readonly table: string;
  /** The class; `undefined` where no declared entity has such keys. */
  readonly entity: string | undefined;
  /** The row's key, as stored. */
  readonly key: RowKey;
  readonly cause: unknown;
}

/** Counts of a run. */
export interface MigrateCounts {
  /** Archived rows that were met. */
  readonly itemsProcessed: number;
  /** Rows that now name an object where today's declarations would put it. */
  readonly itemsMigrated: number;
  /** Of those, by what was wrong before; a row that is several is counted as the first of legacy, layout, key and grown. */
  readonly reasons: Readonly<Record<MigrateReason, number>>;
  /** Rows that were right already, or wrong in ways that `only` leaves out. */
  readonly itemsCurrent: number;
  /** Rows that were restored, replaced, deleted or changed meanwhile, or that are of no declared entity. */
  readonly itemsSkipped: number;
  /** Objects written, packs among them. A dry run says of packs how many it would be at the least. */
  readonly objectsWritten: number;
  /** Bytes of the migrated items' bodies, before compression; in a dry run without those of an earlier system, whose pointers do not say. */
  readonly bodyBytes: number;
  /** Bytes of the objects written; 0 in a dry run. */
  readonly bytesStored: number;
  readonly errorCount: number;
}

/** How far a run is. */
export interface MigrateProgress extends MigrateCounts {
  /** Where a later call would go on, as its `resumeFrom`. */
  readonly checkpoint: string;
}

/** What `migrateArchive` did, or in a dry run would do. */
export interface MigrateResult extends MigrateCounts {
  readonly dryRun: boolean;
  /** The first 1,000; `errorCount` counts them all. */
  readonly errors: readonly MigrateFailure[];
  /** Capacity units that DynamoDB counted; in a dry run the writes are what the run is expected to take. */
  readonly capacity: { readonly read: number; readonly write: number };
  readonly durationMs: number;
  /** Whether every table was gone through. */
  readonly complete: boolean;
  /** Why it ended before that. */
  readonly stopped: StopReason | undefined;
  /** Where the next call goes on, as its `resumeFrom`; `undefined` where this one is complete. */
  readonly checkpoint: string | undefined;
  /** What was found before it began and did not keep it from beginning, as in `ArchivalResult`. */
  readonly warnings: readonly PreflightFinding[];
}
