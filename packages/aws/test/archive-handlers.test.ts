import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createArchiveHandlers, type LambdaContext } from '@tempest-ts/aws';
import { type ArchivalResult, HybridLogicalDb, LogicalDb, RequestError, type ShardResult } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { SparseCheckpoints } from '../src/sparse-checkpoints.js';
import { ItemDatabase, OLD } from './support/items.js';

let servers: LocalServers;
let db: HybridLogicalDb<ItemDatabase>;
let calls = 0;

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(ItemDatabase);
  await servers.s3.send(new CreateBucketCommand({ Bucket: 'state' }));
  const regularDb = LogicalDb.create(ItemDatabase, servers.dynamoDb);
  db = HybridLogicalDb.create(ItemDatabase, regularDb, { s3Config: { bucketName: servers.bucketName, client: servers.s3 } });
});
afterAll(() => servers.stop());

const context = (leftMs = 900_000): LambdaContext => {
  calls += 1;
  return { getRemainingTimeInMillis: () => leftMs, awsRequestId: `request-${calls}` };
};
const state = () => ({ client: servers.s3, bucketName: 'state' });

async function save(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await db.items.all.save({ pk: `p${index}`, sk: `${calls}`, at: OLD, text: 'x' });
}

describe('the handlers', () => {
  it('make the database once, and again where that failed', async () => {
    let made = 0;
    const { plan } = createArchiveHandlers({
      db: async () => {
        made += 1;
        if (made === 1) throw new Error('the secret store did not answer');
        return db;
      },
      state: state(),
    });
    await expect(plan(undefined, context())).rejects.toThrow('the secret store did not answer');
    expect(await plan({ plan: { segments: 2 } }, context())).toMatchObject({ shards: 2, bucket: 'state' });
    expect(await plan({}, context())).toMatchObject({ shards: 4 });
    expect(made).toBe(2);
  });

  it('throw what no retry mends under one name, and everything else as it is', async () => {
    const { plan, archive, report } = createArchiveHandlers({ db, state: state() });
    const [shard] = await db.planShards({ segments: 1 });
    if (!shard) throw new Error('no shard');
    const permanent = { name: 'Tempest.Permanent' };
    await expect(archive({ shard: { ...shard, keyPrefix: 'other/' } }, context())).rejects.toMatchObject(permanent);
    await expect(archive({ shard }, context(30_000))).rejects.toMatchObject({
      ...permanent,
      message: expect.stringContaining('longer timeout'),
    });
    await expect(plan({ plan: { segments: 0 } }, context())).rejects.toMatchObject(permanent);
    await expect(report({ run: '../../other' }, context())).rejects.toMatchObject(permanent);
    const failing = { ...db, planShards: () => db.planShards({ signal: AbortSignal.abort() }) };
    const other = createArchiveHandlers({ db: failing as unknown as typeof db, state: state() });
    await expect(other.plan({}, context())).rejects.toBeInstanceOf(RequestError);
    expect(() => createArchiveHandlers({ db, state: { ...state(), bucketName: '' } })).toThrow('createArchiveHandlers(): { db, state');
  });

  it('fail, to be called again, where a table cannot be read on', async () => {
    const unread = { complete: false, stopped: undefined, errors: [{ stage: 'scan', cause: new Error('throttled') }] };
    const stuck = {
      archiveShard: async () => ({ ...(await db.archiveOldData()), ...unread }) as unknown as ShardResult,
      archiveOldData: async () => unread as unknown as ArchivalResult,
      planShards: db.planShards,
      recordRun: db.recordRun,
    };
    const { archive, archiveTables } = createArchiveHandlers({ db: stuck, state: state() });
    const [shard] = await db.planShards({ segments: 1 });
    if (!shard) throw new Error('no shard');
    await expect(archive({ shard }, context())).rejects.toMatchObject({
      message: expect.stringContaining('was not read to its end'),
      cause: unread.errors[0]?.cause,
    });
    await expect(archiveTables({}, context())).rejects.toThrow('were not read to their end');
  });

  it('report a run of which nothing is known as incomplete', async () => {
    const { report } = createArchiveHandlers({ db, state: state() });
    expect(await report({ run: '20260101T000000Z-00000000' }, context())).toMatchObject({ complete: false, shards: 0 });
  });

  it('count what a shard had moved when maxFraction ended it', async () => {
    await save(20);
    const { plan, archive, report } = createArchiveHandlers({ db, state: state(), plan: { segments: 1 }, limits: { maxFraction: 0.25 } });
    const { run } = await plan({}, context());
    const shards = await db.planShards({ segments: 1 });
    const shard = { ...shards[0], run } as (typeof shards)[number];
    await expect(archive({ shard }, context())).rejects.toMatchObject({ name: 'Tempest.Permanent', message: /^ARCHIVE_FRACTION_EXCEEDED/ });
    expect(await report({ run }, context())).toMatchObject({ complete: false, itemsArchived: 5 });
    expect(await archive({ shard, limits: { maxFraction: 1 } }, context())).toEqual({ complete: true, again: false, itemsArchived: 15 });
    expect(await report({ run }, context())).toMatchObject({ complete: true, itemsArchived: 20, shards: 1 });
  });

  it('archive small tables in one call, which the next goes on from', async () => {
    await save(30);
    const { archiveTables } = createArchiveHandlers({ db, state: state(), limits: { maxItems: 10 } });
    const first = await archiveTables({ source: 'aws.events' }, context());
    expect(first).toMatchObject({ itemsArchived: 10, complete: false, stopped: 'max-items' });
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    const rest = createArchiveHandlers({ db, state: state() });
    expect(await rest.archiveTables({}, context())).toMatchObject({ itemsArchived: 20, complete: true });
  });
});

describe('sparse checkpoints', () => {
  it('write the last of many when they are flushed, and nothing that was cleared', async () => {
    const written: string[] = [];
    const store = {
      load: async () => written.at(-1),
      save: async (text: string) => void written.push(text),
      clear: async () => void written.push('cleared'),
    };
    const sparse = new SparseCheckpoints(store);
    for (const text of ['a', 'b', 'c']) await sparse.save(text);
    expect(written).toEqual([]);
    await sparse.flush();
    await sparse.flush();
    expect(await sparse.load()).toBe('c');
    await sparse.save('d');
    await sparse.clear();
    await sparse.flush();
    expect(written).toEqual(['c', 'cleared']);
    const eager = new SparseCheckpoints(store, 0);
    await eager.save('e');
    expect(written.at(-1)).toBe('e');
  });
});
