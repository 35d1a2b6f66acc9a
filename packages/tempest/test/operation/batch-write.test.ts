import { inspect } from 'node:util';
import type { BatchWriteItemCommandInput, BatchWriteItemCommandOutput } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BatchWriteError, BatchWriteSet, equalTo, InvalidBatchError, InvalidItemError, LogicalDb, RequestError } from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { failure } from '../fixtures/failure.js';
import { LibraryDb, Note, Playlist, Reading } from '../fixtures/library.js';

let servers: LocalServers;
let db: LibraryDb;
/** What the application's client is told to answer in DynamoDB's place: `undefined`, and it asks DynamoDB. */
let answer: ((input: BatchWriteItemCommandInput) => Partial<BatchWriteItemCommandOutput> | undefined) | undefined;
const sent: BatchWriteItemCommandInput[] = [];

const reading = (at: number, sensor = 1) => Object.assign(new Reading(), { sensor, at, value: `v${at}` });
const readingKey = (at: number, sensor = 1) => db.readings.all.key({ sensor, at });
const sizes = () => sent.map(input => Object.values(input.RequestItems ?? {}).reduce((sum, writes) => sum + writes.length, 0));

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(LibraryDb);
  servers.dynamoDb.middlewareStack.add(
    next => async args => {
      const input = args.input as BatchWriteItemCommandInput;
      if (!input.RequestItems) return next(args);
      sent.push(input);
      const output = answer?.(input);
      return output ? { output: { $metadata: {}, ...output }, response: {} } : next(args);
    },
    { step: 'initialize', name: 'answers' },
  );
  db = LogicalDb.create(LibraryDb, servers.dynamoDb);
});

afterEach(() => {
  answer = undefined;
  sent.length = 0;
});

afterAll(() => servers.stop());

describe('a batch of writes', () => {
  it('of several views and tables is written in requests of 25', async () => {
    await db.readings.all.save(reading(999));
    const tracks = Array.from({ length: 30 }, (_, index) =>
      db.music.albumTracks.create({ albumToken: 'a', trackToken: `${index}`, trackTitle: 't', runLength: 'PT1M' }),
    );
    const set = new BatchWriteSet().clobber(...tracks, reading(1), reading(2)).delete(readingKey(999), readingKey(1_000));
    expect(set.size).toBe(34);
    const result = await db.batchWrite(set, { returnConsumedCapacity: true });
    expect(result).toMatchObject({ isSuccessful: true, unprocessedClobbers: [], unprocessedDeletes: [] });
    expect(result.consumedCapacity.map(({ TableName }) => TableName).sort()).toEqual(['music_items', 'readings']);
    expect(sizes()).toEqual([25, 9]);
    expect(await db.music.albumTracks.count(equalTo({ albumToken: 'a', trackToken: '29' }))).toBe(1);
    expect(await db.readings.all.load({ sensor: 1, at: 2 })).toEqual(reading(2));
    expect(await db.readings.all.load({ sensor: 1, at: 999 })).toBeUndefined();
  });

  it('puts what was read, as it was read, whatever version is stored', async () => {
    const first = await db.music.playlists.save({ token: 'p', name: 'first' });
    await db.music.playlists.save(first);
    expect((await db.batchWrite(new BatchWriteSet().clobber(first))).isSuccessful).toBe(true);
    expect((await db.music.playlists.load({ token: 'p' }))?.version).toBe(1);
  });

  it('of a class with several views goes where the item was bound', async () => {
    const note = db.notes.same.create({ sensor: 5, at: 6, text: 'bound' });
    await db.batchWrite(new BatchWriteSet().clobber(note));
    expect((await db.notes.all.load({ sensor: 5, at: 6 }))?.text).toBe('bound');
  });

  it('of nothing sends nothing', async () => {
    expect((await db.batchWrite(new BatchWriteSet())).isSuccessful).toBe(true);
    expect(sent).toEqual([]);
  });
});

describe('writes that DynamoDB leaves unprocessed', () => {
  it('are sent again, and only they', async () => {
    let calls = 0;
    answer = input => {
      calls += 1;
      if (calls > 2) return undefined;
      return { UnprocessedItems: { readings: (input.RequestItems?.readings ?? []).slice(1) } };
    };
    const result = await db.batchWrite(new BatchWriteSet().clobber(reading(10), reading(11)).delete(readingKey(12)));
    expect(result.isSuccessful).toBe(true);
    expect(sizes()).toEqual([3, 2, 1]);
  });

  it('are returned as they were given, after so many tries that brought nothing', async () => {
    answer = input => {
      const { readings = [] } = input.RequestItems ?? {};
      return { UnprocessedItems: { readings: readings.filter(({ PutRequest }) => PutRequest?.Item?.at?.N !== '20') } };
    };
    const [lost, kept] = [reading(21), reading(20)];
    const key = readingKey(22);
    const result = await db.batchWrite(new BatchWriteSet().clobber(kept, lost).delete(key), { maxAttempts: 2 });
    expect(result.isSuccessful).toBe(false);
    expect(result.unprocessedClobbers).toEqual([lost]);
    expect(result.unprocessedClobbers[0]).toBe(lost);
    expect(result.unprocessedDeletes[0]).toBe(key);
    expect(sizes()).toEqual([3, 2, 2]);
    answer = undefined;
    const rest = new BatchWriteSet().clobber(...result.unprocessedClobbers).delete(...result.unprocessedDeletes);
    expect((await db.batchWrite(rest)).isSuccessful).toBe(true);
  });
});

describe('a batch that ends early', () => {
  const set = () => new BatchWriteSet().clobber(...Array.from({ length: 60 }, (_, at) => reading(at, 3)));

  it('says which writes were not acknowledged, where some were', async () => {
    let calls = 0;
    answer = () => {
      calls += 1;
      if (calls < 2) return undefined;
      throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    };
    const error = await failure(BatchWriteError, db.batchWrite(set(), { concurrency: 1 }));
    expect(error.unprocessedClobbers).toHaveLength(35);
    expect(inspect(error, { depth: 10 })).not.toContain('Reading {'); // nor does what prints an error that nobody caught
    expect(error.cause).toMatchObject({ code: 'ACCESS_DENIED' });
    expect(sent).toHaveLength(2);
  });

  it('is the request’s own error where nothing was written', async () => {
    answer = () => {
      throw Object.assign(new Error('no'), { name: 'ResourceNotFoundException' });
    };
    expect(await failure(RequestError, db.batchWrite(set()))).toMatchObject({ code: 'TABLE_NOT_FOUND' });
    answer = undefined;
    expect(await failure(RequestError, db.batchWrite(set(), { signal: AbortSignal.abort() }))).toMatchObject({ code: 'ABORTED' });
  });
});

describe('a batch write refuses, before it sends anything', () => {
  it.each<[string, () => BatchWriteSet, string, RegExp]>([
    [
      'one row twice',
      () => new BatchWriteSet().clobber(reading(1), reading(1)),
      'DUPLICATE_KEY',
      /\{sensor: 1, at: 1\}.*clobber and clobber/,
    ],
    [
      'a row that is put and deleted',
      () => new BatchWriteSet().clobber(reading(1)).delete(readingKey(1)),
      'DUPLICATE_KEY',
      /clobber and delete/,
    ],
    ['plain fields', () => new BatchWriteSet().clobber({ sensor: 1, at: 1 } as object), 'UNBOUND', /db\.table\.view\.create/],
    ['a key in place of an item', () => new BatchWriteSet().clobber(readingKey(1) as never), 'UNBOUND', /other attributes would be lost/],
    ['an unbound key', () => new BatchWriteSet().delete({ sensor: 1, at: 1 } as never), 'UNBOUND', /db\.table\.view\.key/],
    ['an item of two views', () => new BatchWriteSet().clobber(new Note()), 'AMBIGUOUS_VIEW', /several inline views/],
    ['what is no set', () => [reading(1)] as never, 'UNBOUND', /BatchWriteSet/],
  ])('%s', async (_, set, reason, message) => {
    const error = await failure(InvalidBatchError, db.batchWrite(set()));
    expect(error.message).toMatch(message);
    expect(error.reason).toBe(reason);
    expect(sent).toEqual([]);
  });

  it('an item that its own view would not find again', async () => {
    const playlist = Object.assign(new Playlist(), { token: 'p', sortKey: 'x', name: 'n' });
    await failure(InvalidItemError, db.batchWrite(new BatchWriteSet().clobber(playlist)));
    expect(sent).toEqual([]);
  });
});
