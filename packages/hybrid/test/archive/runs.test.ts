import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchivalDisabledError,
  type ArchivalProgress,
  ArchivalTimestamp,
  Attribute,
  beginsWith,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
} from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import fc from 'fast-check';
import { intercept, serverError } from '../support/intercept.js';
import { old, Stage, young } from '../support/stage.js';
import { throttled } from '../support/throttles.js';

const DAY_MS = 86_400_000;
let servers: LocalServers;
let stop = (): void => undefined;

beforeAll(async () => {
  servers = await startLocalServers();
});
afterEach(() => {
  stop();
  stop = () => undefined;
  servers.s3Server?.clearFaults();
});
afterAll(() => servers.stop());

const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `s${String(index).padStart(3, '0')}`);

describe('a dry run', () => {
  it('selects what the run archives, to the item and the byte, and writes nothing', async () => {
    const stage = await Stage.create(servers);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 360, max: 370 }), { minLength: 1, maxLength: 12 }), async ages => {
        const now = new Date();
        const db = stage.with({ clock: () => now, archivalConfig: { archiveAfterDuration: { days: 366 } } });
        for (const [index, days] of ages.entries()) {
          const createdAt = new Date(now.getTime() - days * DAY_MS);
          await db.users.sessions.save({ ...stage.key(`s${index}`), sessionData: 'x'.repeat(index), createdAt });
        }
        const requests = servers.dynamoDbServer.requests.byOperation;
        const s3Requests = stage.s3.requests.byOperation();
        const { dryRun: _, durationMs: __, capacity: ___, ...plan } = await db.archiveOldDataDryRun();
        const looks = (s3Requests.GetBucketLifecycleConfiguration ?? 0) + 1;
        expect(stage.s3.requests.byOperation()).toEqual({ ...s3Requests, GetBucketLifecycleConfiguration: looks });
        for (const operation of ['PutItem', 'UpdateItem', 'DeleteItem']) {
          expect(servers.dynamoDbServer.requests.byOperation[operation] ?? 0).toBe(requests[operation] ?? 0);
        }
        // Exactly at the limit an item is not yet older than it.
        expect(plan.itemsArchived).toBe(ages.filter(days => days > 366).length);
        // How far archiving is behind is another after the run.
        const { dryRun, durationMs, capacity: ____, whySingleSwaps: _____, lag: ______, ...done } = await db.archiveOldData();
        expect(dryRun).toBe(false);
        expect(durationMs).toBeGreaterThan(0);
        expect(plan).toMatchObject(done);
        for (const index of ages.keys()) await stage.db.users.sessions.deleteKey(stage.key(`s${index}`));
      }),
      { numRuns: 10 },
    );
  }, 60_000);

  it('works where archiving is switched off, and only it does', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    const db = stage.with({ archivalConfig: { enabled: false } });
    expect(await db.archiveOldDataDryRun()).toMatchObject({ dryRun: true, itemsArchived: 1 });
    await expect(db.archiveOldData()).rejects.toThrow(ArchivalDisabledError);
    expect(await stage.objects()).toEqual([]);
  });
});

describe('an abort', () => {
  it('in the middle leaves every item whole, and the next run finishes', async () => {
    const stage = await Stage.create(servers);
    await stage.save(...ids(60));
    const abort = new AbortController();
    stop = intercept(servers.dynamoDb, 'UpdateItem', ({ count, send }) => {
      if (count === 10) abort.abort();
      return send();
    });
    const result = await stage.with({ archivalConfig: { concurrency: 4 } }).archiveOldData({ signal: abort.signal });
    expect(result).toMatchObject({ complete: false, errorCount: 0 });
    expect(result.itemsArchived).toBeGreaterThanOrEqual(10);
    expect(result.itemsArchived).toBeLessThan(20);
    // What was sent was counted: an abort breaks off no swap.
    let archived = 0;
    for (const id of ids(60)) {
      const row = await stage.row(id);
      archived += row?.s3Archive ? 1 : 0;
      expect(row?.s3Archive === undefined).toBe(row?.sessionData !== undefined);
    }
    expect(archived).toBe(result.itemsArchived);
    expect(await stage.db.archiveOldData()).toMatchObject({ complete: true, itemsArchived: 60 - archived, errorCount: 0 });
    expect((await stage.db.users.sessions.query(beginsWith({ userId: 'user' }))).contents).toHaveLength(60);
  });

  it('has what is not swapped for want of capacity looked at again by the run that resumes', async () => {
    const stage = await Stage.create(servers);
    await stage.save(...ids(20));
    const abort = new AbortController();
    stop = intercept(servers.dynamoDb, 'UpdateItem', ({ count, send }) => {
      if (count > 10) abort.abort();
      return count > 5 ? Promise.reject(throttled()) : send();
    });
    const first = await stage.db.archiveOldData({ signal: abort.signal });
    expect(first).toMatchObject({ complete: false, itemsArchived: 5, errorCount: 0 });
    stop();
    const second = await stage.db.archiveOldData(first.checkpoint === undefined ? {} : { resumeFrom: first.checkpoint });
    expect(second).toMatchObject({ complete: true, itemsArchived: 15, errorCount: 0 });
  });

  it('before the start, or while the run prepares, is a result too', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    const abort = new AbortController();
    stop = intercept(servers.dynamoDb, 'DescribeTable', ({ send }) => {
      abort.abort();
      return send();
    });
    for (const signal of [abort.signal, AbortSignal.abort()]) {
      expect(await stage.db.archiveOldData({ signal })).toMatchObject({ complete: false, itemsArchived: 0, errorCount: 0 });
    }
    expect(await stage.objects()).toEqual([]);
  });
});

describe('progress', () => {
  it('only ever grows, and ends at the result', async () => {
    const stage = await Stage.create(servers);
    await stage.save(...ids(40));
    const seen: ArchivalProgress[] = [];
    const result = await stage.db.archiveOldData({ onProgress: progress => seen.push(progress) });
    expect(seen.length).toBeGreaterThan(1);
    for (const [index, progress] of seen.entries()) {
      for (const count of ['rowsScanned', 'itemsArchived', 'itemsProcessed', 'bytesStored', 'errorCount'] as const) {
        expect(progress[count]).toBeGreaterThanOrEqual(seen[index - 1]?.[count] ?? 0);
      }
    }
    expect(seen.at(-1)).toMatchObject({ itemsArchived: 40, rowsScanned: 40, table: stage.table });
    expect(result).toMatchObject({ itemsArchived: 40, rowsScanned: 40 });
  });

  it('that throws ends the run soon: the other segments do not go on, and the error is the caller’s', async () => {
    const stage = await Stage.create(servers);
    await stage.save(...ids(60));
    const started = stage.s3.requests.count('PutObject');
    // The objects of one segment take their time; the first page of another ends the run.
    stage.s3.inject({
      when: ({ operation, key }) => operation === 'PutObject' && !!key?.includes('/sessions/'),
      fault: { kind: 'delay', ms: 50 },
    });
    const run = stage.with({ archivalConfig: { concurrency: 2, segments: 8 } }).archiveOldData({
      onProgress: () => {
        throw new Error('the bar broke');
      },
    });
    await expect(run).rejects.toThrow('the bar broke');
    const sent = stage.s3.requests.count('PutObject') - started;
    expect(sent).toBeLessThan(60);
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(stage.s3.requests.count('PutObject') - started).toBe(sent); // all was waited for
    expect(await stage.db.archiveOldData()).toMatchObject({ complete: true, errorCount: 0 });
  });
});

describe('a scan that fails midway', () => {
  it('leaves its segment unread and says so; the other segments are archived', async () => {
    const stage = await Stage.create(servers);
    await stage.save(...ids(60));
    stop = intercept(servers.dynamoDb, 'Scan', ({ input, send }) => {
      if (input.Segment === 1) throw serverError();
      return send();
    });
    const result = await stage.db.archiveOldData();
    expect(result).toMatchObject({ complete: false, errorCount: 1 });
    expect(result.errors).toEqual([
      expect.objectContaining({ table: stage.table, stage: 'scan', key: undefined, cause: expect.any(Error) }),
    ]);
    expect(result.itemsArchived).toBeGreaterThan(0);
    stop();
    expect(await stage.db.archiveOldData()).toMatchObject({ complete: true, itemsArchived: 60 - result.itemsArchived });
  }, 120_000);

  it('is sent again while DynamoDB throttles it', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    stop = intercept(servers.dynamoDb, 'Scan', ({ count, send }) => {
      if (count > 4) return send();
      throw Object.assign(new Error('slow down'), { name: 'ThrottlingException', $fault: 'client', $metadata: { httpStatusCode: 400 } });
    });
    const db = stage.with({ archivalConfig: { segments: 1 } });
    expect(await db.archiveOldData()).toMatchObject({ complete: true, itemsArchived: 1 });
  }, 120_000);
});

describe('items that cannot be archived', () => {
  it('are listed up to a thousand, and counted beyond', async () => {
    const stage = await Stage.create(servers);
    await Promise.all(
      Array.from({ length: 1_020 }, (_, index) => stage.putRaw({ ...stage.rawKey(`bad${index}`), createdAt: { S: 'no date' } })),
    );
    await stage.save('good');
    const result = await stage.db.archiveOldData();
    expect(result).toMatchObject({ complete: true, itemsArchived: 1, itemsProcessed: 1_021, errorCount: 1_020 });
    expect(result.errors).toHaveLength(1_000);
    expect(result.errors[0]).toMatchObject({
      stage: 'select',
      entity: 'UserSession',
      cause: { code: 'UNARCHIVABLE_ITEM', table: stage.table },
    });
  }, 120_000);

  it.each<[string, object]>([
    ['a timestamp that is no date', { createdAt: { S: 'yesterday' } }],
    ['no timestamp', {}],
  ])('are left hot and named: %s', async (_, more) => {
    const stage = await Stage.create(servers);
    const row = { ...stage.rawKey('bad'), sessionData: { S: 'x' }, ...more };
    await stage.putRaw(row);
    const { errors } = await stage.db.archiveOldData();
    expect(errors).toEqual([
      expect.objectContaining({
        stage: 'select',
        key: stage.rawKey('bad'),
        cause: expect.objectContaining({ message: expect.stringContaining('createdAt') }),
      }),
    ]);
    expect(await stage.row('bad')).toEqual(row);
  });

  it('are not those of the future', async () => {
    const stage = await Stage.create(servers);
    await stage.db.users.sessions.save({ ...stage.key('a'), sessionData: 'x', createdAt: new Date(Date.now() + 400 * DAY_MS) });
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsProcessed: 0, errorCount: 0 });
  });
});

abstract class Dated {
  @Attribute({ name: 'partition_key' }) owner!: string;
  @ArchivalTimestamp({ type: 'epochSeconds' }) at!: Date;
  @Attribute() text!: string;
}

@HybridTable({ archiveAfterDays: 30, s3KeyTemplate: 'messages/{pk}/{sk}' })
class Message extends Dated {
  @Attribute({ name: 'sort_key', prefix: 'MSG_' }) id!: string;
}

@HybridTable({ archiveAfterDays: 30, s3KeyTemplate: 'calls/{yyyy}/{pk}/{sk}' })
class HybridBase {
  @Attribute({ name: 'partition_key' }) owner!: string;
  @ArchivalTimestamp({ type: 'epochMillis' }) at!: Date;
}

class Call extends HybridBase {
  @Attribute({ name: 'sort_key', prefix: 'CALL_' }) id!: string;
  @Attribute() length!: number;
}

class Profile {
  @Attribute({ name: 'partition_key' }) owner!: string;
  @Attribute({ name: 'sort_key', prefix: 'PROFILE_' }) id!: string;
  @Attribute() at!: string;
}

class SharedDatabase extends LogicalDb {
  all = logicalTable({
    name: 'shared',
    views: {
      messages: inlineView(Message, { key: ['owner', 'id'] }),
      calls: inlineView(Call, { key: ['owner', 'id'] }),
      profiles: inlineView(Profile, { key: ['owner', 'id'] }),
    },
  });
  plain = logicalTable({ name: 'plain', views: { profiles: inlineView(Profile, { key: ['owner', 'id'] }) } });
}

describe('a table of several entities', () => {
  it('is read once, whichever of them move; rows of others are not touched', async () => {
    await servers.createTables(SharedDatabase);
    const regularDb = LogicalDb.create(SharedDatabase, servers.dynamoDb);
    const db = HybridLogicalDb.create(SharedDatabase, regularDb, { s3Config: { bucketName: servers.bucketName, client: servers.s3 } });
    const { messages, calls, profiles } = db.all;
    for (const id of ['1', '2']) {
      await messages.save({ owner: 'o', id, at: new Date(1_500_000_000_000), text: 'hello' });
      await calls.save({ owner: 'o', id, at: new Date(1_500_000_000_123), length: 5 });
      await profiles.save({ owner: 'o', id, at: old.toISOString() });
    }
    await messages.save({ owner: 'o', id: 'young', at: new Date(Math.floor(young.getTime() / 1000) * 1000), text: 'hello' });
    const foreign = { partition_key: { S: 'o' }, sort_key: { S: 'FOREIGN' }, at: { N: '1' } };
    await servers.dynamoDb.send(new PutItemCommand({ TableName: 'shared', Item: foreign }));

    servers.dynamoDbServer.requests.reset();
    const result = await db.archiveOldData();
    // A table this small is one page for each segment; the table without a hybrid entity is not read.
    expect(servers.dynamoDbServer.requests.byOperation).toMatchObject({ Scan: 4, UpdateItem: 4, DescribeTable: 1 });
    expect(result).toMatchObject({ itemsProcessed: 4, itemsArchived: 4, itemsSkipped: 0, errorCount: 0, rowsScanned: 8 });
    expect(result.tables).toEqual([
      expect.objectContaining({ table: 'shared', entity: 'Message', itemsArchived: 2 }),
      expect.objectContaining({ table: 'shared', entity: 'Call', itemsArchived: 2 }),
    ]);
    expect(await messages.load({ owner: 'o', id: '1' })).toMatchObject({ text: 'hello', at: new Date(1_500_000_000_000) });
    expect((await calls.query(beginsWith({ owner: 'o' }))).contents).toEqual([
      expect.objectContaining({ id: '1', length: 5 }),
      expect.objectContaining({ id: '2', at: new Date(1_500_000_000_123) }),
    ]);
    expect((await profiles.query(beginsWith({ owner: 'o' }))).contents).toHaveLength(2);

    // A timestamp of another type, and a year that `{yyyy}` has no place for: named and left.
    const wrongType = { partition_key: { S: 'o' }, sort_key: { S: 'MSG_3' }, at: { S: 'x' } };
    await servers.dynamoDb.send(new PutItemCommand({ TableName: 'shared', Item: wrongType }));
    await calls.save({ owner: 'o', id: '3', at: new Date(-62_200_000_000_000), length: 5 });
    const { errors } = await db.archiveOldData({ earliestPlausible: new Date(-100_000_000_000_000) });
    expect(errors.map(({ stage, entity, key }) => [stage, entity, key?.sort_key?.S]).sort()).toEqual([
      ['encode', 'Call', 'CALL_3'],
      ['select', 'Message', 'MSG_3'],
    ]);
    expect(await calls.load({ owner: 'o', id: '3' })).toMatchObject({ length: 5 });
  });
});
