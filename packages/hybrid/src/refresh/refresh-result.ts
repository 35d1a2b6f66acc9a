import type { RowKey } from '@tempest-ts/tempest';

/** One row whose pointer could not be refreshed. It stays as it is. */
export interface RefreshFailure {
  readonly table: string;
  /** The row's key, as stored. */
  readonly key: RowKey;
  readonly cause: unknown;
}

/** Counts of a run. */
export interface RefreshCounts {
  /** Archived rows that were met. */
  readonly itemsProcessed: number;
  /** Rows that now keep what they lacked. */
  readonly itemsRefreshed: number;
  /** Rows that kept everything already. */
  readonly itemsCurrent: number;
  /** Rows that were restored, replaced or deleted meanwhile, that an earlier system archived, or that are of no declared entity. */
  readonly itemsSkipped: number;
  readonly errorCount: number;
}

/** How far a run is. */
export interface RefreshProgress extends RefreshCounts {
  /** Where a later call would go on, as its `resumeFrom`. */
  readonly checkpoint: string;
}

/** What `refreshPointers` did, or in a dry run would do. */
export interface RefreshResult extends RefreshCounts {
  readonly dryRun: boolean;
  /** The first 1,000; `errorCount` counts them all. */
  readonly errors: readonly RefreshFailure[];
  readonly durationMs: number;
  /** Whether every table was gone through: `false` after an abort. */
  readonly complete: boolean;
  /** Where the next call goes on, as its `resumeFrom`; `undefined` where this one is complete. */
  readonly checkpoint: string | undefined;
}
