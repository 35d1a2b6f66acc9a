import type { CheckpointStore } from '@tempest-ts/hybrid';
import type { Job } from 'bullmq';
import type { ShardJobData } from './archive-jobs.js';

/** Keeps a shard's checkpoint in its job, so that whoever takes the job next, after a kill too, goes on from there. */
export function jobCheckpoints(job: Pick<Job<ShardJobData>, 'data' | 'updateData'>): CheckpointStore {
  return {
    load: async () => job.data.checkpoint,
    save: checkpoint => job.updateData({ ...job.data, checkpoint }),
    clear: () => job.updateData({ ...job.data, checkpoint: undefined }),
  };
}
