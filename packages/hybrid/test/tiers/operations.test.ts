import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BatchWriteSet,
  beginsWith,
  type HybridConfig,
  HybridLogicalDb,
  type HydrationEvent,
  LogicalDb,
  type OperationEnd,
  type OperationStart,
  type RetryEvent,
} from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { testLayout } from '../../../../test-support/test-layout.js';
import { UserDatabase } from '../fixtures/sessions.js';

/** In every key and value of the items: it must be in no line. */
const SECRET = 'xyzzy-secret';
const current = new AsyncLocalStorage<string>();
let servers: LocalServers;
let regularDb: UserDatabase;
let db: HybridLogicalDb<UserDatabase>;
let lines: { readonly level: string; readonly event: string; readonly fields: object; readonly message: string }[] = [];
let hydrations: HydrationEvent[] = [];
let retries: RetryEvent[] = [];
let requests: string[] = [];
let operations: (OperationStart & Partial<OperationEnd>)[] = [];

const log =
  (level: string) =>
  ({ event, ...fields }: { readonly event: string }, message: string): void => {
    lines.push({ level, event, fields, message });
  };
const old = new Date(Date.now() - 400 * 86_400_000);
const session = (id: string) => ({
  userId: `${SECRET}-user`,
  sessionId: `${SECRET}-${id}`,
  sessionData: `${SECRET}-data`,
  createdAt: old,
});
const key = (id: string) => ({ userId: `${SECRET}-user`, sessionId: `${SECRET}-${id}` });
const events = (...levels: readonly string[]) => lines.filter(({ level }) => levels.includes(level)).map(({ event }) => event);
const other = (config: Partial<HybridConfig>) =>
  HybridLogicalDb.create(UserDatabase, regularDb, {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
    archivalConfig: { layout: testLayout },
    ...config,
  });

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(UserDatabase);
  regularDb = LogicalDb.create(UserDatabase, servers.dynamoDb, {
    events: {
      onRequest: ({ operation }) => requests.push(`${operation} in ${current.getStore()}`),
      onHydration: event => hydrations.push(event),
      onRetry: event => retries.push(event),
      onOperation: start => ({
        run: part => current.run(start.operation, part),
        end: end => operations.push({ ...start, ...end }),
      }),
    },
    logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') } as never,
  });
  db = other({});
});
afterAll(() => servers.stop());

/** Every test begins with three archived sessions. */
beforeEach(async () => {
  await db.batchWrite(new BatchWriteSet().clobber(...['1', '2', '3'].map(id => db.users.sessions.create(session(id)))));
  await db.archiveOldData();
  lines = [];
  hydrations = [];
  retries = [];
  requests = [];
  operations = [];
});

describe('what an archived item takes', () => {
  it('is within the operation that needs it', async () => {
    await db.users.sessions.load(key('1'));
    for await (const _ of db.users.sessions.queryAllContents(beginsWith({ userId: `${SECRET}-user` }), { pageSize: 1 }));
    expect(requests.slice(0, 2)).toEqual(['GetItem in load', 'GetObject in load']);
    const rest = requests.slice(2);
    expect(rest).toHaveLength(7); // three items, a page each, and the empty one at the end
    expect(new Set(rest)).toEqual(new Set(['Query in queryAllContents', 'GetObject in queryAllContents']));
  });

  it('is told of once for each item that is read', async () => {
    await db.users.sessions.query(beginsWith({ userId: `${SECRET}-user` }));
    expect(hydrations).toHaveLength(3);
    expect(hydrations[0]).toEqual({
      table: 'user_sessions',
      entity: 'UserSession',
      purpose: 'read',
      latencyMs: expect.any(Number),
      error: undefined,
    });
    expect(hydrations[0]?.latencyMs).toBeGreaterThan(0);
    expect(events('info', 'warn', 'error')).toEqual([]);
  });

  it('is told of where a write brings it back, and logged', async () => {
    await db.users.sessions.update(key('1'), s => s.sessionData.set(`${SECRET}-new`));
    expect(hydrations).toMatchObject([{ purpose: 'restore', entity: 'UserSession', error: undefined }]);
    const restored = lines.filter(({ event }) => event === 'restore.on-demand');
    expect(restored).toMatchObject([
      {
        level: 'info',
        fields: { table: 'user_sessions', entity: 'UserSession' },
        message: 'Restored an archived item of user_sessions for a write',
      },
    ]);
  });

  it.each(['throw', 'report'] as const)('is told of where it fails, by %s, and logged with the reason', async onHydrationError => {
    const lost = other({
      s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: 'elsewhere/' },
      onHydrationError,
    });
    const query = lost.users.sessions.query(beginsWith({ userId: `${SECRET}-user` }));
    await query.catch((error: unknown) => expect(error).toMatchObject({ code: 'HYDRATION_FAILED' }));
    // Where one fails the read, the others are given up: they are no failures of their own.
    if (onHydrationError === 'report') expect(hydrations).toHaveLength(3);
    else expect(hydrations.length).toBeGreaterThan(0);
    for (const { error } of hydrations) expect(error).toMatchObject({ code: 'HYDRATION_FAILED', reason: 'bad-pointer' });
    const failed = lines.filter(({ event }) => event === 'hydration.failed');
    expect(failed).toHaveLength(hydrations.length);
    expect(failed[0]).toMatchObject({
      level: 'warn',
      fields: { table: 'user_sessions', entity: 'UserSession', purpose: 'read', code: 'HYDRATION_FAILED', reason: 'bad-pointer' },
      message: 'Could not read an archived item of user_sessions',
    });
  });
});

describe('a run', () => {
  it('is an operation, with its counts, and a line at its beginning and its end', async () => {
    await db.users.sessions.save(session('1'));
    operations = [];
    lines = [];
    await db.archiveOldData();
    expect(operations).toMatchObject([
      { kind: 'run', operation: 'archiveOldData', error: undefined, counts: { itemsArchived: 1, errorCount: 0, complete: true } },
    ]);
    expect(Object.values(operations[0]?.counts ?? {}).every(value => typeof value !== 'object')).toBe(true);
    expect(lines.filter(({ event }) => event.startsWith('run.'))).toMatchObject([
      { level: 'info', event: 'run.started', fields: { operation: 'archiveOldData' }, message: 'archiveOldData has begun' },
      { level: 'info', event: 'run.ended', fields: { operation: 'archiveOldData', itemsArchived: 1, complete: true } },
    ]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['archiveOldDataDryRun', () => db.archiveOldDataDryRun()],
    ['restore', () => db.restore('all', { dryRun: true })],
    ['refreshPointers', () => db.refreshPointers({ dryRun: true })],
    ['verifyArchive', () => db.verifyArchive()],
    ['sweepOrphans', () => db.sweepOrphans({ dryRun: true })],
    ['compactPacks', () => db.compactPacks({ dryRun: true })],
    ['erase', () => db.erase([db.users.sessions.key(key('1'))], { dryRun: true })],
    ['preflight', () => db.preflight()],
  ])('%s has its lines too', async (operation, run) => {
    await run();
    expect(lines.filter(({ event }) => event.startsWith('run.')).map(({ event, fields }) => [event, fields])).toEqual([
      ['run.started', { operation }],
      ['run.ended', expect.objectContaining({ operation, durationMs: expect.any(Number) })],
    ]);
    expect(new Set(requests.map(request => request.split(' in ')[1]))).toEqual(new Set([operation]));
  });

  it('that fails says so with its code, and one that is misspelt too', async () => {
    await expect(db.sweepOrphans({ graceDays: 0 })).rejects.toThrow();
    await expect(db.archiveOldData({ misspelt: true } as never)).rejects.toThrow();
    expect(lines.filter(({ event }) => event === 'run.failed')).toMatchObject([
      { level: 'error', fields: { operation: 'sweepOrphans', code: 'INVALID_CONFIGURATION' }, message: 'sweepOrphans has failed' },
      { level: 'error', fields: { operation: 'archiveOldData', code: 'INVALID_CONFIGURATION' } },
    ]);
  });
});

it('no line has a key or a value of an item, whatever happens', async () => {
  const { sessions } = db.users;
  const lost = other({
    s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: 'elsewhere/' },
    onHydrationError: 'report',
  });
  await sessions.load(key('1'));
  await sessions.update(key('1'), s => s.sessionData.set(`${SECRET}-new`));
  await sessions.save(session('1'), { if: s => s.sessionData.eq(`${SECRET}-none`) }).catch(() => undefined);
  await sessions.update(key('none'), s => s.sessionData.set(`${SECRET}-new`)).catch(() => undefined);
  await sessions.save({ ...session('4'), sessionData: `${SECRET}${'x'.repeat(410 * 1024)}` }).catch(() => undefined);
  await lost.users.sessions.query(beginsWith({ userId: `${SECRET}-user` }));
  await lost.users.sessions.update(key('2'), s => s.sessionData.set(`${SECRET}-new`)).catch(() => undefined);
  await lost.verifyArchive();
  await lost.restore('all').catch(() => undefined);
  await db.restore([db.users.sessions.key(key('2'))]);
  await db.archiveOldData();
  await db.erase([db.users.sessions.key(key('3'))]);
  await db.sweepOrphans();
  expect(lines.length).toBeGreaterThan(50);
  expect(new Set(lines.map(({ level }) => level))).toEqual(new Set(['debug', 'info', 'warn']));
  expect(JSON.stringify(lines)).not.toContain(SECRET);
});
