import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BatchWriteSet,
  beginsWith,
  CapacityMeter,
  ConditionFailedError,
  ConfigurationError,
  type DynamoDbRequestEvent,
  ItemTooLargeError,
  type Logger,
  LogicalDb,
  type LogicalDbOptions,
  type RequestEvent,
  TransactionWriteSet,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { failure } from '../fixtures/failure.js';
import { MusicDb } from '../fixtures/music.js';

type Logged = readonly [level: keyof Logger, fields: object, message: string];

let servers: LocalServers;
let db: MusicDb;
let events: RequestEvent[] = [];
let logged: Logged[] = [];

const logAt =
  (level: keyof Logger) =>
  (fields: object, message: string): void => {
    logged.push([level, fields, message]);
  };
const logger: Logger = { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') };
const database = (options: LogicalDbOptions): MusicDb => LogicalDb.create(MusicDb, servers.dynamoDb, options);

const SECRET = 'secretToken';
const track = (trackToken: string) => ({ albumToken: SECRET, trackToken, trackTitle: `title ${trackToken}`, runLength: 'PT1M' });
const key = (trackToken: string) => ({ albumToken: SECRET, trackToken });
const album = beginsWith({ albumToken: SECRET });

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(MusicDb);
  db = database({ events: { onRequest: event => events.push(event) }, logger });
});
afterAll(() => servers.stop());
beforeEach(async () => {
  const tracks = ['1', '2', '3'].map(token => db.music.albumTracks.create(track(token)));
  await db.batchWrite(new BatchWriteSet().clobber(...tracks));
  events = [];
  logged = [];
});

async function drain(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of pages);
}

type Options = { readonly capacity?: CapacityMeter };

/** Each operation with the requests that it sends. */
const operations: readonly [string, (options: Options) => Promise<unknown>, readonly string[]][] = [
  ['load', options => db.music.albumTracks.load(key('1'), options), ['GetItem']],
  ['save', options => db.music.albumTracks.save(track('1'), options), ['PutItem']],
  ['update', options => db.music.albumTracks.update(key('1'), t => t.trackTitle.set('x'), options), ['UpdateItem']],
  ['delete', options => db.music.albumTracks.delete(track('1'), options), ['DeleteItem']],
  ['deleteKey', options => db.music.albumTracks.deleteKey(key('1'), options), ['DeleteItem']],
  ['query', options => db.music.albumTracks.query(album, options), ['Query']],
  ['query of an index', options => db.music.tracksByTitle.query(album, options), ['Query']],
  ['queryAll', options => drain(db.music.albumTracks.queryAll(album, { pageSize: 1, limit: 2, ...options })), ['Query', 'Query']],
  ['scan', options => db.music.albumTracks.scan(options), ['Scan']],
  ['count', options => db.music.albumTracks.count(album, options), ['Query']],
  ['batchLoad', options => db.batchLoad([db.music.albumTracks.key(key('1'))], options), ['BatchGetItem']],
  ['batchWrite', options => db.batchWrite(new BatchWriteSet().delete(db.music.albumTracks.key(key('1'))), options), ['BatchWriteItem']],
  ['transactionLoad', options => db.transactionLoad([db.music.albumTracks.key(key('1'))], options), ['TransactGetItems']],
  [
    'transactionWrite',
    options => db.transactionWrite(new TransactionWriteSet().delete(db.music.albumTracks.key(key('1'))), options),
    ['TransactWriteItems'],
  ],
  [
    'a writing pager',
    options =>
      db
        .transactionWritingPager(['1', '2'], {
          maxTransactionItems: 1,
          item: (set, token) => void set.delete(db.music.albumTracks.key(key(token))),
        })
        .execute(options),
    ['TransactWriteItems', 'TransactWriteItems'],
  ],
];

describe.each(operations)('%s', (name, call, sent) => {
  it('tells of each request: where it went, how long it took and what it consumed', async () => {
    await call({});
    expect(events.map(({ operation }) => operation)).toEqual(sent);
    for (const event of events as DynamoDbRequestEvent[]) {
      expect(event).toMatchObject({ kind: 'dynamodb', tables: ['music_items'], attempts: 1, error: undefined });
      expect(event.latencyMs).toBeGreaterThan(0);
      expect(event.consumedCapacity[0]?.CapacityUnits).toBeGreaterThan(0);
      const isOfOneView = !/Batch|Transact/.test(event.operation);
      expect(event.view).toBe(isOfOneView ? (name === 'query of an index' ? 'tracksByTitle' : 'albumTracks') : undefined);
    }
    expect(logged.map(([level, , message]) => [level, message])).toEqual(sent.map(operation => ['debug', `${operation} on music_items`]));
  });

  it('adds up in a meter what its requests consumed', async () => {
    const meter = new CapacityMeter();
    await call({ capacity: meter });
    const consumed = (events as DynamoDbRequestEvent[]).flatMap(({ consumedCapacity }) => consumedCapacity);
    const total = consumed.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
    expect(meter.requests).toBe(sent.length);
    expect(meter.readUnits + meter.writeUnits).toBe(total);
    const isWrite = /save|update|delete|Write|writing/.test(name);
    expect([meter.readUnits > 0, meter.writeUnits > 0]).toEqual([!isWrite, isWrite]);
    expect(meter.tables).toMatchObject([{ TableName: 'music_items', CapacityUnits: total }]);
  });

  it('tells of a meter’s capacity where nobody else listens, too', async () => {
    const heard = events;
    const quiet = database({});
    const loud = db;
    db = quiet;
    try {
      const meter = new CapacityMeter();
      await call({ capacity: meter });
      expect(meter.readUnits + meter.writeUnits).toBeGreaterThan(0);
      expect(heard).toEqual([]);
    } finally {
      db = loud;
    }
  });
});

describe('a meter', () => {
  it('serves many calls, and indexes are part of what it tells', async () => {
    const capacity = new CapacityMeter();
    const info = { albumToken: SECRET, albumTitle: 'a', artistName: 'b', releaseDate: new Date(0) };
    await db.music.albumInfo.save(info, { capacity });
    await db.music.albumInfo.load({ albumToken: SECRET }, { capacity, consistentRead: true });
    expect(capacity).toMatchObject({ requests: 2, readUnits: 1 });
    expect(capacity.writeUnits).toBeGreaterThan(1); // the row and its index entry
    expect(capacity.tables[0]?.GlobalSecondaryIndexes).toHaveProperty('artist_album');
    await db.music.albumInfo.deleteKey({ albumToken: SECRET });
  });

  it('may be an application’s own, whose errors fail no call', async () => {
    const told: unknown[] = [];
    const capacity = {
      record: (...args: readonly unknown[]) => {
        told.push(args);
        throw new Error('full');
      },
    };
    await db.music.albumTracks.save(track('1'), { capacity });
    expect(told).toEqual([[[expect.objectContaining({ TableName: 'music_items' })], true]]);
  });

  it('changes nothing of what a page says itself', async () => {
    const capacity = new CapacityMeter();
    expect(await db.music.albumTracks.query(album, { capacity })).toMatchObject({ consumedCapacity: undefined });
    const page = await db.music.albumTracks.query(album, { capacity, returnConsumedCapacity: true });
    expect(page.consumedCapacity?.CapacityUnits).toBe(capacity.readUnits / 2);
  });
});

describe('an event', () => {
  it('counts the rows of the answer', async () => {
    await db.music.albumTracks.query(album);
    await db.music.albumTracks.count(album);
    await db.music.albumTracks.load(key('1'));
    await db.music.albumTracks.load(key('9'));
    await db.batchLoad(['1', '2', '9'].map(token => db.music.albumTracks.key(key(token))));
    await db.transactionLoad(['1', '9'].map(token => db.music.albumTracks.key(key(token))));
    await db.music.albumTracks.save(track('1'));
    expect((events as DynamoDbRequestEvent[]).map(({ itemCount }) => itemCount)).toEqual([3, 3, 1, 0, 2, 1, undefined]);
  });

  it('of a request that failed carries the error; the log of it only its names', async () => {
    await failure(ConditionFailedError, db.music.albumTracks.save(track('1'), { if: t => t.trackTitle.eq('another') }));
    expect(events).toMatchObject([
      { operation: 'PutItem', consumedCapacity: [], error: { cause: { name: 'ConditionalCheckFailedException' } } },
    ]);
    expect(logged).toMatchObject([
      ['debug', { error: 'ConditionalCheckFailedException', code: 'REQUEST_FAILED' }, 'PutItem on music_items failed'],
    ]);

    const elsewhere = database({ tableNameResolver: () => 'no_such_table', events: { onRequest: event => events.push(event) }, logger });
    await expect(elsewhere.music.albumTracks.load(key('1'))).rejects.toMatchObject({ code: 'TABLE_NOT_FOUND' });
    expect(events[1]).toMatchObject({ operation: 'GetItem', tables: ['no_such_table'], error: { code: 'TABLE_NOT_FOUND' } });
    expect(logged[1]).toMatchObject(['warn', { code: 'TABLE_NOT_FOUND' }, 'GetItem on no_such_table failed']);
    expect(JSON.stringify(logged)).not.toMatch(/secretToken|title/);
  });

  it('of a comparison with the live table consumes nothing', async () => {
    await db.validate({ ignore: ['billing-mode', 'time-to-live'] });
    expect(events).toMatchObject([{ operation: 'DescribeTable', consumedCapacity: [] }]);
  });
});

describe('a listener that fails', () => {
  it.each([
    [
      'throws',
      () => {
        throw new RangeError('mine');
      },
    ],
    [
      'rejects',
      async () => {
        throw new RangeError('mine');
      },
    ],
  ])('and %s breaks no operation: the logger is told', async (_name, onRequest) => {
    const other = database({ events: { onRequest }, logger });
    expect(await other.music.albumTracks.load(key('1'))).toMatchObject(track('1'));
    await new Promise(resolve => setImmediate(resolve));
    expect(logged.filter(([level]) => level === 'error')).toEqual([
      ['error', { event: 'listener.failed', listener: 'onRequest', error: 'RangeError' }, 'The listener onRequest threw'],
    ]);
  });

  it('breaks none without a logger, nor where the logger itself fails', async () => {
    const fails = (): never => {
      throw new Error('mine');
    };
    const failing = { debug: fails, info: fails, warn: fails, error: fails };
    const alone = database({ events: { onRequest: fails } });
    const both = database({ events: { onRequest: fails }, logger: failing });
    for (const each of [alone, both]) expect(await each.music.albumTracks.load(key('1'))).toMatchObject(track('1'));
  });
});

describe('listeners and loggers that cannot work are refused', () => {
  it.each([
    [
      { events: { onRequests: () => undefined } },
      '`events` has no listener `onRequests`. It has onRequest, onCache, onHydration, onRetry and onOperation.',
    ],
    [{ events: { onCache: 'x' } }, '`events.onCache` is a function'],
    [{ events: { onOperation: {} } }, '`events.onOperation` is a function that takes each operation and returns what follows it'],
    [{ events: { onRequest: 'x' } }, '`events.onRequest` is a function'],
    [{ logger: { debug: () => undefined } }, '`logger` has no method `info`'],
  ])('%j', (options, message) => {
    expect(() => database(options as unknown as LogicalDbOptions)).toThrow(ConfigurationError);
    expect(() => database(options as unknown as LogicalDbOptions)).toThrow(message);
  });

  it('and console is a logger', () => {
    expect(() => database({ logger: console })).not.toThrow();
  });
});

it('an item that is too large is named by class and key', async () => {
  const huge = { ...track('1'), runLength: 'x'.repeat(410 * 1024) };
  const stored = { partition_key: { S: `ALBUM_${SECRET}` }, sort_key: { S: 'TRACK_1' } };
  expect(await failure(ItemTooLargeError, db.music.albumTracks.save(huge))).toMatchObject({ entity: 'AlbumTrack', key: stored });
  const updating = db.music.albumTracks.update(key('1'), t => t.runLength.set('x'.repeat(410 * 1024)));
  expect(await failure(ItemTooLargeError, updating)).toMatchObject({
    entity: 'AlbumTrack',
    key: stored,
    message: expect.stringContaining('TRACK_1'),
  });
});
