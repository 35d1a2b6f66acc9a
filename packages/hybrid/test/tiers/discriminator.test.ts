import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  ArchivedRowError,
  Attribute,
  archiveOf,
  beginsWith,
  ConditionFailedError,
  Discriminator,
  HybridLogicalDb,
  HybridTable,
  ItemNotFoundError,
  inlineView,
  LogicalDb,
  logicalTable,
} from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { testLayout } from '../../../../test-support/test-layout.js';

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: '{table}/{pk}/{sk}.json' })
abstract class Media {
  @Attribute({ name: 'partition_key' }) shelf!: string;
  @Attribute({ name: 'sort_key' }) token!: string;
  @Discriminator({ name: 'media_type' }) readonly mediaType!: string;
  @Attribute() title!: string;
  @ArchivalTimestamp() addedAt!: Date;
}

class Album extends Media {
  override readonly mediaType = 'album';
}

class Track extends Media {
  override readonly mediaType = 'track';
}

class MediaDb extends LogicalDb {
  media = logicalTable({
    name: 'media',
    views: { albums: inlineView(Album, { key: ['shelf', 'token'] }), tracks: inlineView(Track, { key: ['shelf', 'token'] }) },
  });
}

/** As the class was before anybody thought of classes: the same rows, the type an attribute like any other. */
@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: '{table}/{pk}/{sk}.json' })
class Medium {
  @Attribute({ name: 'partition_key' }) shelf!: string;
  @Attribute({ name: 'sort_key' }) token!: string;
  @Attribute({ name: 'media_type' }) type!: string;
  @Attribute() title!: string;
  @ArchivalTimestamp() addedAt!: Date;
}

class EarlierDb extends LogicalDb {
  media = logicalTable({ name: 'media', views: { all: inlineView(Medium, { key: ['shelf', 'token'] }) } });
}

const addedAt = new Date('2020-05-05T00:00:00.000Z');
let servers: LocalServers;
let regular: MediaDb;
let db: HybridLogicalDb<MediaDb>;
let earlier: HybridLogicalDb<EarlierDb>;

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(MediaDb);
  const config = { s3Config: { bucketName: servers.bucketName, client: servers.s3 }, archivalConfig: { layout: testLayout } };
  regular = LogicalDb.create(MediaDb, servers.dynamoDb);
  db = HybridLogicalDb.create(MediaDb, regular, config);
  earlier = HybridLogicalDb.create(EarlierDb, LogicalDb.create(EarlierDb, servers.dynamoDb), config);
});

afterAll(() => servers.stop());

let count = 0;
let shelf: string;
beforeEach(() => {
  count += 1;
  shelf = `shelf${count}`;
});

const rowOf = async (token: string) =>
  (
    await servers.dynamoDb.send(
      new GetItemCommand({ TableName: 'media', Key: { partition_key: { S: shelf }, sort_key: { S: token } }, ConsistentRead: true }),
    )
  ).Item;
const isArchived = async (token: string) => (await rowOf(token))?.s3Archive !== undefined;
const tokens = (items: readonly Media[]) => items.map(({ token }) => token);

describe('archived items of classes whose keys are alike', () => {
  beforeEach(async () => {
    for (const number of [1, 2]) {
      await db.media.albums.save({ shelf, token: `${number}A`, title: 'a', addedAt });
      await db.media.tracks.save({ shelf, token: `${number}T`, title: 't', addedAt });
    }
    expect(await db.archiveOldData()).toMatchObject({ itemsArchived: 4, errors: [] });
  });

  it('are told apart without being fetched', async () => {
    expect(await rowOf('1A')).toMatchObject({ media_type: { S: 'album' }, s3Archive: {} });
    expect(tokens((await db.media.albums.query(beginsWith({ shelf }))).contents)).toEqual(['1A', '2A']);
    expect(await db.media.tracks.count(beginsWith({ shelf }))).toBe(2);
    expect(await regular.media.tracks.count(beginsWith({ shelf }))).toBe(2);
    const track = await db.media.tracks.load({ shelf, token: '1T' });
    expect(track).toBeInstanceOf(Track);
    expect(archiveOf(track ?? {})).toBeDefined();
    expect(await db.media.albums.load({ shelf, token: '1T' })).toBeUndefined();
    expect(await regular.media.albums.load({ shelf, token: '1T' })).toBeUndefined();
    await expect(regular.media.tracks.load({ shelf, token: '1T' })).rejects.toThrow(ArchivedRowError);
  });

  it('are left as they are by writes through the view of another class', async () => {
    const key = { shelf, token: '1T' };
    await expect(db.media.albums.update(key, u => u.title.set('x'))).rejects.toThrow(ItemNotFoundError);
    await expect(db.media.albums.save({ ...key, title: 'x', addedAt }, { if: a => a.title.eq('t') })).rejects.toThrow(ConditionFailedError);
    expect(await db.media.albums.deleteKey(key, { returnOld: true })).toBeUndefined();
    expect(await isArchived('1T')).toBe(true);
    expect(await db.media.tracks.update(key, u => u.title.set('x'), { if: t => t.title.eq('t') })).toMatchObject({ title: 'x' });
    expect(await db.media.tracks.deleteKey({ shelf, token: '2T' }, { returnOld: true })).toMatchObject({ title: 't' });
  });
});

describe('items that were archived before their class had a discriminator', () => {
  beforeEach(async () => {
    await earlier.media.all.save({ shelf, token: '1A', type: 'album', title: 'a', addedAt });
    await earlier.media.all.save({ shelf, token: '1T', type: 'track', title: 't', addedAt });
    expect(await earlier.archiveOldData()).toMatchObject({ errors: [] });
    expect(await rowOf('1A')).not.toHaveProperty('media_type');
  });

  it('are not lost: they are told once they are whole', async () => {
    expect(tokens((await db.media.albums.query(beginsWith({ shelf }))).contents)).toEqual(['1A']);
    expect(await db.media.tracks.count(beginsWith({ shelf }))).toBe(1);
    expect(await db.media.albums.load({ shelf, token: '1A' })).toBeInstanceOf(Album);
    expect(await db.media.albums.load({ shelf, token: '1T' })).toBeUndefined();
    expect((await db.transactionLoad([db.media.albums.key({ shelf, token: '1T' })])).items).toEqual([]);
    await expect(regular.media.albums.query(beginsWith({ shelf }))).rejects.toThrow(ArchivedRowError);
  });

  it('are written to as what they are', async () => {
    await expect(db.media.albums.update({ shelf, token: '1T' }, u => u.title.set('x'))).rejects.toThrow(ItemNotFoundError);
    expect(await db.media.albums.update({ shelf, token: '1A' }, u => u.title.set('x'))).toMatchObject({ title: 'x' });
    await db.media.tracks.deleteKey({ shelf, token: '1T' });
    expect(await rowOf('1T')).toBeUndefined();
  });
});
