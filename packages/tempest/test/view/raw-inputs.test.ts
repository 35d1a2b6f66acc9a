import type { QueryCommandInput, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BatchWriteSet,
  beginsWith,
  ConditionFailedError,
  ConfigurationError,
  greaterThan,
  LogicalDb,
  TransactionCanceledError,
  TransactionWriteSet,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { failure } from '../fixtures/failure.js';
import { MusicDb } from '../fixtures/music.js';

let servers: LocalServers;
let db: MusicDb;
let sent: object[] = [];

const track = (trackToken: string) => ({ albumToken: 'a', trackToken, trackTitle: `title ${trackToken}`, runLength: 'PT1M' });
const key = (trackToken: string) => ({ albumToken: 'a', trackToken });
const bound = (trackToken: string) => db.music.albumTracks.key(key(trackToken));
const album = beginsWith({ albumToken: 'a' });

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(MusicDb);
  servers.dynamoDb.middlewareStack.add(
    next => args => {
      sent.push(args.input);
      return next(args);
    },
    { step: 'initialize', name: 'recordInput' },
  );
  db = LogicalDb.create(MusicDb, servers.dynamoDb);
});
afterAll(() => servers.stop());
beforeEach(async () => {
  await db.batchWrite(new BatchWriteSet().clobber(...['1', '2', '3'].map(token => db.music.albumTracks.create(track(token)))));
  sent = [];
});

const writes = () =>
  new TransactionWriteSet().save(db.music.albumTracks.create(track('1'))).update(bound('2'), t => t.runLength.set('PT2M'), {
    if: t => t.trackTitle.exists(),
  });

/** The inputs of each operation, and the operation. */
const operations: readonly [string, () => object, () => Promise<unknown>][] = [
  [
    'load',
    () => db.music.albumTracks.inputs.load(key('1'), { consistentRead: true }),
    () => db.music.albumTracks.load(key('1'), { consistentRead: true }),
  ],
  [
    'save',
    () => db.music.albumTracks.inputs.save(track('1'), { if: t => t.runLength.exists() }),
    () => db.music.albumTracks.save(track('1'), { if: t => t.runLength.exists() }),
  ],
  [
    'update',
    () => db.music.albumTracks.inputs.update(key('1'), t => t.trackTitle.set('x')),
    () => db.music.albumTracks.update(key('1'), t => t.trackTitle.set('x')),
  ],
  [
    'delete',
    () => db.music.albumTracks.inputs.delete(track('1'), { returnOld: true }),
    () => db.music.albumTracks.delete(track('1'), { returnOld: true }),
  ],
  ['deleteKey', () => db.music.albumTracks.inputs.deleteKey(key('1')), () => db.music.albumTracks.deleteKey(key('1'))],
  ['query', () => db.music.albumTracks.inputs.query(album, { asc: false }), () => db.music.albumTracks.query(album, { asc: false })],
  ['query of an index', () => db.music.tracksByTitle.inputs.query(album), () => db.music.tracksByTitle.query(album)],
  ['scan', () => db.music.albumTracks.inputs.scan({ pageSize: 2 }), () => db.music.albumTracks.scan({ pageSize: 2 })],
  ['count', () => db.music.albumTracks.inputs.count(album), () => db.music.albumTracks.count(album)],
  [
    'count by rows',
    () => db.music.albumTracks.inputs.count(greaterThan(key('1'))),
    () => db.music.albumTracks.count(greaterThan(key('1'))),
  ],
  ['batchLoad', () => db.inputs.batchLoad([bound('1'), bound('2')]), () => db.batchLoad([bound('1'), bound('2')])],
  [
    'batchWrite',
    () => db.inputs.batchWrite(new BatchWriteSet().delete(bound('1'))),
    () => db.batchWrite(new BatchWriteSet().delete(bound('1'))),
  ],
  ['transactionLoad', () => db.inputs.transactionLoad([bound('1')]), () => db.transactionLoad([bound('1')])],
  [
    'transactionWrite',
    () => db.inputs.transactionWrite(writes().idempotencyToken('t')),
    () => db.transactionWrite(writes().idempotencyToken('t')),
  ],
];

it.each(operations)('the input of %s is what it sends, and getting it sends nothing', async (_name, inputOf, call) => {
  const input = inputOf();
  expect(sent).toEqual([]);
  await call();
  expect(sent).toEqual(Array.isArray(input) ? input : [input]);
});

it('a batch has an input for each chunk', () => {
  const keys = Array.from({ length: 101 }, (_, index) => bound(String(index)));
  expect(db.inputs.batchLoad(keys).map(({ RequestItems }) => RequestItems?.music_items?.Keys?.length)).toEqual([100, 1]);
  expect(db.inputs.batchWrite(new BatchWriteSet().delete(...keys))).toHaveLength(5);
});

describe('a changed input', () => {
  it('is what is sent, of each operation', async () => {
    const mark = { ReturnConsumedCapacity: 'TOTAL' } as const;
    const changeInput = <Input extends object>(input: Input): Input & typeof mark => ({ ...input, ...mark });
    await db.music.albumTracks.load(key('1'), { changeInput });
    await db.music.albumTracks.save(track('1'), { changeInput });
    await db.music.albumTracks.update(key('1'), t => t.trackTitle.set('x'), { changeInput });
    await db.music.albumTracks.query(album, { changeInput });
    await db.music.albumTracks.scan({ changeInput });
    await db.music.albumTracks.count(album, { changeInput });
    await db.batchLoad([bound('1')], { changeInput });
    await db.batchWrite(new BatchWriteSet().delete(bound('3')), { changeInput });
    await db.transactionLoad([bound('1')], { changeInput });
    await db.transactionWrite(writes(), { changeInput });
    await db.music.albumTracks.delete(track('1'), { changeInput });
    await db.music.albumTracks.deleteKey(key('2'), { changeInput });
    expect(sent).toHaveLength(12);
    for (const input of sent) expect(input).toMatchObject(mark);
  });

  it('may be one that was got before, and comes back as items', async () => {
    const input = { ...db.music.albumTracks.inputs.query(album), Limit: 2 };
    const page = await db.music.albumTracks.query(album, { changeInput: () => input });
    expect(page.contents.map(({ trackToken }) => trackToken)).toEqual(['1', '2']);
    const next = await db.music.albumTracks.query(album, { initialOffset: page.offset });
    expect(next.contents.map(({ trackToken }) => trackToken)).toEqual(['3']);
  });

  it('does not begin an iteration anew at each page', async () => {
    const input: QueryCommandInput = { ...db.music.albumTracks.inputs.query(album), Limit: 1 };
    const tokens: string[] = [];
    for await (const { trackToken } of db.music.albumTracks.queryAllContents(album, { changeInput: () => input })) {
      tokens.push(trackToken);
      if (tokens.length > 5) break;
    }
    expect(tokens).toEqual(['1', '2', '3']);
    expect(await db.music.albumTracks.count(album, { changeInput: given => ({ ...given, Limit: 1, ExclusiveStartKey: undefined }) })).toBe(
      3,
    );
  });

  it('may ask for fewer attributes: rows are known all the same', async () => {
    const titles = { ProjectionExpression: '#t', ExpressionAttributeNames: { '#t': 'track_title' } };
    const changeInput = <Input extends { readonly ExpressionAttributeNames?: Record<string, string> | undefined }>(input: Input) => ({
      ...input,
      ...titles,
      ExpressionAttributeNames: { ...input.ExpressionAttributeNames, ...titles.ExpressionAttributeNames },
    });
    const page = await db.music.albumTracks.query(album, { changeInput });
    expect(page.contents).toEqual(
      ['1', '2', '3'].map(token => expect.objectContaining({ trackToken: token, trackTitle: `title ${token}` })),
    );
    expect(page.contents[0]?.runLength).toBeUndefined();
    const batch = await db.batchLoad([bound('1'), bound('2')], {
      changeInput: input => ({ RequestItems: { music_items: { Keys: input.RequestItems?.music_items?.Keys, ...titles } } }),
    });
    expect(batch.items).toMatchObject([{ trackTitle: 'title 1' }, { trackTitle: 'title 2' }]);
    const moment = await db.transactionLoad([bound('1')], {
      changeInput: ({ TransactItems = [] }) => ({ TransactItems: TransactItems.map(({ Get }) => ({ Get: Get && { ...Get, ...titles } })) }),
    });
    expect(moment.items).toMatchObject([{ trackTitle: 'title 1', trackToken: '1' }]);
  });

  it('may have another condition, whose failure is the error that it ever is', async () => {
    const changeInput = <Input extends object>(input: Input) => ({ ...input, ConditionExpression: 'attribute_not_exists(track_title)' });
    const narrowed = (input: UpdateItemCommandInput) => ({
      ...input,
      ConditionExpression: `${input.ConditionExpression} AND attribute_not_exists(track_title)`,
    });
    const { albumTracks } = db.music;
    expect(await failure(ConditionFailedError, albumTracks.save(track('1'), { changeInput }))).toMatchObject({
      row: { track_title: { S: 'title 1' } },
    });
    await failure(
      ConditionFailedError,
      albumTracks.update(key('1'), t => t.runLength.set('x'), { changeInput: narrowed }),
    );
    await failure(ConditionFailedError, albumTracks.deleteKey(key('1'), { changeInput }));
    const cancelled = db.transactionWrite(writes(), {
      changeInput: ({ TransactItems = [] }) => ({
        TransactItems: TransactItems.map(({ Put, ...rest }) => ({ ...rest, ...(Put && { Put: changeInput(Put) }) })),
      }),
    });
    expect(await failure(TransactionCanceledError, cancelled)).toMatchObject({
      reasons: [{ index: 0, operation: 'save', code: 'ConditionalCheckFailed' }],
    });
    const guarded = 'attribute_not_exists(#tempest0)';
    for (const input of [sent[0], sent[2]])
      expect(input).toMatchObject({ ConditionExpression: `(attribute_not_exists(track_title)) AND ${guarded}` });
  });

  it('must be one: a function that gives none is an error, and nothing is sent', async () => {
    for (const changeInput of [() => undefined, async () => ({}), 'x']) {
      const options = { changeInput } as never;
      expect(await failure(ConfigurationError, db.music.albumTracks.load(key('1'), options))).toMatchObject({
        message: expect.stringContaining('`changeInput` is a function that returns the input to send'),
      });
    }
    expect(sent).toEqual([]);
  });
});
