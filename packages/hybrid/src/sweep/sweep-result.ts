/** One object that could not be looked at or swept. It stays. */
export interface SweepFailure {
  readonly s3Key: string;
  readonly cause: unknown;
}

/** What a call has counted: where it was resumed, the calls before have counted theirs. */
interface SweepCounts {
  /** Objects that were looked at, whatever they are. */
  readonly objectsSeen: number;
  /** Objects that no row names and that this run is the first to record so: the grace begins. */
  readonly objectsRecorded: number;
  /** Objects that no row names, recorded before, whose grace is not over. */
  readonly objectsWaiting: number;
  /** Recorded objects that a row names again (of a table that was restored): no longer recorded. */
  readonly objectsSpared: number;
  /** Objects whose bytes were taken away. */
  readonly objectsSwept: number;
  /** Bytes of those. In a bucket with versions they stay as noncurrent versions, for the bucket's lifecycle rules. */
  readonly bytesSwept: number;
  /** Objects of other tables, or of nobody that can be told: never touched. */
  readonly objectsForeign: number;
  readonly errorCount: number;
}

/** How far a run is. */
export interface SweepProgress extends SweepCounts {
  /** Where a later call would go on, as its `resumeFrom`. */
  readonly checkpoint: string;
}

/** What `sweepOrphans` did, or in a dry run would do. */
export interface SweepResult extends SweepCounts {
  readonly dryRun: boolean;
  /** The first 1,000; `errorCount` counts them all. */
  readonly errors: readonly SweepFailure[];
  readonly durationMs: number;
  /** Whether everything was looked at: `false` after an abort. */
  readonly complete: boolean;
  /** Where the next call goes on, as its `resumeFrom`; `undefined` where this one is complete. */
  readonly checkpoint: string | undefined;
}
