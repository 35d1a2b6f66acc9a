import { getEventListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BatchWriteSet,
  beginsWith,
  type CallOptions,
  ConfigurationError,
  LogicalDb,
  RequestError,
  TransactionWriteSet,
} from '@tempest-ts/tempest';
import { failure } from '../fixtures/failure.js';
import { MusicDb } from '../fixtures/music.js';

/** Takes requests and answers an empty page to so many; to the others never. */
let answers = 0;
let server: Server;
let client: DynamoDBClient;
let db: MusicDb;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    if (answers === 0) return;
    answers -= 1;
    const LastEvaluatedKey = { partition_key: { S: 'ALBUM_a' }, sort_key: { S: 'TRACK_t' } };
    response.end(JSON.stringify({ Items: [], Count: 0, LastEvaluatedKey }));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'local',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  db = LogicalDb.create(MusicDb, client);
});
afterAll(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

const key = { albumToken: 'a', trackToken: 't' };
const track = { ...key, trackTitle: 'x', runLength: 'PT1M' };
const album = beginsWith({ albumToken: 'a' });

async function readAll(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of pages);
}

const reads: readonly [string, (options: CallOptions) => Promise<unknown>][] = [
  ['load', options => db.music.albumTracks.load(key, options)],
  ['query', options => db.music.albumTracks.query(album, options)],
  ['queryAll', options => readAll(db.music.albumTracks.queryAll(album, options))],
  ['queryAllContents', options => readAll(db.music.albumTracks.queryAllContents(album, options))],
  ['scan', options => db.music.albumTracks.scan(options)],
  ['scanAll', options => readAll(db.music.albumTracks.scanAll(options))],
  ['scanAllContents', options => readAll(db.music.albumTracks.scanAllContents(options))],
  ['count', options => db.music.albumTracks.count(album, options)],
  ['transactionLoad', options => db.transactionLoad([db.music.albumTracks.key(key)], options)],
  ['validate', options => db.validate(options)],
];
const writes: readonly [string, (options: CallOptions) => Promise<unknown>][] = [
  ['save', options => db.music.albumTracks.save(track, options)],
  ['update', options => db.music.albumTracks.update(key, t => t.trackTitle.set('y'), options)],
  ['delete', options => db.music.albumTracks.delete(track, options)],
  ['deleteKey', options => db.music.albumTracks.deleteKey(key, options)],
  ['transactionWrite', options => db.transactionWrite(new TransactionWriteSet().delete(db.music.albumTracks.key(key)), options)],
];

describe('a server that does not answer', () => {
  it.each(reads)('is waited for so long by %s, and then the error says so', async (_, call) => {
    const { signal } = new AbortController();
    const error = await failure(RequestError, call({ timeoutMs: 60, signal }));
    expect(error).toMatchObject({
      code: 'TIMED_OUT',
      outcome: 'not-applied',
      message: expect.stringContaining('took longer than 60 ms. Try again'),
    });
    expect(error.cause).toMatchObject({ code: 'ABORTED' });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it.each(writes)('may have done what %s asked of it', async (_, call) => {
    const error = await failure(RequestError, call({ timeoutMs: 60 }));
    expect(error).toMatchObject({ code: 'TIMED_OUT', outcome: 'unknown', message: expect.stringContaining('read before you write again') });
  });

  it('ends batches too, whose own errors tell what was done', async () => {
    await expect(db.batchLoad([db.music.albumTracks.key(key)], { timeoutMs: 60 })).rejects.toThrow(/took longer|aborted/);
    const set = new BatchWriteSet().delete(db.music.albumTracks.key(key));
    await expect(db.batchWrite(set, { timeoutMs: 60 })).rejects.toThrow(/took longer|aborted/);
  });

  it('has so long for each page of an iteration', async () => {
    answers = 2;
    let pages = 0;
    const loop = async () => {
      for await (const _ of db.music.albumTracks.queryAll(album, { timeoutMs: 1_000 })) {
        pages += 1;
        await new Promise(resolve => setTimeout(resolve, 600)); // the caller's own time is not counted
      }
    };
    expect(await failure(RequestError, loop())).toMatchObject({ code: 'TIMED_OUT' });
    expect(pages).toBe(2);
  });
});

describe('a time limit', () => {
  it('leaves the caller’s own abort what it is', async () => {
    const controller = new AbortController();
    const loading = failure(RequestError, db.music.albumTracks.load(key, { timeoutMs: 60_000, signal: controller.signal }));
    setTimeout(() => controller.abort(), 30);
    expect(await loading).toMatchObject({ code: 'ABORTED' });
    const before = failure(RequestError, db.music.albumTracks.save(track, { timeoutMs: 60_000, signal: AbortSignal.abort() }));
    expect(await before).toMatchObject({ code: 'ABORTED', outcome: 'not-applied' });
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])('of %s is refused before anything is sent', async timeoutMs => {
    expect(await failure(ConfigurationError, db.music.albumTracks.load(key, { timeoutMs }))).toMatchObject({
      message: expect.stringContaining('`timeoutMs`'),
    });
  });
});
