import type { ArchivalTotal, ArchiveShard, ArchiveShardOptions, PlanShardsOptions } from '@tempest-ts/hybrid';

/** What the planner is called with: anything of an execution's input that is meant for it. */
export interface PlanEvent {
  /** Overrides what `createArchiveHandlers` was given, for this run. */
  readonly plan?: Pick<PlanShardsOptions, 'segments' | 'shardBytes' | 'minItemBytes'> | undefined;
}

/** What the planner hands on: where the state machine reads the shards, and where it writes what became of them. */
export interface PlanOutput {
  readonly run: string;
  readonly shards: number;
  readonly bucket: string;
  readonly shardsKey: string;
  readonly mapPrefix: string;
}

/** What the worker is called with. */
export interface ArchiveEvent {
  readonly shard: ArchiveShard;
  /** This worker's limits; of capacity its part of what all of them may take. */
  readonly limits?: ShardLimits | undefined;
}

/** The limits of one worker. */
export type ShardLimits = Pick<ArchiveShardOptions, 'readCapacityPerSecond' | 'writeCapacityPerSecond' | 'maxItems' | 'maxFraction'>;

/** What the worker did. */
export interface ArchiveOutput {
  readonly complete: boolean;
  /** Its time was over, and it is to be called again with the same shard. */
  readonly again: boolean;
  readonly itemsArchived: number;
}

/** What the reporter is called with. */
export interface ReportEvent {
  readonly run: string;
}

/** What a run came to. The whole report is at `reportKey`. */
export interface ReportOutput
  extends Pick<ArchivalTotal, 'complete' | 'itemsArchived' | 'errorCount' | 'rowsScanned' | 'bytesBefore' | 'bytesStored'> {
  readonly run: string;
  /** Items that could not be moved. `errorCount` counts besides, by each call that tried, parts of tables that could not be read. */
  readonly itemsFailed: number;
  readonly shards: number;
  readonly shardsComplete: number;
  readonly bucket: string;
  readonly reportKey: string;
}
