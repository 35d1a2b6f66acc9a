import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BatchWriteSet,
  beginsWith,
  type DbEvents,
  type Logger,
  LogicalDb,
  type OperationEnd,
  type OperationStart,
  TransactionWriteSet,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { MusicDb } from '../fixtures/music.js';

const current = new AsyncLocalStorage<string>();
let servers: LocalServers;
let db: MusicDb;
/** What happened, in order. */
let told: string[] = [];
let starts: OperationStart[] = [];
let ends: OperationEnd[] = [];

const follow: DbEvents = {
  onOperation: start => {
    starts.push(start);
    told.push(`begin ${start.operation}`);
    return {
      run: part => current.run(start.operation, part),
      end: end => {
        ends.push(end);
        told.push(`end ${start.operation}`);
      },
    };
  },
  onRequest: ({ operation }) => told.push(`${operation} in ${current.getStore()}`),
};

const track = (trackToken: string) => ({ albumToken: 'a', trackToken, trackTitle: `title ${trackToken}`, runLength: 'PT1M' });
const key = (trackToken: string) => ({ albumToken: 'a', trackToken });
const album = beginsWith({ albumToken: 'a' });

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items) told.push(`item in ${current.getStore()}`);
}

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(MusicDb);
  db = LogicalDb.create(MusicDb, servers.dynamoDb, { events: follow });
});
afterAll(() => servers.stop());
beforeEach(async () => {
  await db.batchWrite(new BatchWriteSet().clobber(...['1', '2', '3'].map(token => db.music.albumTracks.create(track(token)))));
  told = [];
  starts = [];
  ends = [];
});

describe.each<[string, () => Promise<unknown>, string]>([
  ['load', () => db.music.albumTracks.load(key('1')), 'GetItem'],
  ['save', () => db.music.albumTracks.save(track('1')), 'PutItem'],
  ['update', () => db.music.albumTracks.update(key('1'), t => t.trackTitle.set('x')), 'UpdateItem'],
  ['delete', () => db.music.albumTracks.delete(track('1')), 'DeleteItem'],
  ['deleteKey', () => db.music.albumTracks.deleteKey(key('1')), 'DeleteItem'],
  ['query', () => db.music.albumTracks.query(album), 'Query'],
  ['scan', () => db.music.albumTracks.scan(), 'Scan'],
  ['count', () => db.music.albumTracks.count(album), 'Query'],
  ['batchLoad', () => db.batchLoad([db.music.albumTracks.key(key('1'))]), 'BatchGetItem'],
  ['batchWrite', () => db.batchWrite(new BatchWriteSet().delete(db.music.albumTracks.key(key('1')))), 'BatchWriteItem'],
  ['transactionLoad', () => db.transactionLoad([db.music.albumTracks.key(key('1'))]), 'TransactGetItems'],
  [
    'transactionWrite',
    () => db.transactionWrite(new TransactionWriteSet().delete(db.music.albumTracks.key(key('1')))),
    'TransactWriteItems',
  ],
  ['validate', () => db.validate({ ignore: ['billing-mode', 'time-to-live'] }), 'DescribeTable'],
])('%s', (operation, call, request) => {
  it('is told of from its beginning to its end, and its request is sent within', async () => {
    await call();
    expect(told).toEqual([`begin ${operation}`, `${request} in ${operation}`, `end ${operation}`]);
    const isOfView = !/batch|transaction|validate/.test(operation);
    expect(starts).toEqual([
      { kind: 'call', operation, table: isOfView ? 'music_items' : undefined, view: isOfView ? 'albumTracks' : undefined },
    ]);
    expect(ends).toEqual([{ latencyMs: expect.any(Number), error: undefined, counts: {} }]);
  });
});

describe('an iteration', () => {
  it('is one operation: its pages are within, what the caller does between them is not', async () => {
    await drain(db.music.albumTracks.queryAllContents(album, { pageSize: 2 }));
    expect(told.filter(line => !line.startsWith('item'))).toEqual([
      'begin queryAllContents',
      'Query in queryAllContents',
      'Query in queryAllContents',
      'end queryAllContents',
    ]);
    expect(told.filter(line => line.startsWith('item'))).toEqual(Array(3).fill('item in undefined'));
  });

  it.each([
    ['queryAll', () => db.music.albumTracks.queryAll(album, { pageSize: 1 })],
    ['scanAll', () => db.music.albumTracks.scanAll({ pageSize: 1 })],
    ['scanAllContents', () => db.music.albumTracks.scanAllContents({ pageSize: 1 })],
  ] as const)('%s ends when its caller leaves it, without an error', async (operation, call) => {
    for await (const _ of call()) break;
    expect(starts.map(start => start.operation)).toEqual([operation]);
    expect(ends).toMatchObject([{ error: undefined }]);
  });

  it('that nobody begins to read is none', () => {
    db.music.albumTracks.queryAll(album);
    expect(told).toEqual([]);
  });

  it('that fails ends with its error', async () => {
    await expect(drain(db.music.albumTracks.queryAll(album, { initialOffset: 'x' }))).rejects.toThrow();
    expect(ends).toMatchObject([{ error: { code: 'INVALID_OFFSET' } }]);
  });
});

it('a call that fails ends with its error, misspelt options among them', async () => {
  await expect(db.music.albumTracks.update(key('none'), t => t.trackTitle.set('x'))).rejects.toThrow();
  await expect(db.music.albumTracks.load(key('1'), { consistent: true } as never)).rejects.toThrow();
  expect(ends).toMatchObject([{ error: { code: 'ITEM_NOT_FOUND' } }, { error: { code: 'INVALID_CONFIGURATION' } }]);
});

describe('whoever follows operations cannot break them', () => {
  const fails = (): never => {
    throw new RangeError('mine');
  };
  it.each<[string, NonNullable<DbEvents['onOperation']>]>([
    ['throws at the beginning', fails],
    ['follows none', () => undefined],
    ['does not run the operation', () => ({ run: () => undefined as never, end: () => undefined })],
    ['throws instead of running it', () => ({ run: fails, end: () => undefined })],
    [
      'throws after running it',
      () => ({
        run: part => {
          part();
          return fails();
        },
        end: () => undefined,
      }),
    ],
    [
      'runs it twice',
      () => ({
        run: part => {
          part();
          return part();
        },
        end: () => undefined,
      }),
    ],
    ['throws at the end', () => ({ run: part => part(), end: fails })],
  ])('one that %s', async (name, onOperation) => {
    let requests = 0;
    const errors: unknown[][] = [];
    const ignore = () => undefined;
    const logger: Logger = { debug: ignore, info: ignore, warn: ignore, error: (...line) => void errors.push(line) };
    const onRequest = () => {
      requests += 1;
    };
    const other = LogicalDb.create(MusicDb, servers.dynamoDb, { events: { onOperation, onRequest }, logger });
    expect(await other.music.albumTracks.load(key('1'))).toMatchObject(track('1'));
    expect(requests).toBe(1);
    const threw = { event: 'listener.failed', listener: 'onOperation', error: 'RangeError' };
    expect(errors).toEqual(name.startsWith('throws') ? [[threw, 'The listener onOperation threw']] : []);
  });
});

it('where nobody follows operations, nothing is made of them', async () => {
  const scopes = current.getStore();
  const quiet = LogicalDb.create(MusicDb, servers.dynamoDb, { events: { onRequest: follow.onRequest as () => void } });
  await quiet.music.albumTracks.load(key('1'));
  expect(scopes).toBeUndefined();
  expect(told).toEqual(['GetItem in undefined']);
});
