import type { ArchiveShard } from '@tempest-ts/hybrid';
import type { JobsOptions } from 'bullmq';
import { REPORT_JOB, type ReportJobData, SHARD_JOB, type ShardJobData } from './archive-jobs.js';
import type { OpenQueue } from './open-queue.js';

/** How often a shard, a plan and a report are tried, and how long is waited between. */
export interface AttemptOptions {
  /** Times that one may fail before it is given up. A worker that is killed, or stops, is none. Default: 5 */
  readonly attempts?: number | undefined;
  /** Milliseconds before the second attempt, doubled before each one after it. Default: 10,000 */
  readonly backoffMs?: number | undefined;
}

/** Reports that the queue keeps, and plans that failed. */
export const JOBS_KEPT = 100;
const DEFAULT_ATTEMPTS = 5;
const DEFAULT_BACKOFF_MS = 10_000;
/**
 * How long a shard that was given up stays, if its run's report never comes, which takes it away: longer than runs last. BullMQ's jobs end by themselves only when another fails.
 */
const FAILED_SHARD_SECONDS = 14 * 86_400;

/** What a job is added with to be tried so. */
export function retryOptions({ attempts = DEFAULT_ATTEMPTS, backoffMs = DEFAULT_BACKOFF_MS }: AttemptOptions): JobsOptions {
  return { attempts, backoff: { type: 'exponential', delay: backoffMs } };
}

/** Adds a run to the queue, all of it or nothing: a job for each shard, and one that waits for all of them. */
export async function addRun(
  { flow, queue }: OpenQueue,
  shards: readonly ArchiveShard[],
  attempts: AttemptOptions,
): Promise<string | undefined> {
  const { name: queueName } = queue;
  const [first] = shards;
  if (!first) return undefined;
  const retried = retryOptions(attempts);
  const report: ReportJobData = { run: first.run };
  await flow.add({
    name: REPORT_JOB,
    queueName,
    data: report,
    opts: { ...retried, jobId: first.run, removeOnComplete: { count: JOBS_KEPT }, removeOnFail: { count: JOBS_KEPT } },
    children: shards.map(shard => {
      const data: ShardJobData = { shard };
      // What a shard did is with its run's report; one that is given up does not keep the others from being reported.
      return {
        name: SHARD_JOB,
        queueName,
        data,
        opts: {
          ...retried,
          jobId: shard.id,
          removeOnComplete: true,
          removeOnFail: { age: FAILED_SHARD_SECONDS }, // what it had moved is to be in the report
          ignoreDependencyOnFailure: true,
        },
      };
    }),
  });
  return first.run;
}
