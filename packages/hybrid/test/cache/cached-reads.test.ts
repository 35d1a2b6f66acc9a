import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type CacheEvent, ConfigurationError, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { UserDatabase } from '../fixtures/sessions.js';
import { type ClockedServers, startClockedServers } from '../support/clocked-stage.js';
import { Stage } from '../support/stage.js';

let servers: ClockedServers;
let stage: Stage;
const cache = { maxBytes: 10_000_000 };

beforeAll(async () => {
  servers = await startClockedServers();
});
beforeEach(async () => {
  stage = await Stage.create(servers, { cache });
});
afterAll(() => servers.stop());

/** GETs that a step makes. */
async function gets(step: () => Promise<unknown>): Promise<number> {
  const before = stage.s3.requests.count('GetObject');
  await step();
  return stage.s3.requests.count('GetObject') - before;
}
const load = (id: string) => stage.load(id);

describe('a database with a cache', () => {
  it('reads an archived item from S3 once, however it is read', async () => {
    await stage.archive('a', 'b');
    const { sessions } = stage.db.users;
    expect(await gets(() => Promise.all([load('a'), load('a'), load('b'), sessions.scan()]))).toBe(2);
    expect(await gets(() => sessions.scan({ filter: s => s.sessionData.exists() }))).toBe(0);
    expect(await load('a')).toMatchObject({ sessionData: expect.stringContaining('data of a') });
  });

  it('without one reads it each time', async () => {
    await stage.archive('a');
    const { sessions } = stage.with().users;
    expect(await gets(async () => [await sessions.load(stage.key('a')), await sessions.load(stage.key('a'))])).toBe(2);
  });

  it('never gives an earlier state of an item that was archived again', async () => {
    await stage.archive('a');
    await load('a');
    await stage.db.users.sessions.update(stage.key('a'), s => [s.sessionData.set('changed')]);
    await stage.db.archiveOldData();
    expect(await load('a')).toMatchObject({ sessionData: 'changed' });
  });

  it('has the same items as one without after restoring, deleting and saving anew', async () => {
    await stage.archive('a', 'b', 'c');
    for (const id of ['a', 'b', 'c']) await load(id);
    await stage.db.restore([stage.db.users.sessions.key(stage.key('a'))]);
    await stage.db.users.sessions.deleteKey(stage.key('b'));
    await stage.save('c');
    const plain = stage.with();
    for (const id of ['a', 'b', 'c']) {
      expect(await load(id)).toEqual(await plain.users.sessions.load(stage.key(id)));
    }
    expect(await load('b')).toBeUndefined();
  });

  it('reads past it where an archive is verified', async () => {
    await stage.archive('a');
    await load('a');
    const { metadata } = await stage.object('sessions/user/a.json');
    await stage.putObject('sessions/user/a.json', Buffer.from('damaged'), metadata);
    expect(await stage.db.verifyArchive()).toMatchObject({ clean: false });
    expect(await load('a')).toMatchObject({ sessionId: 'a' });
  });

  it('tells of every read where it found the object', async () => {
    await stage.archive('a');
    const events: CacheEvent[] = [];
    const regularDb = LogicalDb.create(UserDatabase, servers.dynamoDb, {
      tableNameResolver: () => stage.table,
      events: { onCache: event => void events.push(event) },
    });
    const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix };
    const db = HybridLogicalDb.create(UserDatabase, regularDb, { s3Config, cache });
    await db.users.sessions.load(stage.key('a'));
    await db.users.sessions.load(stage.key('a'));
    const read = { operation: 'read', bucketName: servers.bucketName, latencyMs: expect.any(Number), error: undefined };
    expect(events).toEqual([
      { ...read, found: undefined },
      { ...read, found: 'memory' },
    ]);
  });
});

/** An outer cache, and what it holds. */
function outerCache() {
  const outer = new Map<string, Uint8Array>();
  const own = {
    get: async (key: string) => outer.get(key),
    set: async (key: string, bytes: Uint8Array) => outer.set(key, bytes),
    delete: async (key: string) => outer.delete(key),
  };
  return { outer, own };
}

describe('an erased item', () => {
  it('of a pack is in no cache from the first pass on either', async () => {
    const { outer, own } = outerCache();
    stage = await Stage.create(servers, { cache: { ...cache, outer: own }, archivalConfig: { layout: 'packed' } });
    await stage.archive('a', 'b');
    await load('a');
    expect(outer.size).toBe(1);
    const keys = [stage.db.users.sessions.key(stage.key('a'))];
    expect(await stage.db.erase(keys)).toMatchObject({ complete: false, items: [{ row: 'deleted' }] });
    expect(outer.size).toBe(0);
  });

  it('is in no cache from the first pass on, though its bytes in S3 have to wait', async () => {
    const { outer, own } = outerCache();
    stage = await Stage.create(servers, { cache: { ...cache, outer: own } });
    await stage.archive('a', 'b');
    const stale = await stage.row('a');
    await load('a');
    await load('b');
    expect(outer.size).toBe(2);
    const keys = [stage.db.users.sessions.key(stage.key('a'))];
    expect(await stage.db.erase(keys)).toMatchObject({ items: [{ row: 'deleted', remaining: [{ why: 'attempt-under-way' }] }] });
    expect(outer.size).toBe(1);
    // A row that a backup brought back, say, has the object cached again
    if (stale) await stage.putRaw(stale);
    await load('a');
    expect(outer.size).toBe(2);
    await servers.dynamoDb.send(new DeleteItemCommand({ TableName: stage.table, Key: stage.rawKey('a') }));
    servers.pass(0.2);
    expect(await stage.db.erase(keys, { secondPass: true })).toMatchObject({ complete: true });
    expect(outer.size).toBe(1);
    if (stale) await stage.putRaw(stale);
    await expect(load('a')).rejects.toMatchObject({ code: 'HYDRATION_FAILED', reason: 'missing' });
  });

  it('is not complete where the cache cannot be reached', async () => {
    const own = { get: async () => undefined, set: async () => undefined, delete: () => Promise.reject(new Error('no cache here')) };
    stage = await Stage.create(servers, { cache: { outer: own } });
    await stage.archive('a');
    servers.pass(1);
    const { complete, items } = await stage.db.erase([stage.db.users.sessions.key(stage.key('a'))]);
    expect(complete).toBe(false);
    expect(items[0]).toMatchObject({ remaining: [{ why: 'refused', cause: { code: 'CACHE_FAILED' } }] });
  });
});

it.each([
  [{}, 'maxBytes, outer, or both'],
  [{ maxBytes: 0 }, 'at least 1 byte'],
  [{ outer: {} }, 'an object with get, set and delete'],
  [{ size: 7 }, 'there is no such option'],
])('a config of %j is refused', (given, message) => {
  // As an application in JavaScript may write it
  expect(() => stage.with({ cache: given as typeof cache })).toThrow(ConfigurationError);
  expect(() => stage.with({ cache: given as typeof cache })).toThrow(message);
});
