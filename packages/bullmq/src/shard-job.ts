import {
  type ArchivalProgress,
  type ArchivalSummary,
  ArchiveFractionError,
  type ArchiveShard,
  type ArchiveShardOptions,
  type HybridOperations,
  type ShardResult,
  summarizeArchivalResult,
} from '@tempest-ts/hybrid';
import { type Job, WaitingError } from 'bullmq';
import type { ShardJobData } from './archive-jobs.js';
import { UnfinishedShardError } from './errors.js';
import { jobCheckpoints } from './job-checkpoints.js';
import { rethrow } from './rethrow.js';

/** What is the same for every shard that a worker does. */
export interface ShardJobOptions
  extends Pick<
    ArchiveShardOptions,
    'readCapacityPerSecond' | 'writeCapacityPerSecond' | 'maxItems' | 'maxFraction' | 'capacity' | 'onItem'
  > {
  /** Called as each call of a shard begins: what it returns is told how that call goes on, after every page. `() => telemetry.archiveProgress()`, for example. */
  readonly onProgress?: ((shard: ArchiveShard) => ((progress: ArchivalProgress) => void) | undefined) | undefined;
}

/**
 * Does the shard of a job. Where the signal ends it, the job goes back to the queue, to be gone on with by any worker; that costs no attempt.
 *
 * @returns what the calls of the shard did, earlier ones that stopped among them
 */
export async function processShard(
  db: Pick<HybridOperations, 'archiveShard'>,
  job: Job<ShardJobData>,
  token: string | undefined,
  { onProgress, ...options }: ShardJobOptions,
  signal: AbortSignal,
): Promise<readonly ArchivalSummary[]> {
  const { shard } = job.data;
  const call = { ...options, checkpoint: jobCheckpoints(job), signal, onProgress: onProgress?.(shard) };
  const result = await db.archiveShard(shard, call).catch(async (error: unknown) => {
    // It moved something before it ended.
    if (error instanceof ArchiveFractionError) await keep(job, { ...error.result, shard });
    rethrow(error);
  });
  // `max-items` and `max-fraction` are ends that somebody asked for.
  if (result.complete || (result.stopped && result.stopped !== 'signal')) return [...(job.data.earlier ?? []), summaryOf(result)];
  await keep(job, result);
  if (!result.stopped) throw new UnfinishedShardError(shard.id, { cause: result.errors.find(({ stage }) => stage === 'scan')?.cause });
  await job.moveToWait(token);
  throw new WaitingError();
}

/** What a call did, without the place where the next goes on. */
function summaryOf(result: ShardResult): ArchivalSummary {
  const { checkpoint: _, ...summary } = summarizeArchivalResult(result);
  return summary;
}

/** Has the job say what a call did that did not come to the shard's end, and where the next is to go on. */
async function keep(job: Job<ShardJobData>, result: ShardResult): Promise<void> {
  const { shard, checkpoint, earlier = [] } = job.data;
  // A call that ended before it had found its place does not know it: it is still where the job says.
  await job.updateData({ shard, checkpoint: result.checkpoint ?? checkpoint, earlier: [...earlier, summaryOf(result)] });
}
