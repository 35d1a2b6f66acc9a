import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { beginsWith, between, equalTo, greaterThan, InvalidOffsetError, LogicalDb, lessThan } from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { AlbumInfo, type AlbumTrack, MusicDb } from '../fixtures/music.js';

let servers: LocalServers;
let db: MusicDb;

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(MusicDb);
  db = LogicalDb.create(MusicDb, servers.dynamoDb);
  for (const album of ['A1', 'A2', 'A3']) {
    await db.music.albumInfo.save({
      albumToken: album,
      albumTitle: `title ${album}`,
      artistName: 'artist',
      releaseDate: new Date('2020-01-02T03:04:05.678Z'),
    });
    for (let track = 1; track <= 5; track += 1) {
      await db.music.albumTracks.save({
        albumToken: album,
        trackToken: `T${track}`,
        trackTitle: `song ${6 - track}`,
        runLength: `PT${track}M`,
      });
    }
  }
});

afterAll(() => servers.stop());

const tokens = (tracks: readonly AlbumTrack[]) => tracks.map(track => track.trackToken);

describe('several entities in one table', () => {
  it('load what was saved, as instances of their classes, with names, prefixes and dates', async () => {
    const info = await db.music.albumInfo.load({ albumToken: 'A1' });
    expect(info).toBeInstanceOf(AlbumInfo);
    expect(info).toEqual(
      Object.assign(new AlbumInfo(), {
        albumToken: 'A1',
        albumTitle: 'title A1',
        artistName: 'artist',
        releaseDate: new Date('2020-01-02T03:04:05.678Z'),
      }),
    );
    expect(await db.music.albumTracks.load({ albumToken: 'A1', trackToken: 'T9' })).toBeUndefined();
  });

  it('are not read through each other’s views', async () => {
    const page = await db.music.albumTracks.query(beginsWith({ albumToken: 'A1' }));
    expect(tokens(page.contents)).toEqual(['T1', 'T2', 'T3', 'T4', 'T5']);
    const infos = await db.music.albumInfo.scan();
    expect(infos.contents.map(info => info.albumToken).sort()).toEqual(['A1', 'A2', 'A3']);
    expect(infos.contents.every(info => info instanceof AlbumInfo)).toBe(true);
    expect((await db.music.albumTracks.scan()).contents).toHaveLength(15);
  });

  it('keep to themselves in ranges that run past their prefix', async () => {
    const before = await db.music.albumTracks.query(lessThan({ albumToken: 'A1', trackToken: 'T3' }));
    expect(tokens(before.contents)).toEqual(['T1', 'T2']);
    const after = await db.music.albumTracks.query(greaterThan({ albumToken: 'A1', trackToken: 'T3' }));
    expect(tokens(after.contents)).toEqual(['T4', 'T5']);
    expect(await db.music.albumTracks.count(lessThan({ albumToken: 'A1', trackToken: 'T3' }))).toBe(2);
    expect(await db.music.albumTracks.count(beginsWith({ albumToken: 'A1' }))).toBe(5);
    const some = await db.music.albumTracks.query(between({ albumToken: 'A1', trackToken: 'T2' }, { albumToken: 'A1', trackToken: 'T4' }));
    expect(tokens(some.contents)).toEqual(['T2', 'T3', 'T4']);
    expect((await db.music.albumInfo.query(equalTo({ albumToken: 'A1' }))).contents).toHaveLength(1);
  });
});

describe('secondary indexes', () => {
  it('are read by their own keys', async () => {
    const byTitle = await db.music.tracksByTitle.query(beginsWith({ albumToken: 'A1', trackTitle: 'song' }));
    expect(tokens(byTitle.contents)).toEqual(['T5', 'T4', 'T3', 'T2', 'T1']);
    const albums = await db.music.albumsByArtist.query(beginsWith({ artistName: 'artist' }));
    expect(albums.contents.map(album => album.albumToken)).toEqual(['A1', 'A2', 'A3']);
  });

  it('are asked only for what a smaller class declares', async () => {
    const titles = await db.music.titlesByArtist.query(beginsWith({ artistName: 'artist', albumToken: 'A2' }));
    expect(titles.contents).toEqual([{ artistName: 'artist', albumToken: 'A2', albumTitle: 'title A2' }]);
  });
});

describe('paging', () => {
  it('goes on where it stopped, in both directions', async () => {
    for (const asc of [true, false]) {
      const all: string[] = [];
      for await (const page of db.music.albumTracks.queryAll(beginsWith({ albumToken: 'A1' }), { pageSize: 2, asc }))
        all.push(...tokens(page.contents));
      expect(all).toEqual(asc ? ['T1', 'T2', 'T3', 'T4', 'T5'] : ['T5', 'T4', 'T3', 'T2', 'T1']);
    }
  });

  it('refuses an offset of another condition, and a damaged one', async () => {
    const { offset } = await db.music.albumTracks.query(beginsWith({ albumToken: 'A1' }), { pageSize: 2 });
    expect(offset).toMatch(/^[\w-]+$/);
    await expect(db.music.albumTracks.query(beginsWith({ albumToken: 'A2' }), { initialOffset: offset })).rejects.toThrow(
      InvalidOffsetError,
    );
    await expect(db.music.albumTracks.query(beginsWith({ albumToken: 'A1' }), { initialOffset: 'nonsense' })).rejects.toThrow('damaged');
  });

  it('cuts a page by bytes and goes on behind the cut', async () => {
    const pages = [];
    for await (const page of db.music.albumTracks.queryAll(beginsWith({ albumToken: 'A1' }), { maxPageBytes: 200 }))
      pages.push(tokens(page.contents));
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flat()).toEqual(['T1', 'T2', 'T3', 'T4', 'T5']);
  });
});
