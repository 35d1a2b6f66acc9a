import type { CallOptions } from '@tempest-ts/tempest';
import type { AgeIndex } from '../archive/archive-options.js';
import type { ArchiveLimits } from '../control/archive-limits.js';

/** Options of `planShards`: all that decides which items move, so that every shard of the run moves the same. */
export interface PlanShardsOptions extends CallOptions, Pick<ArchiveLimits, 'minItemBytes' | 'earliestPlausible'> {
  /**
   * Segments that each table is scanned in: as many shards. From 1 to a million. Default: one for each `shardBytes` of the table by DynamoDB's own count, which is
   * up to six hours old, and at least `archivalConfig.segments`.
   */
  readonly segments?: number | undefined;
  /** Bytes of a table that one shard reads, about. Default: 256 MiB, some minutes of one worker's. */
  readonly shardBytes?: number | undefined;
  /** Tables of which old items are found by an index: a shard for each partition that is named, or for each segment of the whole index. */
  readonly ageIndexes?: readonly AgeIndex[] | undefined;
}
