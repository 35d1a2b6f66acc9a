import type { ArchiveShard } from '@tempest-ts/hybrid';
import type { JobsOptions } from 'bullmq';
import { REPORT_JOB, type ReportJobData, SHARD_JOB, type ShardJobData } from './archive-jobs.js';
import type { OpenQueue } from './open-queue.js';

/** How often a shard is tried, and how long is waited between. */
export interface AttemptOptions {
  /** Times that a shard may fail before it is given up. A worker that is killed, or stops, is none. Default: 5 */
  readonly attempts?: number | undefined;
  /** Milliseconds before the second attempt, doubled before each one after it. Default: 10,000 */
  readonly backoffMs?: number | undefined;
}

/** Reports that the queue keeps. */
const REPORTS_KEPT = 100;
const DEFAULT_ATTEMPTS = 5;
const DEFAULT_BACKOFF_MS = 10_000;

/** Adds a run to the queue, all of it or nothing: a job for each shard, and one that waits for all of them. */
export async function addRun(
  { flow, queue }: OpenQueue,
  shards: readonly ArchiveShard[],
  { attempts = DEFAULT_ATTEMPTS, backoffMs = DEFAULT_BACKOFF_MS }: AttemptOptions,
): Promise<string | undefined> {
  const { name: queueName } = queue;
  const [first] = shards;
  if (!first) return undefined;
  const retried: JobsOptions = { attempts, backoff: { type: 'exponential', delay: backoffMs } };
  const report: ReportJobData = { run: first.run };
  await flow.add({
    name: REPORT_JOB,
    queueName,
    data: report,
    opts: { ...retried, jobId: first.run, removeOnComplete: { count: REPORTS_KEPT }, removeOnFail: { count: REPORTS_KEPT } },
    children: shards.map(shard => {
      const data: ShardJobData = { shard };
      // What a shard did is with its run's report; one that is given up does not keep the others from being reported.
      return {
        name: SHARD_JOB,
        queueName,
        data,
        opts: { ...retried, jobId: shard.id, removeOnComplete: true, removeOnFail: true, ignoreDependencyOnFailure: true },
      };
    }),
  });
  return first.run;
}
