import type { HybridOperations } from '@tempest-ts/hybrid';
import type { Job, Queue } from 'bullmq';
import { type AttemptOptions, addRun } from './add-run.js';
import type { PlanJobData, PlanJobResult } from './archive-jobs.js';
import type { OpenQueue } from './open-queue.js';
import { readPlanOptions } from './plan-options.js';
import { rethrow } from './rethrow.js';

/**
 * Begins the run that is due. Done again after a kill, it adds the shards that it had planned, whose ids the queue knows, and no others.
 */
export async function processPlan(
  db: Pick<HybridOperations, 'planShards'>,
  job: Job<PlanJobData>,
  open: OpenQueue,
  attempts: AttemptOptions,
): Promise<PlanJobResult> {
  const { options, shards: planned } = job.data;
  if (!planned && (await isRunning(open.queue))) return { run: undefined };
  const shards = planned ?? (await db.planShards(readPlanOptions(options)).catch(rethrow));
  const [first] = shards;
  if (!first) return { run: undefined };
  if (!planned) await job.updateData({ options, shards });
  const added = await open.queue.getJob(first.run);
  if (!added) await addRun(open, shards, attempts);
  return { run: first.run };
}

/** Whether shards of an earlier run are left: a second run beside it would read the same rows. */
async function isRunning(queue: Queue): Promise<boolean> {
  return (await queue.getWaitingChildrenCount()) > 0;
}
