import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { createArchiveHandlers, type LambdaContext } from '@tempest-ts/aws';
import { type ArchivalConfig, type ArchivalResult, HybridLogicalDb, LogicalDb, RequestError, type ShardResult } from '@tempest-ts/hybrid';
import { openTelemetry } from '@tempest-ts/opentelemetry';
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
  db = createDb();
});
afterAll(() => servers.stop());

function createDb(archivalConfig: ArchivalConfig = {}): HybridLogicalDb<ItemDatabase> {
  const s3Config = { bucketName: servers.bucketName, client: servers.s3 };
  return HybridLogicalDb.create(ItemDatabase, LogicalDb.create(ItemDatabase, servers.dynamoDb), { s3Config, archivalConfig });
}

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

describe('archiving step by step', () => {
  it('begins anew where the age was lowered since a run that was not done, and says so', async () => {
    await save(12);
    const careful = createArchiveHandlers({
      db: createDb({ archiveAfterDuration: { days: 365 } }),
      state: state(),
      limits: { maxItems: 5 },
    });
    expect(await careful.archiveTables({}, context())).toMatchObject({ itemsArchived: 5, stopped: 'max-items' });
    const warnings: object[] = [];
    const logger = { warn: (fields: object) => void warnings.push(fields) };
    const bolder = createArchiveHandlers({ db, state: state(), logger });
    expect(await bolder.archiveTables({}, context())).toMatchObject({ itemsArchived: 7, complete: true });
    expect(warnings).toEqual([{ code: 'CHECKPOINT_UNUSABLE' }]);
    expect(await bolder.archiveTables({}, context())).toMatchObject({ itemsArchived: 0, complete: true });
  });
});

describe('items that cannot be moved', () => {
  const unclear = { pk: { S: 'secret-key' }, sk: { S: '1' }, at: { S: 'yesterday' }, text: { S: 'x' } };

  it('fail a run of small tables when all else is done, unless as many are tolerated', async () => {
    await save(3);
    await servers.dynamoDb.send(new PutItemCommand({ TableName: 'items', Item: unclear }));
    const strict = createArchiveHandlers({ db, state: state() });
    const failure = strict.archiveTables({}, context());
    await expect(failure).rejects.toMatchObject({
      name: 'Tempest.FailedItems',
      message: '1 items could not be moved, and stay in DynamoDB as they are. The first, of Item, by its select. 3 were archived.',
    });
    const lenient = createArchiveHandlers({ db, state: state(), toleratedFailedItems: 1 });
    expect(await lenient.archiveTables({}, context())).toMatchObject({ complete: true, errorCount: 1 });
    expect(() => createArchiveHandlers({ db, state: state(), toleratedFailedItems: 0.5 })).toThrow(
      'toleratedFailedItems: a number of items',
    );
  });

  it('are counted by the report, and what was only not read at first is not', async () => {
    const { archive, report } = createArchiveHandlers({ db, state: state() });
    const [shard] = await db.planShards({ segments: 1 });
    if (!shard) throw new Error('no shard');
    const unread = { complete: false, errorCount: 1, errors: [{ table: 'items', stage: 'scan', cause: new Error('throttled') }] };
    const empty = {
      ...(await db.archiveShard(shard, { maxItems: 1 })),
      stopped: undefined,
      ...unread,
      itemsProcessed: 0,
      itemsArchived: 0,
    };
    const stuck = { ...createDb(), archiveShard: async () => empty as unknown as ShardResult } as unknown as typeof db;
    await expect(createArchiveHandlers({ db: stuck, state: state() }).archive({ shard }, context())).rejects.toThrow('not read to its end');
    expect(await archive({ shard }, context())).toMatchObject({ complete: true });
    expect(await report({ run: shard.run }, context())).toMatchObject({ complete: true, itemsFailed: 1, errorCount: 2 });
  });
});

describe('progress', () => {
  it('of shards side by side is told to a listener of each, so that metrics add up', async () => {
    await save(40);
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const meters = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })] });
    const telemetry = openTelemetry({ tracer: null, meter: meters.getMeter('test') });
    const told: unknown[] = [];
    const handlers = createArchiveHandlers({
      db,
      state: state(),
      toleratedFailedItems: 10,
      onProgress: shard => {
        told.push(shard?.index);
        return telemetry.archiveProgress();
      },
    });
    const shards = await db.planShards({ segments: 4 });
    await Promise.all(shards.map(shard => handlers.archive({ shard }, context())));
    await save(5);
    await handlers.archiveTables({}, context());
    await meters.forceFlush();
    const metrics =
      exporter
        .getMetrics()
        .at(-1)
        ?.scopeMetrics.flatMap(scope => scope.metrics) ?? [];
    const items = metrics.find(({ descriptor }) => descriptor.name === 'tempest.archive.items')?.dataPoints ?? [];
    expect(items.reduce((sum, { value }) => sum + Number(value), 0)).toBe(45);
    expect(told.sort()).toEqual([0, 1, 2, 3, undefined]);
    await meters.shutdown();
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
