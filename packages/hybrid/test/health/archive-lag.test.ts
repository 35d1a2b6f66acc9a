import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import {
  BatchWriteSet,
  type HybridConfig,
  HybridLogicalDb,
  LogicalDb,
  sumArchivalResults,
  summarizeArchivalResult,
} from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { UserDatabase } from '../fixtures/sessions.js';

const DAY = 86_400_000;
const AGE_DAYS = 365;
let servers: LocalServers;
let regularDb: UserDatabase;
let now: Date;
let archiver: HybridLogicalDb<UserDatabase>;
let prefixes = 0;
let keyPrefix = '';

/** Another process over the same table and archive. */
const process = (config: Partial<HybridConfig> = {}) =>
  HybridLogicalDb.create(UserDatabase, regularDb, {
    s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix },
    clock: () => now,
    ...config,
  });
const daysOld = (days: number) => new Date(now.getTime() - days * DAY);
const session = (id: string, days: number) => ({
  userId: 'ada',
  sessionId: id,
  userGroup: 'all',
  sessionData: `data of ${id}`,
  createdAt: daysOld(days),
});
const save = (...sessions: readonly ReturnType<typeof session>[]) =>
  archiver.batchWrite(new BatchWriteSet().clobber(...sessions.map(each => archiver.users.sessions.create(each))));
const lagOf = async (db: HybridLogicalDb<UserDatabase>) => (await db.health()).archive.lag;
const entry = { table: 'user_sessions', entity: 'UserSession' };

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
  regularDb = LogicalDb.create(UserDatabase, servers.dynamoDb);
});
afterAll(() => servers.stop());

beforeEach(async () => {
  now = new Date('2026-06-01T00:00:00Z');
  prefixes += 1;
  keyPrefix = `p${prefixes}/`;
  archiver = process();
});

/** The next test begins with an empty table, and its own archive. */
afterEach(async () => {
  for await (const each of archiver.users.sessions.scanAllContents()) await archiver.users.sessions.deleteKey(each);
});

it('after a run nothing is due; the oldest item that stays grows due, and every process knows', async () => {
  await save(session('old', 400), session('next', 363), session('young', 10));
  const { lag } = await archiver.archiveOldData();
  const measured = { ...entry, measuredAt: now, oldest: daysOld(363) };
  expect(lag).toEqual([{ ...measured, ageMs: 0, overdueMs: 0 }]);
  expect(await lagOf(process())).toEqual(lag);
  now = new Date(now.getTime() + 5 * DAY);
  const later = [{ ...measured, ageMs: 368 * DAY, overdueMs: 3 * DAY }];
  expect(await lagOf(process())).toEqual(later);
  expect(await lagOf(archiver)).toEqual(later);
});

it('the last run is told of, with what it did and when', async () => {
  expect((await process().health()).archive).toEqual({ lastRuns: [], lag: [] });
  await save(session('1', 400), session('2', 400));
  await archiver.archiveOldData();
  const { archive } = await process().health();
  expect(archive.lastRuns).toEqual([{ table: 'user_sessions', endedAt: now, complete: true, itemsArchived: 2, errorCount: 0 }]);
});

it('all errors of a run are counted, however few of them it lists', async () => {
  const failing = Array.from({ length: 25 }, (_, index) => session(`f${index}`, 30_000)); // dated 1944: not plausible
  await save(...failing);
  const [shard] = await archiver.planShards({ segments: 1 });
  if (!shard) throw new Error('no shard');
  const summary = summarizeArchivalResult(await archiver.archiveShard(shard));
  expect([summary.errors.length, summary.errorCount, summary.errorsByTable]).toEqual([20, 25, { user_sessions: 25 }]);
  const total = JSON.parse(JSON.stringify(await sumArchivalResults([summary])));
  expect(total.errorsByTable).toEqual({ user_sessions: 25 });
  await archiver.recordRun(total);
  expect((await process().health()).archive.lastRuns).toMatchObject([{ table: 'user_sessions', itemsArchived: 0, errorCount: 25 }]);
});

it('a table without a hot item has no oldest one', async () => {
  await save(session('1', 400));
  await archiver.archiveOldData();
  expect(await lagOf(process())).toEqual([{ ...entry, measuredAt: now, oldest: undefined, ageMs: 0, overdueMs: 0 }]);
});

it('a dry run measures what is due now, for its own process alone', async () => {
  await save(session('1', 400), session('2', 370));
  const plan = await archiver.archiveOldDataDryRun();
  expect(plan.lag).toMatchObject([{ oldest: daysOld(400), ageMs: 400 * DAY, overdueMs: (400 - AGE_DAYS) * DAY }]);
  expect(await lagOf(archiver)).toEqual(plan.lag);
  expect(await lagOf(process())).toEqual([]);
});

it('an incomplete run measures nothing, and leaves what an earlier one did; the run that goes on tells of both', async () => {
  await save(session('young', 300));
  await archiver.archiveOldData();
  const before = await lagOf(process());
  await save(session('1', 400), session('2', 401), session('3', 402));
  const stopped = await archiver.archiveOldData({ maxItems: 1 });
  expect(stopped).toMatchObject({ complete: false, lag: [] });
  const { archive } = await process().health();
  expect(archive.lastRuns).toMatchObject([{ complete: false, itemsArchived: 1 }]);
  expect(archive.lag).toEqual(before);
  const resumed = await archiver.archiveOldData({ resumeFrom: stopped.checkpoint });
  expect(resumed).toMatchObject({ complete: true, lag: [{ oldest: daysOld(300), overdueMs: 0 }] });
});

it('what a run could not move goes on being due; what is left on purpose is not', async () => {
  await save(session('1', 400), session('held', 500), session('2', 380));
  await archiver.archiveOldData();
  await archiver.restore([archiver.users.sessions.key({ userId: 'ada', sessionId: 'held' })], { notAgainBefore: new Date('2030-01-01') });
  await save({ ...session('small', 450), sessionData: '' });
  expect((await archiver.archiveOldData({ minItemBytes: 100 })).lag).toMatchObject([{ oldest: undefined, overdueMs: 0 }]);
  servers.s3.middlewareStack.add(
    next => async args => {
      if ('Body' in (args.input as object) && (args.input as { Key?: string }).Key?.includes('sessions/'))
        throw Object.assign(new Error('no'), { name: 'InvalidRequest', $metadata: { httpStatusCode: 400 } });
      return next(args);
    },
    { step: 'initialize', name: 'refuse' },
  );
  try {
    await save({ ...session('fails', 390), sessionData: 'x'.repeat(200) });
    const { lag, errorCount } = await archiver.archiveOldData({ minItemBytes: 100 });
    expect(errorCount).toBe(1);
    expect(lag).toMatchObject([{ oldest: daysOld(390), ageMs: 390 * DAY, overdueMs: 25 * DAY }]);
  } finally {
    servers.s3.middlewareStack.remove('refuse');
  }
  await archiver.archiveOldData();
});

it('an age index tells of what is old alone: what grows old since counts from then on', async () => {
  await save(session('1', 400), session('next', 364));
  const ageIndexes = [{ index: 'by_created', partitions: ['all'] }];
  const { lag, itemsArchived } = await archiver.archiveOldData({ ageIndexes });
  expect(itemsArchived).toBe(1);
  expect(lag).toMatchObject([{ oldest: daysOld(AGE_DAYS), ageMs: 0, overdueMs: 0 }]);
  now = new Date(now.getTime() + DAY);
  expect(await lagOf(process())).toMatchObject([{ overdueMs: DAY }]);
});

it('where no record is wanted, or it cannot be written, the run is the same', async () => {
  await save(session('1', 400));
  expect(await process({ archivalConfig: { recordRuns: false } }).archiveOldData()).toMatchObject({ complete: true, itemsArchived: 1 });
  expect((await process().health()).archive).toEqual({ lastRuns: [], lag: [] });
  await save(session('2', 400));
  servers.s3.middlewareStack.add(
    next => async args => {
      if ((args.input as { Key?: string }).Key?.includes('tempest~runs/'))
        throw Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
      return next(args);
    },
    { step: 'initialize', name: 'refuse' },
  );
  try {
    expect(await archiver.archiveOldData()).toMatchObject({ complete: true, itemsArchived: 1, errorCount: 0 });
  } finally {
    servers.s3.middlewareStack.remove('refuse');
  }
});

it('a record that is none, or a newer version’s, is as good as none, and is replaced', async () => {
  await archiver.archiveOldData();
  const { ListObjectsV2Command, PutObjectCommand } = await import('@aws-sdk/client-s3');
  const list = await servers.s3.send(new ListObjectsV2Command({ Bucket: servers.bucketName, Prefix: `${keyPrefix}tempest~runs/` }));
  const [Key] = (list.Contents ?? []).map(object => object.Key);
  for (const Body of ['not JSON', '{"version":2}']) {
    await servers.s3.send(new PutObjectCommand({ Bucket: servers.bucketName, Key, Body }));
    expect(await process().health()).toMatchObject({ healthy: true, archive: { lastRuns: [], lag: [] } });
  }
  await archiver.archiveOldData();
  expect((await process().health()).archive.lastRuns).toHaveLength(1);
});

it('a run of shards is known to every process once it is recorded, and its lag once every shard is done', async () => {
  await save(session('1', 400), session('2', 400), session('next', 363), session('young', 10));
  const shards = await archiver.planShards({ segments: 3 });
  const [first, ...others] = await Promise.all(shards.map(async shard => summarizeArchivalResult(await archiver.archiveShard(shard))));
  await archiver.recordRun(await sumArchivalResults(others));
  expect((await process().health()).archive).toMatchObject({ lastRuns: [{ complete: false }], lag: [] });
  if (!first) throw new Error('no shard');
  const total = JSON.parse(JSON.stringify(await sumArchivalResults([...others, first])));
  await process().recordRun(total);
  const { archive } = await process().health();
  expect(archive.lastRuns).toEqual([{ table: 'user_sessions', endedAt: now, complete: true, itemsArchived: 2, errorCount: 0 }]);
  expect(archive.lag).toEqual([{ ...entry, measuredAt: now, oldest: daysOld(363), ageMs: 0, overdueMs: 0 }]);
  await expect(archiver.recordRun(others as never)).rejects.toThrow('recordRun() takes what sumArchivalResults() made');
});
