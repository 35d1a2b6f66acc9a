import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BatchWriteSet,
  beginsWith,
  between,
  collection,
  DeclarationError,
  expression,
  InvalidExpressionError,
  InvalidItemError,
  InvalidKeyError,
  ItemNotFoundError,
  inlineView,
  LogicalDb,
  logicalTable,
  oneOf,
  secondaryIndex,
  TransactionWriteSet,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { Album, MediaDb, Order, OrderDb, OrderLine, Tape, Track } from '../fixtures/media.js';

let servers: LocalServers;
let db: MediaDb;
let media: MediaDb['media'];
let orders: OrderDb['orders'];

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(MediaDb);
  await servers.createTables(OrderDb);
  db = LogicalDb.create(MediaDb, servers.dynamoDb);
  media = db.media;
  orders = LogicalDb.create(OrderDb, servers.dynamoDb).orders;
});

afterAll(() => servers.stop());

let count = 0;
let shelf: string;

beforeEach(async () => {
  count += 1;
  shelf = `shelf${count}`;
  for (const number of [1, 2]) {
    await media.all.save(Object.assign(new Album(), { shelf, token: `${number}A`, title: `a${number}`, label: shelf, tracks: number }));
    await media.all.save({ mediaType: 'track', shelf, token: `${number}T`, title: `t${number}`, label: shelf, runLength: 'PT1M' });
  }
  await media.tapes.save({ shelf, token: '3X', title: 'tape', label: shelf });
});

const tokens = (items: readonly { readonly token: string }[]) => items.map(({ token }) => token);

describe('a view of several classes whose keys are alike', () => {
  it('gives each item as an instance of its own class, and no others', async () => {
    expect(await media.all.load({ shelf, token: '1A' })).toEqual(await media.albums.load({ shelf, token: '1A' }));
    expect(await media.all.load({ shelf, token: '1A' })).toBeInstanceOf(Album);
    expect(await media.all.load({ shelf, token: '1T' })).toBeInstanceOf(Track);
    expect(await media.all.load({ shelf, token: '3X' })).toBeUndefined();
    const { contents } = await media.all.query(beginsWith({ shelf }));
    expect(tokens(contents)).toEqual(['1A', '1T', '2A', '2T']);
    const lengths = contents.flatMap(item => (item.mediaType === 'track' ? [item.runLength] : []));
    expect(lengths).toEqual(['PT1M', 'PT1M']);
    const scanned = (await media.all.scan({ filter: m => m.label.eq(shelf) })).contents;
    expect(tokens(scanned).sort()).toEqual(['1A', '1T', '2A', '2T']);
  });

  it('filters by what they have in common, counts, pages and limits', async () => {
    expect(tokens((await media.all.query(beginsWith({ shelf }), { filter: m => m.title.ne('a1') })).contents)).toEqual(['1T', '2A', '2T']);
    expect(await media.all.count(beginsWith({ shelf }), { filter: m => m.title.ne('a1') })).toBe(3);
    expect(await media.all.count(between({ shelf, token: '1' }, { shelf, token: '1Z' }))).toBe(2);
    const first = await media.all.query(beginsWith({ shelf }), { pageSize: 3 });
    const second = await media.all.query(beginsWith({ shelf }), { pageSize: 3, initialOffset: first.offset });
    expect(tokens([...first.contents, ...second.contents])).toEqual(['1A', '1T', '2A', '2T']);
    const limited: string[] = [];
    for await (const { token } of media.all.queryAllContents(beginsWith({ shelf }), { limit: 3, asc: false })) limited.push(token);
    expect(limited).toEqual(['2T', '2A', '1T']);
  });

  it('is read through an index too', async () => {
    const { contents } = await media.byLabel.query(beginsWith({ label: shelf }));
    expect(contents.map(({ title }) => title)).toEqual(['a1', 'a2', 't1', 't2']);
    expect(contents[3]).toBeInstanceOf(Track);
  });

  it('writes items as those of their classes', async () => {
    const plain = { shelf, token: 'p', title: 't', tracks: 1 };
    await expect(media.all.save(plain)).rejects.toThrow(InvalidItemError);
    await expect(media.all.save(plain)).rejects.toThrow(/its fields with `mediaType`/);
    expect(await media.all.update({ shelf, token: '1T' }, u => u.title.set('x'))).toBeInstanceOf(Track);
    await expect(media.all.update({ shelf, token: '3X' }, u => u.title.set('x'))).rejects.toThrow(ItemNotFoundError);
    await expect(media.all.update({ shelf, token: '1T' }, u => u.title.set('x'), { upsert: true })).rejects.toThrow(InvalidExpressionError);
    expect(await media.all.delete({ shelf, token: '3X' }, { returnOld: true })).toBeUndefined();
    expect(await media.all.deleteKey({ shelf, token: '2T' }, { returnOld: true })).toBeInstanceOf(Track);
  });

  it('has keys and items for batches and transactions', async () => {
    const keys = ['1A', '1T', '3X', 'none'].map(token => media.all.key({ shelf, token }));
    const loaded = await db.batchLoad(keys);
    expect(loaded.getItems(Album)).toHaveLength(1);
    expect(loaded.getItems(Track)).toHaveLength(1);
    expect((await db.transactionLoad(keys)).items).toHaveLength(2);
    const track = media.all.create({ mediaType: 'track', shelf, token: 'n', title: 'new', runLength: 'PT2M' });
    expect(track).toBeInstanceOf(Track);
    await db.batchWrite(new BatchWriteSet().clobber(track).delete(media.all.key({ shelf, token: '1A' })));
    await db.transactionWrite(
      new TransactionWriteSet()
        .save(Object.assign(new Album(), { shelf, token: 'o', title: 'o', tracks: 2 }))
        .update(media.all.key({ shelf, token: 'n' }), u => u.title.set('renamed'), { if: m => m.title.eq('new') })
        .delete(media.all.key({ shelf, token: '2A' })),
    );
    expect(tokens((await media.all.query(beginsWith({ shelf }))).contents)).toEqual(['1T', '2T', 'n', 'o']);
    expect(await media.tracks.load({ shelf, token: 'n' })).toMatchObject({ title: 'renamed' });
  });
});

describe('a collection', () => {
  it('gives the items of one partition in the order of their sort keys, each of its class', async () => {
    const orderId = `order${count}`;
    await orders.orders.save({ orderId, customer: 'c', note: 'n' });
    await orders.events.save({ orderId, at: '1', note: 'n' });
    for (let line = 1; line <= 5; line += 1)
      await orders.lines.save({ orderId, line: `${line}`, sku: 's', ...(line > 3 && { note: 'n' }) });
    const { contents } = await orders.withLines.query(beginsWith({ orderId }));
    expect(contents.map(item => (item instanceof OrderLine ? item.line : item.customer))).toEqual(['c', '1', '2', '3', '4', '5']);
    expect(contents[0]).toEqual(await orders.orders.load({ orderId }));
    expect(await orders.withLines.count(beginsWith({ orderId }))).toBe(6);
    expect(await orders.withLines.count(beginsWith({ orderId }), { filter: o => o.note.eq('n') })).toBe(3);
    const limited: unknown[] = [];
    for await (const item of orders.withLines.queryAllContents(beginsWith({ orderId }), { limit: 4, pageSize: 2, asc: false }))
      limited.push(item);
    expect(limited.map(item => (item as OrderLine).line)).toEqual(['5', '4', '3', '2']);
    const paged: unknown[] = [];
    for await (const page of orders.withLines.queryAll(beginsWith({ orderId }), { pageSize: 1 })) paged.push(...page.contents);
    expect(paged).toEqual(contents);
    expect((await orders.withLines.scan({ filter: o => o.note.exists() })).contents).toHaveLength(3);
    await expect(orders.withLines.query(between({ orderId }, { orderId }))).rejects.toThrow(InvalidKeyError);
    const bySortKey = expression('begins_with(sort_key, :x)', { values: { ':x': 'LINE' } });
    await expect(orders.withLines.query(beginsWith({ orderId }), { filter: bySortKey })).rejects.toThrow(InvalidExpressionError);
  });
});

describe('a mistake in oneOf()', () => {
  const creating = (views: Parameters<typeof logicalTable>[0]['views']) => {
    class Things extends LogicalDb {
      things = logicalTable({ name: 'things', indexes: { by_label: { partitionKey: 'label', sortKey: 'title' } }, views });
    }
    return () => LogicalDb.create(Things, servers.dynamoDb);
  };
  const key = { key: ['shelf', 'token'] } as const;

  it('is found when the database is created', () => {
    const albums = inlineView(Album, key);
    const tracks = inlineView(Track, key);
    const labelled = secondaryIndex(Album, { index: 'by_label', key: ['label', 'title'] });
    expect(creating({ albums, labelled, all: inlineView(oneOf(Album, Track), key) })).toThrow(/no view of Track alone.*inlineView\(Track/s);
    expect(creating({ albums, labelled, all: inlineView(oneOf(Album, Album), key) })).toThrow(/names a class twice/);
    expect(creating({ albums, tracks, labelled, all: inlineView(oneOf(Album, Track), { key: ['shelf', 'title'] }) })).toThrow(
      /its key is not that of/,
    );
    expect(
      creating({ albums, tracks, labelled, all: secondaryIndex(oneOf(Album, Track), { index: 'by_label', key: ['label', 'title'] }) }),
    ).toThrow(/no view of Track alone.*secondaryIndex\(Track/s);
    expect(creating({ albums, labelled, tapes: inlineView(Tape, key), all: inlineView(oneOf(Album, Tape), key) })).toThrow(
      /`version` alike/,
    );
    expect(() => collection(Order as never, { key: ['orderId'] as never })).toThrow(DeclarationError);
  });
});
