import type { RowKey } from '@tempest-ts/tempest';

/** One row whose mark could not be taken away. */
export interface ReleaseFailure {
  readonly table: string;
  /** The row's key, as stored. */
  readonly key: RowKey;
  readonly cause: unknown;
}

/** Counts of a run. */
export interface ReleaseCounts {
  /** Rows with a mark that were met. */
  readonly itemsProcessed: number;
  readonly itemsReleased: number;
  /** Rows that were saved, deleted, or restored again meanwhile. */
  readonly itemsSkipped: number;
  readonly errorCount: number;
}

/** How far a run is. */
export interface ReleaseProgress extends ReleaseCounts {
  /** Where a later call would go on, as its `resumeFrom`. */
  readonly checkpoint: string;
}

/** What `releaseRestored` did, or in a dry run would do. */
export interface ReleaseResult extends ReleaseCounts {
  readonly dryRun: boolean;
  /** The first 1,000; `errorCount` counts them all. */
  readonly errors: readonly ReleaseFailure[];
  readonly durationMs: number;
  /** Whether every table was gone through: `false` after an abort. */
  readonly complete: boolean;
  /** Where the next call goes on, as its `resumeFrom`; `undefined` where this one is complete. */
  readonly checkpoint: string | undefined;
}
