/** One pack that could not be compacted. It stays, and its items with it. */
export interface CompactFailure {
  readonly s3Key: string;
  readonly cause: unknown;
}

/** What `compactPacks` did, or in a dry run would do. */
export interface CompactResult {
  readonly dryRun: boolean;
  /** Packs that rows name. */
  readonly packsSeen: number;
  /** Of those, packs whose live items were written anew: no row names them any more, and the sweeper takes them after its grace. */
  readonly packsCompacted: number;
  readonly packsWritten: number;
  readonly itemsMoved: number;
  /** Items that changed, or were moved or deleted by another, meanwhile. */
  readonly itemsSkipped: number;
  /** Bytes of the packs that were compacted, and of those that took their place. */
  readonly bytesBefore: number;
  readonly bytesStored: number;
  /** The first 1,000; `errorCount` counts them all. */
  readonly errors: readonly CompactFailure[];
  readonly errorCount: number;
  readonly durationMs: number;
  /** Whether everything was gone through: `false` after an abort. A later call finds by itself what is left. */
  readonly complete: boolean;
}
