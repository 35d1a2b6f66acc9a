import { type BatchGetItemCommandInput, type BatchGetItemCommandOutput, CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type AnyBoundKey,
  ArchivedRowError,
  BatchWriteSet,
  ConfigurationError,
  createTableInputs,
  InvalidBatchError,
  InvalidKeyError,
  LogicalDb,
  RequestError,
  UnprocessedKeysError,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { failure } from '../fixtures/failure.js';
import { LibraryDb, Note, Playlist, Reading } from '../fixtures/library.js';
import { AlbumInfo, AlbumTrack } from '../fixtures/music.js';

let servers: LocalServers;
let db: LibraryDb;
/** What the application's client is told to answer in DynamoDB's place: `undefined`, and it asks DynamoDB. */
let answer: ((input: BatchGetItemCommandInput) => Partial<BatchGetItemCommandOutput> | undefined) | undefined;
const sent: BatchGetItemCommandInput[] = [];

const now = new Date('2024-05-06T07:08:09.000Z');
const trackKey = (index: number) => db.music.albumTracks.key({ albumToken: `a${index % 7}`, trackToken: String(index).padStart(3, '0') });
const readingKey = (at: number) => db.readings.all.key({ sensor: 1, at });

beforeAll(async () => {
  servers = await startTestServers();
  // Without time to live, so that nothing is deleted while the test looks
  for (const input of createTableInputs(LibraryDb)) await servers.dynamoDb.send(new CreateTableCommand(input));
  servers.dynamoDb.middlewareStack.add(
    next => async args => {
      const input = args.input as BatchGetItemCommandInput;
      if (!input.RequestItems) return next(args);
      sent.push(input);
      const output = answer?.(input);
      return output ? { output: { $metadata: {}, ...output }, response: {} } : next(args);
    },
    { step: 'initialize', name: 'answers' },
  );
  db = LogicalDb.create(LibraryDb, servers.dynamoDb, { clock: () => now });
  const set = new BatchWriteSet();
  for (let index = 0; index < 150; index += 1) {
    set.clobber(db.music.albumTracks.create({ ...trackKey(index), trackTitle: `title ${index}`, runLength: 'PT1M' }));
    set.clobber(db.readings.all.create({ sensor: 1, at: index, value: `v${index}` }));
  }
  set.clobber(db.music.albumInfo.create({ albumToken: 'a1', albumTitle: 't', artistName: 'x', releaseDate: now }));
  set.clobber(db.readings.all.create({ sensor: 2, at: 1, expiresAt: new Date(now.getTime() - 1000) }));
  expect((await db.batchWrite(set)).isSuccessful).toBe(true);
});

afterEach(() => {
  answer = undefined;
  sent.length = 0;
});

afterAll(() => servers.stop());

describe('a batch of keys', () => {
  it('of several views and tables is loaded in requests of 100, each class in the order of its keys', async () => {
    const indexes = Array.from({ length: 125 }, (_, index) => (index * 37) % 125);
    const keys: AnyBoundKey[] = indexes.flatMap(index => [trackKey(index), readingKey(index)]);
    sent.length = 0;
    const items = await db.batchLoad(keys);
    expect(sent.map(input => Object.values(input.RequestItems ?? {}).reduce((sum, { Keys }) => sum + (Keys?.length ?? 0), 0))).toEqual([
      100, 100, 50,
    ]);
    const tracks = items.getItems(AlbumTrack);
    expect(tracks.map(({ trackTitle }) => trackTitle)).toEqual(indexes.map(index => `title ${index}`));
    expect(tracks[0]).toBeInstanceOf(AlbumTrack);
    expect(items.getItems(Reading).map(({ at }) => at)).toEqual(indexes);
    expect(items.getItems(AlbumInfo)).toEqual([]);
    expect([...items]).toHaveLength(250);
  });

  it('may name a row twice and rows that are not there', async () => {
    const info = db.music.albumInfo.key({ albumToken: 'a1' });
    const items = await db.batchLoad([trackKey(1), info, trackKey(1), readingKey(1_000), info, trackKey(2)]);
    expect(items.items).toHaveLength(3);
    expect(items.getItems(AlbumInfo)[0]?.albumTitle).toBe('t');
    expect(Object.values(sent[0]?.RequestItems ?? {}).map(({ Keys }) => Keys?.length)).toEqual([3, 1]);
  });

  it('of nothing asks nothing', async () => {
    expect((await db.batchLoad([])).items).toEqual([]);
    expect((await db.transactionLoad(new Set<AnyBoundKey>())).items).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('gives a row of two views as both', async () => {
    await db.notes.all.save({ sensor: 1, at: 1, text: 'x' });
    const key = { sensor: 1, at: 1 };
    const items = await db.batchLoad([db.notes.all.key(key), db.notes.same.key(key)]);
    expect(items.getItems(Note).map(({ text }) => text)).toEqual(['x', 'x']);
  });

  it('is read consistently, and says what it cost by table, where asked', async () => {
    const items = await db.batchLoad(Array.from({ length: 150 }, (_, at) => [trackKey(at), readingKey(at)] as const).flat(), {
      consistentRead: true,
      returnConsumedCapacity: true,
    });
    expect(Object.values(sent[0]?.RequestItems ?? {}).every(({ ConsistentRead }) => ConsistentRead === true)).toBe(true);
    expect([...items.consumedCapacity].sort((a, b) => String(a.TableName).localeCompare(String(b.TableName)))).toEqual([
      { TableName: 'music_items', CapacityUnits: 150 },
      { TableName: 'readings', CapacityUnits: 150 },
    ]);
  });

  it('leaves out what has expired, where asked, and leaves classes without a date as they are', async () => {
    const keys = [db.readings.all.key({ sensor: 2, at: 1 }), trackKey(1)];
    expect((await db.batchLoad(keys)).items).toHaveLength(2);
    expect((await db.batchLoad(keys, { hideExpired: true })).items).toEqual([expect.any(AlbumTrack)]);
    expect((await db.transactionLoad(keys, { hideExpired: true })).items).toEqual([expect.any(AlbumTrack)]);
  });

  it('of another database object over the same tables serves too', async () => {
    const other = LogicalDb.create(LibraryDb, servers.dynamoDb);
    expect((await other.batchLoad([trackKey(3)])).items).toHaveLength(1);
  });
});

describe('keys that DynamoDB leaves unprocessed', () => {
  /** Answers the given number of requests with all keys but the first unprocessed. */
  const leaveMost = (times: number) => {
    let left = times;
    return (input: BatchGetItemCommandInput) => {
      left -= 1;
      return left < 0 ? undefined : { Responses: {}, UnprocessedKeys: input.RequestItems };
    };
  };

  it('are asked for again, and only they', async () => {
    let calls = 0;
    answer = input => {
      calls += 1;
      if (calls > 1) return undefined;
      const [first, ...others] = input.RequestItems?.readings?.Keys ?? [];
      return { Responses: { readings: [{ ...first, value: { S: 'first' } }] }, UnprocessedKeys: { readings: { Keys: others } } };
    };
    const items = await db.batchLoad([readingKey(1), readingKey(2), readingKey(3)]);
    expect(items.getItems(Reading).map(({ value }) => value)).toEqual(['first', 'v2', 'v3']);
    expect(sent.map(input => input.RequestItems?.readings?.Keys?.length)).toEqual([3, 2]);
  });

  it('are given up after so many tries that brought nothing, in an error that has what was loaded', async () => {
    answer = input => (input.RequestItems?.readings ? leaveMost(1)(input) : undefined);
    const keys = [...Array.from({ length: 100 }, (_, index) => trackKey(index)), readingKey(1), readingKey(2)];
    const error = await failure(UnprocessedKeysError, db.batchLoad(keys, { maxAttempts: 3 }));
    expect(sent.filter(input => input.RequestItems?.readings)).toHaveLength(3);
    expect(error).toMatchObject({ code: 'UNPROCESSED_KEYS', unprocessedKeys: [keys[100], keys[101]] });
    expect(error.loaded.items).toHaveLength(100);
    expect(error.message).toContain('2 of 102 keys');
    answer = undefined;
    expect((await db.batchLoad(error.unprocessedKeys)).items).toHaveLength(2);
  });

  it('do not exhaust the tries while each brings something', async () => {
    answer = input => {
      const [first, ...others] = input.RequestItems?.readings?.Keys ?? [];
      return { Responses: { readings: first ? [first] : [] }, UnprocessedKeys: others.length > 0 ? { readings: { Keys: others } } : {} };
    };
    const keys = Array.from({ length: 12 }, (_, at) => readingKey(at));
    expect((await db.batchLoad(keys, { maxAttempts: 1 })).items).toHaveLength(12);
  });

  it('are what a request is that is throttled as a whole', async () => {
    let calls = 0;
    answer = () => {
      calls += 1;
      if (calls < 3) throw Object.assign(new Error('too fast'), { name: 'ProvisionedThroughputExceededException' });
      return undefined;
    };
    expect((await db.batchLoad([readingKey(1)])).items).toHaveLength(1);
    calls = -10;
    const error = await failure(UnprocessedKeysError, db.batchLoad([readingKey(1)], { maxAttempts: 2 }));
    expect(error.cause).toMatchObject({ code: 'THROTTLED' });
  });

  it('are not waited for once the signal is aborted', async () => {
    answer = leaveMost(Number.POSITIVE_INFINITY);
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error('enough')), 100);
    const error = await failure(RequestError, db.batchLoad([readingKey(1)], { maxAttempts: 1_000, signal: abort.signal }));
    expect(error).toMatchObject({ code: 'ABORTED', cause: expect.objectContaining({ message: 'enough' }) });
  });
});

describe('a batch load refuses', () => {
  it('a signal that is aborted already, before it asks', async () => {
    const error = await failure(RequestError, db.batchLoad([readingKey(1)], { signal: AbortSignal.abort() }));
    expect(error.code).toBe('ABORTED');
    expect(sent).toEqual([]);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['a plain object', () => [{ albumToken: 'a' }], /db\.table\.view\.key\(/],
    ['text', () => ['a'], /not a string/],
    ['nothing', () => [undefined], /not undefined/],
    ['an instance of a class that it does not know', () => [new (class Stranger {})()], /no inline view of Stranger/],
    ['one key in place of many', () => readingKey(1), /as an array/],
    ['an instance whose class has two views', () => [new Note()], /all of table notes, same of table notes.*view\.create/],
  ])('%s', async (_, keys, message) => {
    const error = await failure(InvalidBatchError, db.batchLoad(keys() as AnyBoundKey[]));
    expect(error.message).toMatch(message);
    expect(sent).toEqual([]);
  });

  it('a key of a view that it does not have', async () => {
    const production = LogicalDb.create(LibraryDb, servers.dynamoDb, { tableNameResolver: name => `prod_${name}` });
    const error = await failure(InvalidBatchError, db.batchLoad([production.readings.all.key({ sensor: 1, at: 1 })]));
    expect(error).toMatchObject({ reason: 'UNKNOWN_VIEW', message: expect.stringContaining('table prod_readings') });
  });

  it('limits that are none', async () => {
    await failure(ConfigurationError, db.batchLoad([], { concurrency: 0 }));
    await failure(ConfigurationError, db.batchLoad([], { maxAttempts: 1.5 }));
  });

  it('an incomplete key when it is made', () => {
    expect(() => db.readings.all.key({ sensor: 1 } as never)).toThrow(InvalidKeyError);
  });

  it('an archived row, which this database cannot read', async () => {
    answer = input => ({
      Responses: { readings: (input.RequestItems?.readings?.Keys ?? []).map(key => ({ ...key, s3Archive: { M: {} } })) },
    });
    await failure(ArchivedRowError, db.batchLoad([readingKey(1)]));
  });
});

describe('a bound key', () => {
  it('is a frozen plain object of its fields, and serves load too', async () => {
    const key = db.music.albumInfo.key({ albumToken: 'a1', albumTitle: 'left out' } as { albumToken: string });
    expect(key).toEqual({ albumToken: 'a1' });
    expect(Object.isFrozen(key)).toBe(true);
    expect(await db.music.albumInfo.load(key)).toBeInstanceOf(AlbumInfo);
  });
});

describe('a created item', () => {
  it('is an instance with what its class fills in', () => {
    const playlist = db.music.playlists.create({ token: 'p', name: 'n', version: undefined });
    expect(playlist).toBeInstanceOf(Playlist);
    expect(playlist).toEqual(Object.assign(new Playlist(), { token: 'p', name: 'n' }));
    expect(playlist.sortKey).toBe('');
  });
});
