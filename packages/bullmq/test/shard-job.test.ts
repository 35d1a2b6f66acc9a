import { describe, expect, it, jest } from '@jest/globals';
import {
  ArchiveFractionError,
  type ArchiveShard,
  type CheckpointStore,
  PreflightError,
  RequestError,
  ShardError,
  type ShardResult,
} from '@tempest-ts/hybrid';
import { type Job, UnrecoverableError, WaitingError } from 'bullmq';
import type { ShardJobData } from '../src/archive-jobs.js';
import { UnfinishedShardError } from '../src/errors.js';
import { processShard } from '../src/shard-job.js';

const shard = { id: 'run-0', run: 'run', index: 0, count: 1 } as ArchiveShard; // the rest of it is the database's business

const result = (part: Partial<ShardResult>): ShardResult => ({
  shard,
  dryRun: false,
  itemsProcessed: 3,
  itemsArchived: 3,
  itemsSkipped: 0,
  itemsTooSmall: 0,
  itemsInFuture: 0,
  bytesBefore: 30,
  bytesStored: 9,
  errors: [],
  errorCount: 0,
  errorsByTable: {},
  tables: [],
  rowsScanned: 5,
  durationMs: 1,
  complete: true,
  stopped: undefined,
  unread: [],
  checkpoint: undefined,
  capacity: { read: 1, write: 2 },
  whySingleSwaps: undefined,
  lag: [],
  warnings: [],
  ...part,
});

function stage(archiveShard: (options: { readonly checkpoint: CheckpointStore }) => Promise<ShardResult>) {
  const moveToWait = jest.fn(async (_token?: string) => 0);
  const job = {
    data: { shard } as ShardJobData,
    updateData: async (data: ShardJobData) => {
      job.data = data;
    },
    moveToWait,
  };
  const db = {
    archiveShard: (_shard: ArchiveShard, options: unknown) => archiveShard(options as { readonly checkpoint: CheckpointStore }),
  };
  // The three members are all that a shard needs of its job.
  const run = () => processShard(db, job as unknown as Job<ShardJobData>, 'token', {}, new AbortController().signal);
  return { job, moveToWait, run };
}

describe('a job of a shard', () => {
  it('returns what was done, without the place where it would go on', async () => {
    const { run } = stage(async () => result({}));
    expect(await run()).toEqual([
      expect.objectContaining({ itemsArchived: 3, complete: true, shard: { id: 'run-0', run: 'run', index: 0, count: 1 } }),
    ]);
  });

  it('keeps the checkpoint in the job while it runs, and goes back to the queue with it when it is asked to end', async () => {
    const { run, job, moveToWait } = stage(async ({ checkpoint }) => {
      expect(await checkpoint.load()).toBeUndefined();
      await checkpoint.save('place 1');
      expect(job.data.checkpoint).toBe('place 1');
      return result({ complete: false, stopped: 'signal', checkpoint: 'place 2' });
    });
    await expect(run()).rejects.toBeInstanceOf(WaitingError);
    expect(moveToWait).toHaveBeenCalledWith('token');
    expect(job.data).toMatchObject({ shard, checkpoint: 'place 2', earlier: [{ itemsArchived: 3, complete: false }] });
  });

  it('goes on from the checkpoint, and returns what earlier calls did too', async () => {
    const { run, job } = stage(async ({ checkpoint }) => {
      expect(await checkpoint.load()).toBe('place 2');
      await checkpoint.clear();
      return result({ itemsArchived: 1 });
    });
    job.data = { shard, checkpoint: 'place 2', earlier: [{ ...result({ complete: false }), shard }] as never }; // a summary as the queue has it
    expect((await run()).map(({ itemsArchived }) => itemsArchived)).toEqual([3, 1]);
    expect(job.data.checkpoint).toBeUndefined();
  });

  it('fails where a part could not be read, so that the next attempt goes on from there', async () => {
    const { run, job, moveToWait } = stage(async () => result({ complete: false, checkpoint: 'place 3' }));
    await expect(run()).rejects.toBeInstanceOf(UnfinishedShardError);
    expect(moveToWait).not.toHaveBeenCalled();
    expect(job.data.checkpoint).toBe('place 3');
  });

  it('keeps the place that it has where it is asked to end before it knows a later one', async () => {
    const { run, job } = stage(async () => result({ complete: false, stopped: 'signal', itemsArchived: 0, checkpoint: undefined }));
    job.data = { shard, checkpoint: 'place 2' };
    await expect(run()).rejects.toBeInstanceOf(WaitingError);
    expect(job.data.checkpoint).toBe('place 2');
  });

  it('says why a part could not be read, and of no item', async () => {
    const cause = new RequestError('THROTTLED', 'the row of secret-owner', 'Scan', 'notes', 'not-applied');
    const place = { table: 'notes', entity: undefined, key: undefined };
    const scan = { ...place, stage: 'scan', cause } as const;
    const item = {
      ...place,
      entity: 'Note',
      key: { pk: { S: 'secret-owner' } },
      stage: 'encode',
      cause: new Error('secret-owner'),
    } as const;
    const { run } = stage(async () => result({ complete: false, errors: [scan, item], errorCount: 2 }));
    const failure = run();
    await expect(failure).rejects.toMatchObject({ code: 'SHARD_UNFINISHED', shard: 'run-0', cause });
    await expect(failure).rejects.toThrow(/^Shard run-0 was not read to its end: THROTTLED\. /);
    await expect(failure).rejects.not.toThrow('secret-owner');
  });

  it('is done where a limit ended it that somebody asked for', async () => {
    const { run } = stage(async () => result({ complete: false, stopped: 'max-items', checkpoint: 'place 4' }));
    expect(await run()).toHaveLength(1);
  });

  it('is not tried again where the shard cannot be done at all', async () => {
    const { run } = stage(async () => {
      throw new ShardError('foreign', 'of another bucket');
    });
    const failure = run();
    await expect(failure).rejects.toBeInstanceOf(UnrecoverableError);
    await expect(failure).rejects.toThrow('SHARD_UNUSABLE: of another bucket');
  });

  it('is not tried again where more of it would move than may, and keeps what it moved for the report', async () => {
    const { run, job } = stage(async () => {
      throw new ArchiveFractionError(
        'notes',
        0.1,
        30,
        result({ complete: false, stopped: 'max-fraction', checkpoint: 'place 5' }),
        'run-0',
      );
    });
    await expect(run()).rejects.toBeInstanceOf(UnrecoverableError);
    expect(job.data).toMatchObject({ shard, checkpoint: 'place 5', earlier: [{ itemsArchived: 3, shard: { id: 'run-0' } }] });
  });

  it('is not tried again where nothing would be moved by that either', async () => {
    const { run } = stage(async () => {
      throw new PreflightError([]);
    });
    await expect(run()).rejects.toBeInstanceOf(UnrecoverableError);
  });

  it('is tried again after any other failure', async () => {
    const { run } = stage(async () => {
      throw new Error('no network');
    });
    await expect(run()).rejects.toThrow('no network');
  });
});
