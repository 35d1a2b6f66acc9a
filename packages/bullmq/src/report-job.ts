import { type ArchivalSummary, type HybridOperations, sumArchivalResults } from '@tempest-ts/hybrid';
import type { Job } from 'bullmq';
import type { ArchiveRunReport, ReportJobData } from './archive-jobs.js';

/** Adds up what the shards of a run did, and records it for `health()`. */
export async function processReport(db: Pick<HybridOperations, 'recordRun'>, job: Job<ReportJobData>): Promise<ArchiveRunReport> {
  const done = await job.getChildrenValues<readonly ArchivalSummary[]>();
  const failures = await job.getIgnoredChildrenFailures();
  const total = await sumArchivalResults(Object.values(done).flat());
  await db.recordRun(total);
  // A job's key is the queue's, a colon and its id.
  const failed = Object.entries(failures).map(([key, reason]) => ({ shard: key.slice(key.lastIndexOf(':') + 1), reason }));
  return { ...total, complete: total.complete && failed.length === 0, run: job.data.run, failed };
}
