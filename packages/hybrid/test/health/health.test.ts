import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BatchWriteSet,
  beginsWith,
  ConfigurationError,
  type HybridConfig,
  HybridLogicalDb,
  LogicalDb,
  type RequestEvent,
} from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { UserDatabase } from '../fixtures/sessions.js';

const DAY = 86_400_000;
const BUCKET_GONE = 'no-such-bucket-anywhere';
let servers: LocalServers;
let events: RequestEvent[] = [];
let regularDb: UserDatabase;
let now = new Date('2026-06-01T00:00:00Z');
let db: HybridLogicalDb<UserDatabase>;

const create = (config: Partial<HybridConfig> = {}, regular = regularDb) =>
  HybridLogicalDb.create(UserDatabase, regular, {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
    clock: () => now,
    ...config,
  });
const daysOld = (days: number) => new Date(now.getTime() - days * DAY);
const session = (id: string, days: number) => ({ userId: 'ada', sessionId: id, sessionData: `data ${id}`, createdAt: daysOld(days) });
const save = (...sessions: readonly ReturnType<typeof session>[]) =>
  db.batchWrite(new BatchWriteSet().clobber(...sessions.map(each => db.users.sessions.create(each))));

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
  regularDb = LogicalDb.create(UserDatabase, servers.dynamoDb, { events: { onRequest: event => events.push(event) } });
});
afterAll(() => servers.stop());

beforeEach(async () => {
  now = new Date('2026-06-01T00:00:00Z');
  db = create();
  for await (const each of db.users.sessions.scanAllContents()) await db.users.sessions.deleteKey(each);
  events = [];
});

describe('a database that is well', () => {
  it('says so, of both stores', async () => {
    const report = await db.health();
    expect(report).toMatchObject({ status: 'healthy', healthy: true, problems: [], checkedAt: now });
    const isUp = { reachable: true, latencyMs: expect.any(Number), error: undefined };
    expect(report.dynamoDb).toEqual({ ...isUp, tables: [{ table: 'user_sessions', ...isUp }] });
    expect(report.s3).toEqual({ ...isUp, bucketName: servers.bucketName });
    for (const store of [report.dynamoDb, report.s3]) {
      expect(store.latencyMs).toBeGreaterThan(0);
    }
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({ healthy: true, checkedAt: '2026-06-01T00:00:00.000Z' });
  });

  it('is asked without a listener hearing of it', async () => {
    await db.health();
    expect(events).toEqual([]);
  });

  it('tells how reads of archived items went', async () => {
    await save(session('1', 400), session('2', 400));
    await db.archiveOldData();
    expect((await db.health()).hydration).toMatchObject({ items: 0, latencyMs: undefined });
    await db.users.sessions.query(beginsWith({ userId: 'ada' }));
    await db.users.sessions.update({ userId: 'ada', sessionId: '1' }, s => s.sessionData.set('new'));
    const { hydration } = await db.health();
    expect(hydration).toMatchObject({ items: 3, failures: 0, errorRate: 0 });
    expect(hydration.latencyMs?.p50).toBeGreaterThan(0);
    expect(hydration.latencyMs?.max).toBeGreaterThanOrEqual(hydration.latencyMs?.p50 ?? 0);
  });
});

describe('a store that does not answer', () => {
  it('is part of the report: a table that is not there', async () => {
    const elsewhere = LogicalDb.create(UserDatabase, servers.dynamoDb, { tableNameResolver: () => 'no_such_table' });
    const { status, healthy, problems, dynamoDb, s3 } = await create({}, elsewhere).health();
    expect([status, healthy]).toEqual(['unhealthy', false]);
    expect(dynamoDb).toMatchObject({ reachable: false, error: { code: 'TABLE_NOT_FOUND' } });
    expect(s3.reachable).toBe(true);
    expect(problems).toEqual([{ code: 'dynamodb-unreachable', message: expect.stringContaining('no_such_table') }]);
  });

  it('is part of the report: a bucket that is not there', async () => {
    const lost = create({ s3Config: { bucketName: BUCKET_GONE, client: servers.s3 } });
    const { status, healthy, problems, s3, dynamoDb } = await lost.health();
    // Hot items go on: a process is not to be taken out of service for that, unless its caller says so.
    expect([status, healthy, dynamoDb.reachable]).toEqual(['degraded', false, true]);
    expect((await lost.health({ required: ['dynamodb', 's3'] })).status).toBe('unhealthy');
    expect(s3).toMatchObject({ reachable: false, error: { code: 'ARCHIVE_STORE_FAILED' } });
    expect(problems).toEqual([{ code: 's3-unreachable', message: expect.stringContaining(BUCKET_GONE) }]);
  });

  it.each(['heeds its signal', 'heeds none'])('is given up after timeoutMs, where its client %s', async how => {
    const hang = { name: 'hang', step: 'initialize' } as const;
    const never =
      (_next: unknown) =>
      (args: { readonly input?: unknown }, ..._: unknown[]) =>
        new Promise<never>((_resolve, reject) => {
          void args;
          if (how === 'heeds its signal')
            void sleep(1500, undefined, { ref: false }).then(() => reject(Object.assign(new Error('late'), { name: 'AbortError' })));
        });
    servers.s3.middlewareStack.add(never as never, hang);
    try {
      const { healthy, s3, dynamoDb } = await db.health({ timeoutMs: 1000 });
      expect([healthy, dynamoDb.reachable]).toEqual([false, true]);
      expect(s3).toMatchObject({ reachable: false, error: { code: 'TIMED_OUT', message: 'There was no answer within 1000 ms.' } });
    } finally {
      servers.s3.middlewareStack.remove('hang');
    }
    expect(await db.health()).toMatchObject({ healthy: true });
  });
});

describe('the caller', () => {
  it('may end the check, which then throws', async () => {
    await expect(db.health({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
    const controller = new AbortController();
    const check = db.health({ signal: controller.signal });
    controller.abort(new Error('mine'));
    await expect(check).rejects.toMatchObject({ code: 'ABORTED', cause: { message: 'mine' } });
  });

  it.each([
    [{ timeoutMs: 0 }, 'timeoutMs: above zero'],
    [{ required: ['s4'] }, "required.0: 'dynamodb' or 's3'"],
    [{ maxErrorRate: 5 }, 'maxErrorRate: at most 1: a part, not a percentage'],
    [{ timeout: 1 }, 'timeout: there is no such option'],
    [{ maxOverdue: 'long' }, 'maxOverdue'],
  ])('who misspells an option is told: %j', async (options, message) => {
    const error = await db.health(options as never).then(() => undefined, String);
    expect(error).toContain(ConfigurationError.name);
    expect(error).toContain(message);
  });
});

describe('thresholds', () => {
  it('of reads that failed, once there were twenty', async () => {
    await save(...Array.from({ length: 20 }, (_, place) => session(`s${place}`, 400)));
    await db.archiveOldData();
    const lost = create({
      s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: 'elsewhere/' },
      onHydrationError: 'report',
    });
    await lost.users.sessions.load({ userId: 'ada', sessionId: 's0' }).catch(() => undefined);
    expect(await lost.health({ maxErrorRate: 0 })).toMatchObject({ healthy: true, hydration: { items: 1, failures: 1, errorRate: 1 } });
    await lost.users.sessions.query(beginsWith({ userId: 'ada' }));
    expect(await lost.health()).toMatchObject({ healthy: true, hydration: { items: 21, failures: 21 } });
    const { problems } = await lost.health({ maxErrorRate: 0.05 });
    expect(problems).toMatchObject([{ code: 'hydration-failures', message: expect.stringContaining('21 of 21') }]);
    expect(problems[0]?.message).toMatch(/see https:\/\/\S+\/errors\.html#hydration_failed\.$/);
  });

  it('of what is overdue, and of not knowing', async () => {
    const fresh = create({ s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: 'fresh/' } });
    expect(await fresh.health()).toMatchObject({ healthy: true });
    expect((await fresh.health({ maxOverdue: { days: 1 } })).problems).toMatchObject([{ code: 'archive-overdue' }]);
    await save(session('1', 360));
    await fresh.archiveOldData();
    expect(await fresh.health({ maxOverdue: { days: 1 } })).toMatchObject({ healthy: true });
    now = new Date(now.getTime() + 7 * DAY);
    const { problems } = await fresh.health({ maxOverdue: { days: 1 } });
    expect(problems).toEqual([
      {
        code: 'archive-overdue',
        message:
          'An item of UserSession in table user_sessions has been due for 48.0 hours, of which 24.0 are allowed: see that archiveOldData() runs, to its end.',
      },
    ]);
  });
});
