import { type ArchivalSummary, type HybridOperations, sumArchivalResults } from '@tempest-ts/hybrid';
import type { Job, Queue } from 'bullmq';
import type { ArchiveRunReport, FailedShard, ReportJobData, ShardJobData } from './archive-jobs.js';

/** Jobs that are asked for at once. */
const AT_ONCE = 50;

/** Adds up what the shards of a run did, those that were given up too, and records it for `health()`. */
export async function processReport(
  db: Pick<HybridOperations, 'recordRun'>,
  job: Job<ReportJobData>,
  queue: Pick<Queue, 'getJob'>,
): Promise<ArchiveRunReport> {
  const done = await job.getChildrenValues<readonly ArchivalSummary[]>();
  const failures = await job.getIgnoredChildrenFailures();
  // A job's key is the queue's, a colon and its id.
  const failed = Object.entries(failures).map(([key, reason]) => ({ shard: key.slice(key.lastIndexOf(':') + 1), reason }));
  const total = await sumArchivalResults(summaries(done, failed, queue));
  await db.recordRun(total);
  return { ...total, complete: total.complete && failed.length === 0, run: job.data.run, failed };
}

/** Takes away the jobs of shards that were given up: they were kept for the report alone. */
export async function removeFailed({ failed }: Pick<ArchiveRunReport, 'failed'>, queue: Pick<Queue, 'remove'>): Promise<void> {
  for (let from = 0; from < failed.length; from += AT_ONCE)
    await Promise.all(failed.slice(from, from + AT_ONCE).map(({ shard }) => queue.remove(shard)));
}

async function* summaries(
  done: Readonly<Record<string, readonly ArchivalSummary[]>>,
  failed: readonly FailedShard[],
  queue: Pick<Queue, 'getJob'>,
): AsyncGenerator<ArchivalSummary> {
  for (const ofShard of Object.values(done)) yield* ofShard;
  for (let from = 0; from < failed.length; from += AT_ONCE) {
    const jobs = await Promise.all(failed.slice(from, from + AT_ONCE).map(({ shard }) => queue.getJob(shard)));
    for (const job of jobs) yield* (job?.data as ShardJobData | undefined)?.earlier ?? [];
  }
}
