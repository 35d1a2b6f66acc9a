export type { AttemptOptions } from './add-run.js';
export type { ArchiveRunReport, FailedShard } from './archive-jobs.js';
export {
  ArchiveQueue,
  type ArchiveQueueOptions,
  type ArchiveRunStatus,
  type ArchiveSchedule,
} from './archive-queue.js';
export { ArchiveWorker, type ArchiveWorkerOptions } from './archive-worker.js';
export { UnfinishedShardError, UnknownJobError } from './errors.js';
export type { QueueOptions } from './open-queue.js';
export type { PlanJobOptions } from './plan-options.js';
export type { ShardJobOptions } from './shard-job.js';
