import type { ArchivalSummary, ArchivalTotal, ArchiveShard } from '@tempest-ts/hybrid';
import type { StoredPlanOptions } from './plan-options.js';

/** Kinds of jobs in the queue, by their names. */
export const PLAN_JOB = 'plan';
export const SHARD_JOB = 'shard';
export const REPORT_JOB = 'report';

/** A run that is due, by a schedule: the worker that takes it plans the shards. */
export interface PlanJobData {
  readonly options: StoredPlanOptions;
  /** Planned by a worker that has not added them to the queue yet, or does not know whether it has. */
  readonly shards?: readonly ArchiveShard[] | undefined;
}

/** One shard of a run. */
export interface ShardJobData {
  readonly shard: ArchiveShard;
  /** How far it is; absent: at its beginning. */
  readonly checkpoint?: string | undefined;
  /** What earlier calls of it did that did not come to its end. */
  readonly earlier?: readonly ArchivalSummary[] | undefined;
}

/** The end of a run: waits for its shards and adds up what they did. */
export interface ReportJobData {
  readonly run: string;
}

/** What is in the queue. */
export type ArchiveJobData = PlanJobData | ShardJobData | ReportJobData;

/** A shard that was given up, after all its attempts. What it had moved stays moved; the next run does the rest. */
export interface FailedShard {
  /** The shard's id. */
  readonly shard: string;
  readonly reason: string;
}

/** What a run did, all its shards together. */
export interface ArchiveRunReport extends ArchivalTotal {
  readonly run: string;
  readonly failed: readonly FailedShard[];
}

/** What a planning job did: the run that it began, or `undefined` where one before it is not over. */
export interface PlanJobResult {
  readonly run: string | undefined;
}
