import type { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ArchiveFractionError, ConfigurationError } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { interleave } from '../../src/move/partition-line.js';
import { intercept } from '../support/intercept.js';
import { old, Stage, young } from '../support/stage.js';

const DAY_MS = 86_400_000;
let servers: LocalServers;
let stop = (): void => undefined;

beforeAll(async () => {
  servers = await startLocalServers();
});
afterEach(() => {
  stop();
  stop = () => undefined;
});
afterAll(() => servers.stop());

const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `s${String(index).padStart(3, '0')}`);

async function archivedRows(stage: Stage, count: number): Promise<number> {
  const rows = await Promise.all(ids(count).map(id => stage.row(id)));
  return rows.filter(row => row?.s3Archive).length;
}

describe('maxItems', () => {
  it('archives so many and not one more, says so, and the next run goes on', async () => {
    const stage = await Stage.create(servers);
    await stage.save(...ids(30));
    const plan = await stage.db.archiveOldDataDryRun({ maxItems: 12 });
    expect(plan).toMatchObject({ itemsArchived: 12, complete: false, stopped: 'max-items' });
    const result = await stage.db.archiveOldData({ maxItems: 12 });
    expect(result).toMatchObject({ itemsArchived: 12, errorCount: 0, complete: false, stopped: 'max-items' });
    expect(result.unread.length).toBeGreaterThan(0);
    expect(await archivedRows(stage, 30)).toBe(12);
    expect((await stage.objects()).length).toBe(12);
    const rest = stage.with({ archivalConfig: { maxItems: 18 } });
    expect(await rest.archiveOldData()).toMatchObject({ itemsArchived: 18, complete: true, stopped: undefined });
  });
});

describe('a row with an s3Key that no run of this library wrote', () => {
  it.each([
    ['of an earlier system, with nothing else', {}],
    ['beside attributes of its own', { createdAt: { S: old.toISOString() }, sessionData: { S: 'x' } }],
  ])('stays, %s, and the plan says what to do with it', async (_name, rest: { createdAt?: { S: string }; sessionData?: { S: string } }) => {
    const stage = await Stage.create(servers, { legacyPointers: true });
    await stage.putRaw({ ...stage.rawKey('o'), s3Key: { S: 'sessions/user/o.json' }, ...rest });
    const plan = await stage.db.archiveOldDataDryRun();
    expect(plan.problems.map(({ kind }) => kind)).toContain('unarchivable');
    expect(plan.errors).toMatchObject([{ cause: { message: expect.stringContaining("give the row _s3_pointer: 's3://' and that key") } }]);
    // As it says.
    await stage.putObject('sessions/user/o.json', Buffer.from(JSON.stringify({ sessionData: 'old', createdAt: old.toISOString() })));
    await stage.updateRaw(
      'o',
      'SET #p = :p REMOVE s3Key',
      { ':p': { S: `s3://${stage.prefix}sessions/user/o.json` } },
      { '#p': '_s3_pointer' },
    );
    expect(await stage.load('o')).toMatchObject({ createdAt: old, sessionData: rest.sessionData?.S ?? 'old' });
    expect((await stage.db.archiveOldDataDryRun()).problems).toEqual([]);
  });
});

describe('maxFraction', () => {
  it('ends a run whose age is wrong with an error, before more has moved', async () => {
    const stage = await Stage.create(servers);
    await stage.save(...ids(40));
    const run = stage.db.archiveOldData({ maxFraction: 0.25 });
    await expect(run).rejects.toBeInstanceOf(ArchiveFractionError);
    await expect(run).rejects.toMatchObject({
      table: stage.table,
      maxFraction: 0.25,
      result: { itemsArchived: 10, stopped: 'max-fraction' },
    });
    expect(await archivedRows(stage, 40)).toBe(10);
    const plan = await stage.db.archiveOldDataDryRun({ maxFraction: 0.1 });
    expect(plan.problems.map(({ kind }) => kind)).toContain('max-fraction');
  });

  it('lets a run be that moves less', async () => {
    const stage = await Stage.create(servers);
    await stage.save(...ids(5));
    for (const id of ids(20)) {
      await stage.db.users.sessions.save({ ...stage.key(`young ${id}`), sessionData: 'x', createdAt: young });
    }
    expect(await stage.db.archiveOldData({ maxFraction: 0.25 })).toMatchObject({ itemsArchived: 5, complete: true });
  });
});

describe('dates', () => {
  it('of 1970, as of seconds read as milliseconds, are listed and not archived, unless they are said to be plausible', async () => {
    const stage = await Stage.create(servers);
    const createdAt = new Date(1_600_000_000); // 2020 in seconds
    await stage.db.users.sessions.save({ ...stage.key('a'), sessionData: 'x'.repeat(99), createdAt });
    const result = await stage.db.archiveOldData();
    expect(result).toMatchObject({ itemsArchived: 0, errorCount: 1 });
    expect(result.errors[0]).toMatchObject({ stage: 'select', key: stage.rawKey('a') });
    expect(String(result.errors[0]?.cause)).toContain('1970-01-19');
    const history = stage.with({ archivalConfig: { earliestPlausible: new Date(0) } });
    expect(await history.archiveOldData()).toMatchObject({ itemsArchived: 1, errorCount: 0 });
  });

  it('of the future are counted, and a clock that is a little wrong is not', async () => {
    const stage = await Stage.create(servers);
    await stage.db.users.sessions.save({ ...stage.key('a'), sessionData: 'x', createdAt: new Date(Date.now() + 3 * DAY_MS) });
    await stage.db.users.sessions.save({ ...stage.key('b'), sessionData: 'x', createdAt: new Date(Date.now() + 60_000) });
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsProcessed: 0, itemsInFuture: 1, errorCount: 0, complete: true });
  });
});

describe('a deadline', () => {
  it('ends the run cleanly, and the result says where it goes on', async () => {
    const stage = await Stage.create(servers);
    await stage.save(...ids(60));
    stop = intercept(servers.dynamoDb, 'UpdateItem', async ({ send }) => {
      await new Promise(resolve => setTimeout(resolve, 100));
      return send();
    });
    const db = stage.with({ archivalConfig: { concurrency: 2, segments: 1 } });
    const result = await db.archiveOldData({ deadline: new Date(Date.now() + 1_000) });
    expect(result).toMatchObject({ complete: false, stopped: 'deadline', errorCount: 0 });
    expect(result.itemsArchived).toBeLessThan(60);
    expect(result.unread).toEqual([{ table: stage.table, part: '0/1', after: undefined }]);
    expect(await archivedRows(stage, 60)).toBe(result.itemsArchived);
    stop();
    const rest = await db.archiveOldData({ resumeFrom: result.checkpoint });
    expect(rest).toMatchObject({ complete: true, checkpoint: undefined, itemsArchived: 60 - result.itemsArchived });
  });

  it('that has passed moves nothing', async () => {
    const stage = await Stage.create(servers);
    await stage.save('a');
    expect(await stage.db.archiveOldData({ deadline: new Date(0) })).toMatchObject({
      itemsArchived: 0,
      stopped: 'deadline',
      complete: false,
    });
    expect(await stage.objects()).toEqual([]);
  });
});

describe('a write budget', () => {
  it('is kept, index writes counted as DynamoDB counts them', async () => {
    const stage = await Stage.create(servers);
    await stage.save(...ids(30));
    const started = performance.now();
    const result = await stage.db.archiveOldData({ writeCapacityPerSecond: 20 });
    const seconds = (performance.now() - started) / 1000;
    expect(result).toMatchObject({ itemsArchived: 30, complete: true });
    expect(result.capacity.write).toBeGreaterThanOrEqual(60); // a row and its index entry each
    // One second's budget is there from the beginning, and the last may be owed.
    expect(result.capacity.write / (seconds + 1)).toBeLessThanOrEqual(22);
  });

  it('slows down on its own when DynamoDB throttles, and the run still finishes', async () => {
    const stage = await Stage.create(servers);
    await stage.save(...ids(10));
    stop = intercept(servers.dynamoDb, 'UpdateItem', ({ count, send }) => {
      if (count > 3) return send();
      throw Object.assign(new Error('slow down'), { name: 'ThrottlingException', $fault: 'client', $metadata: { httpStatusCode: 400 } });
    });
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 10, errorCount: 0, complete: true });
  });
});

describe('a read budget', () => {
  it('is kept by pages that are no larger than a second of it', async () => {
    const stage = await Stage.create(servers);
    for (const id of ids(40))
      await stage.putRaw({ ...stage.rawKey(id), createdAt: { S: young.toISOString() }, sessionData: { S: 'x'.repeat(7_000) } });
    const started = performance.now();
    // A server that does not say what a read took must not be one without a budget.
    const stop = intercept(servers.dynamoDb, 'Scan', async ({ send }) => {
      const { output } = (await send()) as { output: { ConsumedCapacity?: unknown } };
      delete output.ConsumedCapacity;
      return { output };
    });
    const unsaid = await stage.db.archiveOldDataDryRun();
    stop();
    expect(unsaid.capacity.read).toBeGreaterThan(30);
    const { capacity, rowsScanned } = await stage.db.archiveOldData({ readCapacityPerSecond: 10 });
    const seconds = (performance.now() - started) / 1000;
    expect(rowsScanned).toBe(40);
    expect(capacity.read).toBeGreaterThan(30);
    // One second's units are there from the beginning; each of four parts may owe a page.
    expect(seconds).toBeGreaterThan((capacity.read - 10 - 4 * 10) / 10);
  });
});

describe('swaps', () => {
  it('of one partition key are few at once, those of several side by side', async () => {
    const stage = await Stage.create(servers);
    for (const user of ['u1', 'u2', 'u3', 'u4']) {
      for (const id of ids(6)) {
        await stage.putRaw({
          partition_key: { S: user },
          sort_key: { S: id },
          createdAt: { S: old.toISOString() },
          sessionData: { S: 'x'.repeat(7_000) }, // 7 write units, of 25 at once
        });
      }
    }
    const running = new Map<string, number>();
    let most = 0;
    let mostOfOne = 0;
    stop = intercept(servers.dynamoDb, 'UpdateItem', async ({ input, send }) => {
      const user = (input as unknown as UpdateItemCommand['input']).Key?.partition_key?.S ?? '';
      running.set(user, (running.get(user) ?? 0) + 1);
      mostOfOne = Math.max(mostOfOne, running.get(user) ?? 0);
      most = Math.max(
        most,
        [...running.values()].reduce((sum, count) => sum + count, 0),
      );
      await new Promise(resolve => setTimeout(resolve, 20));
      const answer = await send();
      running.set(user, (running.get(user) ?? 0) - 1);
      return answer;
    });
    expect(await stage.with({ archivalConfig: { segments: 1 } }).archiveOldData()).toMatchObject({ itemsArchived: 24 });
    expect(mostOfOne).toBe(3);
    expect(most).toBe(12);
  });

  it('begin with one of each partition', () => {
    expect(interleave(['a1', 'a2', 'a3', 'b1', 'c1', 'c2'], ([first = '']) => first)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
    expect(interleave([], String)).toEqual([]);
  });
});

describe('options that cannot work', () => {
  it.each<[object, string]>([
    [{ maxFraction: 80 }, 'maxFraction: at most 1: a part of the table, not a percentage'],
    [{ maxItems: 0 }, 'maxItems: at least 1'],
    [{ readCapacityPerSecond: 0 }, 'readCapacityPerSecond: above zero'],
    [{ deadline: 5_000 }, 'deadline: a Date'],
    [{ maxItem: 5 }, 'maxItem: there is no such option, only '],
    [{ checkpoints: 'file' }, 'checkpoints: a CheckpointStore'],
    [{ ageIndexes: [{ index: 'by_created', partitions: [] }] }, 'at least one partition key'],
  ])('are named: %j', async (options, message) => {
    const stage = await Stage.create(servers);
    const run = stage.db.archiveOldData(options);
    await expect(run).rejects.toBeInstanceOf(ConfigurationError);
    await expect(run).rejects.toThrow(message);
  });

  it('are named when the database is created, too', async () => {
    const stage = await Stage.create(servers);
    expect(() => stage.with({ archivalConfig: { maxFraction: 2 } })).toThrow('archivalConfig.maxFraction: at most 1');
  });
});
