import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Attribute,
  BatchWriteSet,
  beginsWith,
  ConditionFailedError,
  DeclarationError,
  Discriminator,
  InvalidExpressionError,
  InvalidItemError,
  ItemNotFoundError,
  inlineView,
  LogicalDb,
  logicalTable,
  TransactionCanceledError,
  TransactionWriteSet,
  VersionConflictError,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { Album, MediaDb, Tape, Track } from '../fixtures/media.js';

let servers: LocalServers;
let db: MediaDb;
let media: MediaDb['media'];

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(MediaDb);
  db = LogicalDb.create(MediaDb, servers.dynamoDb);
  media = db.media;
});

afterAll(() => servers.stop());

let count = 0;
let shelf: string;

/** A1, T1, A2, T2 … of one shelf. */
beforeEach(async () => {
  count += 1;
  shelf = `shelf${count}`;
  for (const number of [1, 2, 3]) {
    await media.albums.save({ shelf, token: `${number}A`, title: `album ${number}`, label: shelf, tracks: number });
    await media.tracks.save({ shelf, token: `${number}T`, title: `track ${number}`, label: shelf, runLength: `PT${number}M` });
  }
});

const tokens = (items: readonly { readonly token: string }[]) => items.map(({ token }) => token);
const rowOf = async (token: string) =>
  (
    await servers.dynamoDb.send(
      new GetItemCommand({
        TableName: 'media',
        Key: { partition_key: { S: shelf }, sort_key: { S: `MEDIA_${token}` } },
        ConsistentRead: true,
      }),
    )
  ).Item;

describe('classes whose keys are alike', () => {
  it('are told apart by what each writes with its items', async () => {
    expect(await rowOf('1A')).toMatchObject({ media_type: { S: 'album' } });
    const album = await media.albums.load({ shelf, token: '1A' });
    expect(album).toBeInstanceOf(Album);
    expect(album).toMatchObject({ mediaType: 'album', tracks: 1 });
    expect(await media.tracks.load({ shelf, token: '1A' })).toBeUndefined();
    const items = await db.batchLoad([media.albums.key({ shelf, token: '1A' }), media.albums.key({ shelf, token: '1T' })]);
    expect(items.items).toEqual([album]);
    const moment = await db.transactionLoad([media.tracks.key({ shelf, token: '1A' }), media.tracks.key({ shelf, token: '1T' })]);
    expect(tokens(moment.getItems(Track))).toEqual(['1T']);
  });

  it('are queried, counted, limited, paged and scanned each by itself', async () => {
    expect(tokens((await media.albums.query(beginsWith({ shelf }))).contents)).toEqual(['1A', '2A', '3A']);
    expect(await media.tracks.count(beginsWith({ shelf }))).toBe(3);
    expect(await media.tracks.count(beginsWith({ shelf }), { filter: t => t.runLength.ne('PT1M') })).toBe(2);
    const limited: Album[] = [];
    for await (const album of media.albums.queryAllContents(beginsWith({ shelf }), { limit: 2, pageSize: 1, asc: false }))
      limited.push(album);
    expect(tokens(limited)).toEqual(['3A', '2A']);
    const scanned = (await media.tracks.scan({ filter: t => t.label.eq(shelf) })).contents;
    expect(tokens(scanned).sort()).toEqual(['1T', '2T', '3T']);
  });

  it('are read through indexes, one that is keyed by the discriminator among them', async () => {
    expect(tokens((await media.albumsByLabel.query(beginsWith({ label: shelf }))).contents)).toEqual(['1A', '2A', '3A']);
    const byType = await media.tracksByType.query(beginsWith({ mediaType: 'track', title: 'track' }), { filter: t => t.label.eq(shelf) });
    expect(tokens(byType.contents)).toEqual(['1T', '2T', '3T']);
    expect(await media.tracksByType.count(beginsWith({ mediaType: 'track' }))).toBe(3 * count);
  });
});

describe('a write through the view of another class', () => {
  it('updates nothing', async () => {
    const key = { shelf, token: '1T' };
    await expect(media.albums.update(key, u => u.title.set('x'))).rejects.toThrow(ItemNotFoundError);
    await expect(media.albums.update(key, u => u.title.set('x'), { upsert: true })).rejects.toThrow(/no Album, by its media_type/);
    await expect(media.tapes.update(key, u => u.title.set('x'), { version: 3 })).rejects.toThrow(ItemNotFoundError);
    expect(await media.tracks.load(key)).toMatchObject({ title: 'track 1' });
  });

  it('deletes nothing: there is no such item of its class', async () => {
    const key = { shelf, token: '1T' };
    expect(await media.albums.deleteKey(key, { returnOld: true })).toBeUndefined();
    expect(await media.albums.delete(key)).toBeUndefined();
    await expect(media.albums.deleteKey(key, { if: a => a.title.exists() })).rejects.toThrow(ConditionFailedError);
    await expect(media.tapes.delete({ ...key, version: 1 })).rejects.toThrow(ConditionFailedError);
    await expect(db.transactionWrite(new TransactionWriteSet().delete(media.albums.key(key)))).rejects.toThrow(TransactionCanceledError);
    await expect(
      db.transactionWrite(new TransactionWriteSet().checkCondition(media.albums.key(key), { if: a => a.title.eq('track 1') })),
    ).rejects.toThrow(TransactionCanceledError);
    expect(await media.tracks.deleteKey(key, { returnOld: true })).toMatchObject({ title: 'track 1' });
    expect(await media.tracks.deleteKey(key, { returnOld: true })).toBeUndefined();
  });

  it('replaces what a put names, and nothing under a condition or a version', async () => {
    const album = { shelf, token: '1T', title: 'album', tracks: 1 };
    await expect(media.albums.save(album, { if: a => a.label.exists() })).rejects.toThrow(ConditionFailedError);
    await expect(media.tapes.save({ shelf, token: '1T', title: 'tape' })).rejects.toThrow(ConditionFailedError);
    await media.albums.save(album);
    expect(await media.tracks.load(album)).toBeUndefined();
    expect(await media.albums.load(album)).toMatchObject(album);
  });
});

describe('the discriminator', () => {
  it('is written by upserts, batches and transactions', async () => {
    await media.albums.update({ shelf, token: 'up' }, u => [u.title.set('t'), u.tracks.set(1)], { upsert: true });
    await media.albums.update({ shelf, token: 'up' }, u => u.title.set('u'), { upsert: true });
    await db.batchWrite(new BatchWriteSet().clobber(media.tracks.create({ shelf, token: 'batch', title: 't', runLength: 'PT1M' })));
    await db.transactionWrite(new TransactionWriteSet().save(Object.assign(new Tape(), { shelf, token: 'tape', title: 't' })));
    expect((await rowOf('up'))?.media_type).toEqual({ S: 'album' });
    expect((await rowOf('batch'))?.media_type).toEqual({ S: 'track' });
    expect((await rowOf('tape'))?.media_type).toEqual({ S: 'tape' });
    const [tape] = (await media.tapes.query(beginsWith({ shelf }))).contents;
    await expect(media.tapes.save({ ...(tape as Tape), version: 7 })).rejects.toThrow(VersionConflictError);
  });

  it('is not changed by writes', async () => {
    const fields = { shelf, token: 'x', title: 't', tracks: 1, mediaType: 'track' as 'album' };
    await expect(media.albums.save(fields)).rejects.toThrow(InvalidItemError);
    await expect(media.albums.update({ shelf, token: '1A' }, u => u.mediaType.set('album'))).rejects.toThrow(InvalidExpressionError);
  });
});

describe('a mistake in a discriminator', () => {
  const create = (declare: (prototype: object) => void, initial: unknown) => {
    class Thing {
      id!: string;
      kind = initial;
    }
    Attribute({ name: 'partition_key' })(Thing.prototype, 'id');
    declare(Thing.prototype);
    class Things extends LogicalDb {
      things = logicalTable({ name: 'things', sortKey: null, views: { all: inlineView(Thing, { key: ['id'] }) } });
    }
    return () => LogicalDb.create(Things, servers.dynamoDb);
  };

  it('is found when the database is created', () => {
    expect(create(it => Discriminator()(it, 'kind'), undefined)).toThrow(/constant that each class initialises/);
    expect(create(it => Discriminator()(it, 'kind'), 3)).toThrow(/constant that each class initialises/);
    expect(create(it => Discriminator({ type: Date })(it, 'kind'), 'a')).toThrow(/stored as text/);
    const twice = (it: object) => {
      Discriminator()(it, 'kind');
      Discriminator()(it, 'id');
    };
    expect(create(twice, 'a')).toThrow(DeclarationError);
    class Same extends Album {}
    class Twins extends LogicalDb {
      twins = logicalTable({
        name: 'twins',
        views: { albums: inlineView(Album, { key: ['shelf', 'token'] }), same: inlineView(Same, { key: ['shelf', 'token'] }) },
      });
    }
    expect(() => LogicalDb.create(Twins, servers.dynamoDb)).toThrow(/nothing tells the rows of Same from those of Album/);
  });
});
