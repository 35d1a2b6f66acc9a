import type { RowKey } from '@tempest-ts/tempest';

/** One item that could not be restored. It stays archived, and readable where it was. */
export interface RestoreFailure {
  readonly table: string;
  /** The class; `undefined` where no declared entity has such keys. */
  readonly entity: string | undefined;
  /** The row's key, as stored. */
  readonly key: RowKey;
  readonly cause: unknown;
}

/** Counts of a run, in all or for one entity. */
export interface RestoreCounts {
  /** Items that were met: restored, held, skipped and failed ones together. */
  readonly itemsProcessed: number;
  readonly itemsRestored: number;
  /**
   * Items that were hot, and stay until `notAgainBefore` now: those of keys and conditions where it was given, and any that another has brought back meanwhile. A write each, but for those
   * that stay so long already.
   */
  readonly itemsHeld: number;
  /** Items that another deleted meanwhile and, where keys were given, those that are gone, or hot and not to be held. */
  readonly itemsSkipped: number;
  /** Bytes of the restored items' bodies, before compression: about what DynamoDB stores again. */
  readonly bytesRestored: number;
}

/** Counts of one entity of one table. */
export interface TableRestoreResult extends RestoreCounts {
  readonly table: string;
  readonly entity: string;
}

/** What `restore` did, or in a dry run would do. */
export interface RestoreResult extends RestoreCounts {
  readonly dryRun: boolean;
  /** The first 1,000; `errorCount` counts them all. */
  readonly errors: readonly RestoreFailure[];
  readonly errorCount: number;
  /** The same counts by entity. */
  readonly tables: readonly TableRestoreResult[];
  readonly durationMs: number;
  /** Whether everything that was asked for was gone through: `false` after an abort. */
  readonly complete: boolean;
  /** Where the next call goes on, as its `resumeFrom`; `undefined` where this one is complete or keys were given. */
  readonly checkpoint: string | undefined;
}

/** How far a run is. */
export interface RestoreProgress extends RestoreCounts {
  readonly errorCount: number;
  /** Where a later call would go on, as its `resumeFrom`; `undefined` where keys were given. */
  readonly checkpoint: string | undefined;
}
