import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { archiveOf, beginsWith, CheckpointError, ConfigurationError, HydrationError } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { intercept, lostConnection, serverError } from '../support/intercept.js';
import { old, Stage } from '../support/stage.js';

let servers: LocalServers;
let stage: Stage;

beforeAll(async () => {
  servers = await startLocalServers();
});
afterEach(() => servers.s3Server?.clearFaults());
afterAll(() => servers.stop());

beforeEach(async () => {
  stage = await Stage.create(servers);
});

const DAY_MS = 86_400_000;

describe('restoring', () => {
  it('brings everything back whole, and the next run leaves it', async () => {
    await stage.save('a', 'b', 'c');
    const before = await stage.row('b');
    await stage.db.archiveOldData();
    const result = await stage.db.restore('all');
    expect(result).toMatchObject({ itemsProcessed: 3, itemsRestored: 3, itemsSkipped: 0, errorCount: 0, complete: true, dryRun: false });
    expect(result.tables).toEqual([
      {
        table: stage.table,
        entity: 'UserSession',
        itemsProcessed: 3,
        itemsRestored: 3,
        itemsHeld: 0,
        itemsSkipped: 0,
        bytesRestored: result.bytesRestored,
      },
    ]);
    expect(result.bytesRestored).toBeGreaterThan(600);
    expect(await stage.row('b')).toEqual({ ...before, s3NotBefore: { N: expect.any(String) } });
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsProcessed: 0 });
    expect(await stage.db.archiveOldDataDryRun()).toMatchObject({ itemsProcessed: 0 });
    const item = await stage.load('b');
    expect(item).not.toHaveProperty('s3NotBefore');
    expect(item && archiveOf(item)).toBeUndefined();
    expect(await stage.regularDb.users.sessions.load(stage.key('b'))).toMatchObject({ sessionId: 'b' });
  });

  it('holds an item until the given time, and no longer', async () => {
    await stage.archive('a');
    await stage.db.restore('all', { notAgainBefore: new Date(Date.now() + 5 * DAY_MS) });
    expect(await stage.with({ clock: () => new Date(Date.now() + 4 * DAY_MS) }).archiveOldData()).toMatchObject({ itemsArchived: 0 });
    expect(await stage.with({ clock: () => new Date(Date.now() + 6 * DAY_MS) }).archiveOldData()).toMatchObject({ itemsArchived: 1 });
    // The mark was no part of the item: it is neither in the object nor in the row.
    expect(await stage.row('a')).not.toHaveProperty('s3NotBefore');
    await stage.db.restore('all', { notAgainBefore: new Date(0) });
    expect(await stage.row('a')).toMatchObject({ s3NotBefore: { N: '0' }, sessionData: expect.anything() });
  });

  it('holds an item until its next save only', async () => {
    await stage.archive('a', 'b');
    await stage.db.restore('all');
    await stage.save('a');
    await stage.db.users.sessions.update(stage.key('b'), u => u.sessionData.set('updated'));
    const result = await stage.db.archiveOldData();
    expect(result.itemsArchived).toBe(1);
    expect(await stage.row('a')).toHaveProperty('s3Archive');
    expect(await stage.row('b')).not.toHaveProperty('s3Archive');
  });

  it('goes on past a key that cannot be read', async () => {
    await stage.archive('a', 'b', 'c');
    const restoreAnswers = intercept(servers.dynamoDb, 'GetItem', ({ input, send }) =>
      JSON.stringify(input.Key).includes('"b"') ? Promise.reject(serverError()) : send(),
    );
    try {
      const keys = ['a', 'b', 'c'].map(id => stage.db.users.sessions.key(stage.key(id)));
      const result = await stage.db.restore(keys);
      expect(result).toMatchObject({
        itemsRestored: 2,
        errorCount: 1,
        errors: [{ table: stage.table, entity: 'UserSession', key: stage.rawKey('b') }],
      });
    } finally {
      restoreAnswers();
    }
  });

  it('takes keys, and tells those that are hot or gone', async () => {
    await stage.archive('a', 'b');
    await stage.save('hot');
    const { sessions } = stage.db.users;
    const keys = ['a', 'hot', 'gone'].map(id => sessions.key(stage.key(id)));
    expect(await stage.db.restore(keys)).toMatchObject({ itemsProcessed: 3, itemsRestored: 1, itemsSkipped: 2, checkpoint: undefined });
    expect(await stage.row('a')).not.toHaveProperty('s3Archive');
    expect(await stage.row('b')).toHaveProperty('s3Archive');
    await expect(stage.db.restore(keys, { resumeFrom: 'x' })).rejects.toThrow(ConfigurationError);
  });

  it('takes a key condition of a view, over many pages', async () => {
    await stage.archive(...Array.from({ length: 130 }, (_, index) => `in${index}`), 'out');
    const target = { view: stage.db.users.sessions, condition: beginsWith({ userId: 'user', sessionId: 'in' }) };
    expect(await stage.db.restore(target)).toMatchObject({ itemsProcessed: 130, itemsRestored: 130, complete: true });
    expect(await stage.row('out')).toHaveProperty('s3Archive');
    expect(await stage.db.restore(target)).toMatchObject({ itemsProcessed: 0, itemsRestored: 0 });
  });

  it('says in a dry run what it would do, writes nothing and asks S3 nothing', async () => {
    await stage.archive('a', 'b');
    const before = await stage.row('a');
    const asked = stage.s3.requests.total;
    const dry = await stage.db.restore('all', { dryRun: true });
    expect(dry).toMatchObject({ dryRun: true, itemsRestored: 2 });
    expect(stage.s3.requests.total).toBe(asked);
    expect(await stage.row('a')).toEqual(before);
    const { bytesRestored } = await stage.db.restore('all');
    expect(bytesRestored).toBe(dry.bytesRestored);
  });

  it('goes on where it was stopped', async () => {
    const ids = Array.from({ length: 6 }, (_, index) => `s${index}`);
    await stage.archive(...ids);
    const abort = new AbortController();
    const one = stage.with({ archivalConfig: { segments: 1, concurrency: 1 } });
    let updates = 0;
    const stop = intercept(servers.dynamoDb, 'UpdateItem', async ({ send }) => {
      updates += 1;
      if (updates === 3) abort.abort();
      return send();
    });
    const first = await one.restore('all', { signal: abort.signal });
    stop();
    expect(first.complete).toBe(false);
    expect(first.checkpoint).toBeDefined();
    expect(first.itemsRestored).toBeLessThan(6);
    const second = await one.restore('all', { resumeFrom: first.checkpoint });
    expect(second).toMatchObject({ complete: true, errorCount: 0, checkpoint: undefined });
    for (const id of ids) expect(await stage.row(id)).not.toHaveProperty('s3Archive');
    // A finished walk's own checkpoint leads past everything.
    const seen: (string | undefined)[] = [];
    await one.restore('all', { onProgress: ({ checkpoint }) => seen.push(checkpoint) });
    expect(await one.restore('all', { resumeFrom: seen.at(-1) })).toMatchObject({ itemsProcessed: 0, complete: true });
    await expect(one.restore('all', { resumeFrom: 'nonsense' })).rejects.toThrow(CheckpointError);
    const other = one.refreshPointers({ resumeFrom: first.checkpoint });
    await expect(other).rejects.toThrow(/other declarations, options or tables: job differ/);
  });

  it('does not undo what was written while it ran', async () => {
    await stage.archive('a', 'b', 'c');
    const stop = intercept(servers.dynamoDb, 'UpdateItem', async ({ count, send }) => {
      if (count === 1) {
        stop();
        await stage.db.users.sessions.save({ ...stage.key('a'), sessionData: 'saved', createdAt: old });
        await stage.db.users.sessions.delete(stage.key('b'));
        await stage.updateRaw('c', 'SET sessionData = :d', { ':d': { S: 'set' } });
      }
      return send();
    });
    const one = stage.with({ archivalConfig: { segments: 1, concurrency: 1 } });
    const result = await one.restore('all');
    expect(result.errors).toEqual([]);
    expect(await stage.load('a')).toMatchObject({ sessionData: 'saved' });
    expect(await stage.load('b')).toBeUndefined();
    expect(await stage.load('c')).toMatchObject({ sessionData: 'set' });
  });

  it('counts an item whose restore was sent twice once', async () => {
    await stage.archive('a');
    const stop = intercept(servers.dynamoDb, 'UpdateItem', async ({ count, send }) => {
      const output = await send();
      if (count === 1) throw lostConnection();
      return output;
    });
    const result = await stage.db.restore('all');
    stop();
    expect(result).toMatchObject({ itemsRestored: 1, itemsSkipped: 0 });
  });

  it('lists what cannot be restored, and restores the others', async () => {
    await stage.archive('a', 'b');
    await stage.putObject('sessions/user/a.json', Buffer.from('damaged'));
    const result = await stage.db.restore('all');
    expect(result).toMatchObject({ itemsProcessed: 2, itemsRestored: 1, errorCount: 1, complete: true });
    expect(result.errors[0]).toMatchObject({ entity: 'UserSession', key: stage.rawKey('a') });
    expect(result.errors[0]?.cause).toBeInstanceOf(HydrationError);
    expect(await stage.row('a')).toHaveProperty('s3Archive');
  });

  it('stops where nothing could ever be restored', async () => {
    await stage.archive('a');
    servers.s3Server?.inject({
      when: ({ operation }) => operation === 'GetObject',
      fault: { kind: 'status', status: 404, code: 'NoSuchBucket' },
    });
    await expect(stage.db.restore('all')).rejects.toThrow(HydrationError);
  });

  it.each<[string, unknown]>([
    ['a word', 'everything'],
    ['a plain object', {}],
    ['a view of nobody', { view: {}, condition: beginsWith({ userId: 'u' }) }],
    ['an index', 'index'],
    ['nothing', undefined],
  ])('refuses %s', async (_, target) => {
    const given = target === 'index' ? { view: stage.db.users.recent, condition: beginsWith({ userGroup: 'g' }) } : target;
    await expect(stage.db.restore(given as 'all')).rejects.toThrow(ConfigurationError);
    await expect(stage.db.restore('all', { notAgainBefore: new Date(Number.NaN) })).rejects.toThrow(/notAgainBefore/);
  });

  it('also takes keys of rows that another wrote without a marker', async () => {
    // A row whose mark is no number is an item like any other.
    await stage.save('a');
    await servers.dynamoDb.send(
      new UpdateItemCommand({
        TableName: stage.table,
        Key: stage.rawKey('a'),
        UpdateExpression: 'SET s3NotBefore = :t',
        ExpressionAttributeValues: { ':t': { S: 'tomorrow' } },
      }),
    );
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 1 });
  });
});
