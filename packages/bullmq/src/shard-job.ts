import {
  type ArchivalSummary,
  type ArchiveShardOptions,
  type HybridOperations,
  ShardError,
  summarizeArchivalResult,
} from '@tempest-ts/hybrid';
import { type Job, UnrecoverableError, WaitingError } from 'bullmq';
import type { ShardJobData } from './archive-jobs.js';
import { UnfinishedShardError } from './errors.js';
import { jobCheckpoints } from './job-checkpoints.js';

/** What is the same for every shard that a worker does. */
export type ShardJobOptions = Pick<
  ArchiveShardOptions,
  'readCapacityPerSecond' | 'writeCapacityPerSecond' | 'maxItems' | 'maxFraction' | 'capacity' | 'onProgress' | 'onItem'
>;

/**
 * Does the shard of a job. Where the signal ends it, the job goes back to the queue, to be gone on with by any worker; that costs no attempt.
 *
 * @returns what the calls of the shard did, earlier ones that stopped among them
 */
export async function processShard(
  db: Pick<HybridOperations, 'archiveShard'>,
  job: Job<ShardJobData>,
  token: string | undefined,
  options: ShardJobOptions,
  signal: AbortSignal,
): Promise<readonly ArchivalSummary[]> {
  const { shard } = job.data;
  const result = await db.archiveShard(shard, { ...options, checkpoint: jobCheckpoints(job), signal }).catch((error: unknown) => {
    // Another attempt, or another worker of the same code, would refuse it again.
    if (error instanceof ShardError) throw new UnrecoverableError(`${error.code}: ${error.message}`);
    throw error;
  });
  const { checkpoint, ...summary } = summarizeArchivalResult(result);
  const summaries = [...(job.data.earlier ?? []), summary];
  // `max-items` and `max-fraction` are ends that somebody asked for.
  if (result.complete || (result.stopped && result.stopped !== 'signal')) return summaries;
  await job.updateData({ shard, checkpoint, earlier: summaries });
  if (!result.stopped) throw new UnfinishedShardError(shard.id, summary.errors.at(-1)?.message ?? 'a part of it could not be read.');
  await job.moveToWait(token);
  throw new WaitingError();
}
