import { gunzipSync, gzipSync } from 'node:zlib';
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { beginsWith, HydrationError, type HydrationFailureReason } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { checksum } from '../../src/body/checksum.js';
import { intercept } from '../support/intercept.js';
import { Stage } from '../support/stage.js';

let servers: LocalServers;
let stage: Stage;
let rereads: number;
let stop: () => void;

beforeAll(async () => {
  servers = await startLocalServers();
});
beforeEach(async () => {
  stage = await Stage.create(servers);
  await stage.archive('a', 'b', 'c');
  rereads = 0;
  stop = intercept(servers.dynamoDb, 'GetItem', ({ input, send }) => {
    if (input.ConsistentRead === true) rereads += 1;
    return send();
  });
});
afterEach(() => {
  stop();
  servers.s3Server?.clearFaults();
  servers.s3Server?.hideMissingObjects(false);
});
afterAll(() => servers.stop());

const KEY = 'sessions/user/b.json';
type Part = 'v' | 'a' | 'c' | 'b' | 'z' | 't' | 'k';

/** Overwrites parts of the pointer of `b`. */
async function setPointer(parts: Partial<Record<Part, AttributeValue>>, s3Key?: string): Promise<void> {
  const row = await stage.row('b');
  const Item = {
    ...row,
    s3Archive: { M: { ...row?.s3Archive?.M, ...parts } as Record<string, AttributeValue> },
    ...(s3Key !== undefined && { s3Key: { S: s3Key } }),
  };
  await servers.dynamoDb.send(new PutItemCommand({ TableName: stage.table, Item }));
}

/** Puts other bytes in place of an object, and makes the pointer agree with them as far as it can. */
async function replaceObject(bytes: Uint8Array, parts: Partial<Record<Part, AttributeValue>> = {}): Promise<void> {
  const { metadata } = await stage.object(KEY);
  await stage.putObject(KEY, bytes, metadata);
  await setPointer({ c: { S: checksum(bytes) }, z: { N: String(bytes.byteLength) }, ...parts });
}

async function fails(reason: HydrationFailureReason): Promise<HydrationError> {
  rereads = 0;
  const error = await stage.db.users.sessions.load(stage.key('b')).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HydrationError);
  expect(error).toMatchObject({ reason, table: stage.table, key: stage.rawKey('b'), applied: false });
  expect(rereads).toBe(1); // nobody is told before the row has been read again
  return error as HydrationError;
}

describe('an archived item cannot be read, and is not answered wrongly, where its object', () => {
  it('is missing', async () => {
    await servers.s3.send(new DeleteObjectCommand({ Bucket: servers.bucketName, Key: stage.prefix + KEY }));
    expect((await fails('missing')).message).toContain(servers.bucketName);
  });

  it('is missing and S3 answers 403, as it does to a reader without s3:ListBucket', async () => {
    await servers.s3.send(new DeleteObjectCommand({ Bucket: servers.bucketName, Key: stage.prefix + KEY }));
    servers.s3Server?.hideMissingObjects(true);
    await fails('missing');
  });

  it('is shorter than it was', async () => {
    const { bytes, metadata } = await stage.object(KEY);
    await stage.putObject(KEY, bytes.subarray(0, bytes.length - 10), metadata);
    await fails('corrupt');
  });

  it('has a bit flipped', async () => {
    const { bytes, metadata } = await stage.object(KEY);
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    await stage.putObject(KEY, bytes, metadata);
    await fails('corrupt');
  });

  it('is no gzip and no JSON', async () => {
    await replaceObject(Buffer.from('<html>not this</html>'));
    await fails('corrupt');
  });

  it('is another attempt’s, of whatever size', async () => {
    const { bytes } = await stage.object(KEY);
    await stage.putObject(KEY, bytes, { 'tempest-attempt': 'another' });
    await fails('foreign');
    await stage.putObject(KEY, Buffer.from('of another size'), { 'tempest-attempt': 'another' });
    await fails('foreign');
  });

  it('is another item’s', async () => {
    const other = await stage.object('sessions/user/a.json');
    await stage.putObject(KEY, other.bytes);
    const row = await stage.row('a');
    await setPointer({ ...row?.s3Archive?.M }, `${stage.prefix}${KEY}`);
    expect((await fails('foreign')).message).toContain('"a"');
  });

  it('inflates to more than the pointer says', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    await replaceObject(bomb);
    await fails('corrupt');
  });

  it('inflates to gigabytes, and the pointer says so too: no item is that large', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024, ' '), { level: 1 });
    await replaceObject(bomb, { b: { N: '100000000000' } });
    const before = process.memoryUsage().rss;
    const started = performance.now();
    await fails('corrupt');
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });

  it.each(['GetObject'])('is not to be had: %s fails until the retries are used up', async operation => {
    const fault = stage.s3.inject({
      when: request => request.operation === operation,
      fault: { kind: 'status', status: 500, code: 'InternalError' },
    });
    await fails('unavailable');
    expect(fault.hits).toBeGreaterThan(2);
  });

  it('breaks off in every transfer', async () => {
    stage.s3.inject({ when: ({ operation }) => operation === 'GetObject', fault: { kind: 'truncate', afterBytes: 20 } });
    await fails('unavailable');
  });
});

describe('an archived item cannot be read where its pointer', () => {
  it.each(['../other/b.json', 'sessions/../../b.json', 'sessions//b.json', './b'])(
    'names a key with segments that lead elsewhere: %s',
    async key => {
      await setPointer({}, stage.prefix + key);
      const reads = stage.s3.requests.count('GetObject');
      await fails('bad-pointer');
      expect(stage.s3.requests.count('GetObject')).toBe(reads);
    },
  );

  it('names a key under another prefix', async () => {
    const { bytes, metadata } = await stage.object(KEY);
    await stage.putObject('../elsewhere', bytes, metadata);
    await setPointer({}, 'elsewhere/b.json');
    await fails('bad-pointer');
  });

  it.each<[string, Partial<Record<Part, AttributeValue>>]>([
    ['is of a newer version', { v: { N: '2' } }],
    ['has no checksum', { c: { S: 'short' } }],
    ['has no attempt', { a: { N: '1' } }],
    ['has a size that is none', { z: { N: '-1' } }],
    ['has no kept set', { k: { NULL: true } }],
    ['has a kept set that nothing tells', { k: { S: 'unknown!' } }],
  ])('%s', async (_, parts) => {
    await setPointer(parts);
    await fails('bad-pointer');
  });

  it('is no map', async () => {
    await stage.updateRaw('b', 'SET s3Archive = :x', { ':x': { S: 'x' } });
    await fails('bad-pointer');
  });
});

describe('an object that is another’s work but the same item', () => {
  it('is read where it is not compressed', async () => {
    const { bytes } = await stage.object(KEY);
    await replaceObject(gunzipSync(bytes));
    expect(await stage.load('b')).toMatchObject({ sessionData: 'data of b '.repeat(20) });
  });

  it('is read where it was compressed anew', async () => {
    const { bytes } = await stage.object(KEY);
    await replaceObject(gzipSync(gunzipSync(bytes), { level: 9 }));
    expect(await stage.load('b')).toMatchObject({ sessionData: 'data of b '.repeat(20) });
  });

  it('is read where the copy lost its metadata: the checksum vouches for it', async () => {
    const { bytes } = await stage.object(KEY);
    await stage.putObject(KEY, bytes);
    expect(await stage.load('b')).toMatchObject({ sessionData: 'data of b '.repeat(20) });
  });
});

it.each(['reset', 'truncate', 'reply-lost'] as const)('a read goes on after a transfer that breaks off (%s)', async kind => {
  const fault = kind === 'truncate' ? ({ kind, afterBytes: 20 } as const) : ({ kind } as const);
  const injected = stage.s3.inject({ when: ({ operation }) => operation === 'GetObject', times: 1, fault });
  expect(await stage.db.users.sessions.load(stage.key('b'))).toMatchObject({ sessionData: 'data of b '.repeat(20) });
  expect(injected.hits).toBe(1);
});

it('an object of the wrong size, met again and again, uses up no sockets', async () => {
  await stage.putObject(KEY, Buffer.alloc(2 * 1024 * 1024), (await stage.object(KEY)).metadata);
  for (let time = 0; time < 300; time += 1) await stage.load('b').catch(() => undefined);
  expect(await stage.load('a')).toMatchObject({ sessionId: 'a' });
}, 120_000);

describe('where one item of a page cannot be read', () => {
  beforeEach(() => servers.s3.send(new DeleteObjectCommand({ Bucket: servers.bucketName, Key: stage.prefix + KEY })));

  it('the read throws by default', async () => {
    await expect(stage.db.users.sessions.query(beginsWith({ userId: 'user' }))).rejects.toThrow(HydrationError);
    await expect(stage.db.users.sessions.scan()).rejects.toThrow(HydrationError);
    await expect(stage.db.users.recent.query(beginsWith({ userGroup: 'g' }))).rejects.toThrow(HydrationError);
  });

  it('it is reported, and the others returned in order, where that is asked for; load throws all the same', async () => {
    const db = stage.with({ onHydrationError: 'report' });
    for (const page of [
      await db.users.sessions.query(beginsWith({ userId: 'user' })),
      await db.users.recent.query(beginsWith({ userGroup: 'g' })),
    ]) {
      expect(page.contents.map(session => session.sessionId)).toEqual(['a', 'c']);
      expect(page.failures).toEqual([{ key: stage.rawKey('b'), error: expect.any(HydrationError) }]);
    }
    await expect(db.users.sessions.load(stage.key('b'))).rejects.toMatchObject({ reason: 'missing' });
  });

  it.each(['throw', 'report'] as const)('a delete that should return it says that it happened (%s)', async onHydrationError => {
    const deleted = stage.with({ onHydrationError }).users.sessions.delete(stage.key('b'), { returnOld: true });
    await expect(deleted).rejects.toMatchObject({ code: 'HYDRATION_FAILED', reason: 'missing', applied: true });
    expect(await stage.row('b')).toBeUndefined();
  });

  it('a delete or a save that needs nothing of it works', async () => {
    expect(await stage.db.users.sessions.deleteKey(stage.key('b'))).toBeUndefined();
    await stage.save('b');
    expect(await stage.load('b')).toMatchObject({ sessionId: 'b' });
  });
});
