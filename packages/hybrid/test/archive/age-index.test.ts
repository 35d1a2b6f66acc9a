import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  Attribute,
  beginsWith,
  type HybridConfig,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
} from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { intercept } from '../support/intercept.js';
import { old, Stage, young } from '../support/stage.js';

let servers: LocalServers;
let requests: () => Readonly<Record<string, number>>;

beforeAll(async () => {
  servers = await startLocalServers();
  requests = () => servers.dynamoDbServer.requests.byOperation;
});
afterEach(() => servers.dynamoDbServer.requests.reset());
afterAll(() => servers.stop());

async function sessions(stage: Stage): Promise<void> {
  for (const group of ['g1', 'g2', 'g3']) {
    for (const [id, createdAt] of [
      ['old1', old],
      ['old2', old],
      ['young', young],
    ] as const) {
      await stage.db.users.sessions.save({ ...stage.key(`${group}-${id}`), userGroup: group, sessionData: 'x'.repeat(400), createdAt });
    }
  }
  await stage.save('a'); // of group g
  await stage.updateRaw('a', 'REMOVE user_group'); // and of none: no index has it
}

describe('an index that carries everything', () => {
  it('finds the old items of the partitions that are named, without a scan', async () => {
    const stage = await Stage.create(servers);
    await sessions(stage);
    servers.dynamoDbServer.requests.reset();
    const ageIndexes = [{ index: 'by_created', partitions: ['g1', 'g3'] }];
    const plan = await stage.db.archiveOldDataDryRun({ ageIndexes });
    expect(plan).toMatchObject({ itemsArchived: 4, rowsScanned: 4 });
    const result = await stage.db.archiveOldData({ ageIndexes });
    expect(result).toMatchObject({ itemsArchived: 4, rowsScanned: 4, errorCount: 0, complete: true });
    expect(requests()).toMatchObject({ Query: 4 });
    expect(requests()).not.toHaveProperty('Scan');
    expect(await stage.row('g2-old1')).not.toHaveProperty('s3Archive');
    expect(await stage.row('g3-old2')).toHaveProperty('s3Archive');
    expect(await stage.load('g3-old2')).toMatchObject({ sessionData: 'x'.repeat(400) });
    // What is archived is not read again to be found archived.
    expect(await stage.db.archiveOldData({ ageIndexes })).toMatchObject({ itemsProcessed: 0, complete: true });
  });

  it('is looked in once for a partition that is named twice, by a dry run, a run and the shards of one', async () => {
    const stage = await Stage.create(servers);
    await sessions(stage);
    const ageIndexes = [{ index: 'by_created', partitions: ['g1', 'g2', 'g1'] }];
    expect(await stage.db.archiveOldDataDryRun({ ageIndexes })).toMatchObject({ itemsProcessed: 4, itemsArchived: 4, rowsScanned: 4 });
    expect(await stage.db.planShards({ ageIndexes })).toMatchObject([
      { count: 2, segment: 0, totalSegments: 2 },
      { count: 2, segment: 1, totalSegments: 2 },
    ]);
    expect(await stage.db.archiveOldData({ ageIndexes })).toMatchObject({ itemsProcessed: 4, itemsArchived: 4, itemsSkipped: 0 });
    expect((await stage.objects()).filter(key => key.startsWith('sessions/'))).toHaveLength(4);
  });

  it('is scanned where no partition is named, and misses what is not in it', async () => {
    const stage = await Stage.create(servers);
    await sessions(stage);
    expect(await stage.db.archiveOldData({ ageIndexes: [{ index: 'by_created' }] })).toMatchObject({ itemsArchived: 6, complete: true });
    expect(await stage.row('a')).not.toHaveProperty('s3Archive');
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 1 });
  });
});

@HybridTable({ archiveAfterDays: 30, s3KeyTemplate: 'events/{pk}/{sk}' })
class Event {
  @Attribute({ name: 'pk' }) device!: string;
  @Attribute({ name: 'sk' }) id!: string;
  @Attribute({ type: Number }) day!: number;
  @ArchivalTimestamp({ type: 'epochSeconds' }) at!: Date;
  @Attribute() payload!: string;
}

class EventDatabase extends LogicalDb {
  events = logicalTable({
    name: 'events',
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: {
      by_day: { partitionKey: 'day', sortKey: 'at', projection: 'keysOnly' },
      by_device: { partitionKey: 'pk', sortKey: 'day' },
    },
    views: { all: inlineView(Event, { key: ['device', 'id'] }) },
  });
}

describe('an index of keys alone', () => {
  it('leads to the rows, which are read from the table', async () => {
    await servers.createTables(EventDatabase);
    const config: HybridConfig = { s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: 'events/' } };
    const db = HybridLogicalDb.create(EventDatabase, LogicalDb.create(EventDatabase, servers.dynamoDb), config);
    for (let index = 0; index < 130; index += 1) {
      const at = index < 120 ? new Date('2024-05-05T00:00:00Z') : new Date(Date.now() - 1_000_000);
      await db.events.all.save({
        device: `d${index % 5}`,
        id: `${index}`,
        day: index % 2,
        at: new Date(Math.floor(at.getTime() / 1000) * 1000),
        payload: `p${index}`,
      });
    }
    servers.dynamoDbServer.requests.reset();
    const first = await db.archiveOldData({ ageIndexes: [{ index: 'by_day', partitions: [0, 0n, -0] }] });
    expect(first).toMatchObject({ itemsArchived: 60, rowsScanned: 60, errorCount: 0 });
    expect(requests()).toMatchObject({ Query: 1, BatchGetItem: 2 }); // the first few tell how large they are
    expect(requests()).not.toHaveProperty('Scan');
    const second = await db.archiveOldData({ ageIndexes: [{ index: 'by_day' }] });
    expect(second).toMatchObject({ itemsArchived: 60, errorCount: 0, complete: true });
    expect((await db.events.all.query(beginsWith({ device: 'd1' }))).contents).toHaveLength(26);

    for (const [ageIndexes, message] of [
      [[{ index: 'by_device' }], 'the sort key of the index by_device is no archival timestamp'],
      [[{ index: 'no_such' }], 'no table of an archived entity declares the index no_such'],
      [[{ index: 'by_day', table: 'users' }], 'no table of an archived entity declares'],
      [[{ index: 'by_day' }, { index: 'by_day' }], 'table events has two of them'],
      [[{ index: 'by_day', partitions: [1e200] }], 'the partition 1e+200 is no number that DynamoDB holds'],
    ] as const) {
      await expect(db.archiveOldDataDryRun({ ageIndexes })).rejects.toThrow(message);
    }
  });

  it('has its rows read as many at a time as may be held, each lot when those before it are dealt with, and goes on between them', async () => {
    const table = 'events_large';
    const tables = { tableNameResolver: () => table };
    await servers.createTables(EventDatabase, tables);
    const config: HybridConfig = {
      s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: 'large/' },
      archivalConfig: { segments: 1 },
    };
    const db = HybridLogicalDb.create(EventDatabase, LogicalDb.create(EventDatabase, servers.dynamoDb, tables), config);
    // An index page has room for all of their keys: 9 MB of rows.
    const items = 30;
    for (let index = 0; index < items; index += 1)
      await db.events.all.save({ device: 'd', id: `${index}`, day: 0, at: new Date('2024-05-05T00:00:00Z'), payload: 'p'.repeat(300_000) });
    const asked: number[] = [];
    const movedBefore: number[] = [];
    let moved = 0;
    const stopSwaps = intercept(servers.dynamoDb, 'UpdateItem', ({ send }) => send().finally(() => (moved += 1)));
    const stopReads = intercept(servers.dynamoDb, 'BatchGetItem', ({ input, send }) => {
      const { [table]: requested } = input.RequestItems as Record<string, { readonly Keys: readonly unknown[] }>;
      asked.push(requested?.Keys.length ?? 0);
      movedBefore.push(moved);
      return send();
    });
    servers.dynamoDbServer.requests.reset();
    const ageIndexes = [{ index: 'by_day', partitions: [0] }];
    const whole = await db.archiveOldDataDryRun({ ageIndexes });
    expect(whole).toMatchObject({ itemsArchived: items, rowsScanned: items, complete: true });
    expect(Math.max(...asked)).toBeLessThan(15); // 13 of 300 KB are 4 MB
    expect(requests()).toMatchObject({ Query: 1, BatchGetItem: asked.length });
    asked.length = 0;
    movedBefore.length = 0;
    const abort = new AbortController();
    const first = await db.archiveOldData({ ageIndexes, signal: abort.signal, onProgress: () => abort.abort() });
    expect(first).toMatchObject({ complete: false, itemsArchived: asked[0], rowsScanned: asked[0] });
    const second = await db.archiveOldData({ ageIndexes, resumeFrom: first.checkpoint });
    stopSwaps();
    stopReads();
    expect(second).toMatchObject({ itemsArchived: items - first.itemsArchived, rowsScanned: items - first.itemsArchived, complete: true });
    let before = 0;
    for (const [place, count] of asked.entries()) {
      expect(movedBefore[place]).toBeGreaterThanOrEqual(before);
      before += count;
    }
  });

  it('gives up rows that DynamoDB leaves unprocessed again and again, lists them, and moves the others', async () => {
    const table = 'events_left';
    const regular = LogicalDb.create(EventDatabase, servers.dynamoDb, { tableNameResolver: () => table });
    await servers.createTables(EventDatabase, { tableNameResolver: () => table });
    const config: HybridConfig = { s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: 'left/' } };
    const db = HybridLogicalDb.create(EventDatabase, regular, config);
    for (const id of ['a', 'stuck', 'b'])
      await db.events.all.save({ device: 'd', id, day: 0, at: new Date('2024-05-05T00:00:00Z'), payload: 'p'.repeat(200) });
    const asked: unknown[] = [];
    const stop = intercept(servers.dynamoDb, 'BatchGetItem', async ({ input, send }) => {
      asked.push(input);
      const { output } = (await send()) as {
        output: { Responses: Record<string, Record<string, { S: string }>[]>; UnprocessedKeys: object };
      };
      const rows = output.Responses[table] ?? [];
      output.Responses[table] = rows.filter(row => row.sk?.S !== 'stuck');
      output.UnprocessedKeys = { [table]: { Keys: [{ pk: { S: 'd' }, sk: { S: 'stuck' } }] } };
      return { output };
    });
    const result = await db.archiveOldData({ ageIndexes: [{ index: 'by_day', partitions: [0] }] });
    stop();
    expect(result).toMatchObject({ itemsArchived: 2, errorCount: 1, complete: true });
    expect(result.errors[0]).toMatchObject({
      stage: 'scan',
      entity: 'Event',
      key: { pk: { S: 'd' }, sk: { S: 'stuck' } },
      cause: { code: 'THROTTLED' },
    });
    expect(asked.length).toBeLessThan(10);
  });
});
