import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../test-support/start-test-servers.js';
import { emptyMusicDb } from '../src/empty-music-db.js';
import type { MusicDb } from '../src/music-db.js';

let servers: LocalServers;
let db: MusicDb;

beforeAll(async () => {
  servers = await startTestServers();
  db = await emptyMusicDb(servers, 'rows', () => new Date('2026-01-02T03:04:05Z'));
});

afterAll(() => servers.stop());

it('stores the rows that the guide on data modelling shows', async () => {
  await db.music.albumInfo.save({
    albumToken: 'kind-of-blue',
    albumTitle: 'Kind of Blue',
    artistName: 'Miles Davis',
    releaseDate: new Date('1959-08-17'),
    genreName: 'Jazz',
    labelName: 'Columbia',
  });
  await db.music.albumTracks.save({ albumToken: 'kind-of-blue', trackToken: '0001', trackTitle: 'So What', runLength: 562 });
  const playlistTracks = [{ albumToken: 'kind-of-blue', trackToken: '0001' }];
  await db.music.playlistInfo.save({ playlistToken: 'evening', playlistName: 'Evening', playlistTracks });
  const { Items = [] } = await servers.dynamoDb.send(new ScanCommand({ TableName: 'rows_music_items' }));
  expect(Items).toHaveLength(3);
  expect(Items).toEqual(
    expect.arrayContaining([
      {
        partition_key: { S: 'ALBUM_kind-of-blue' },
        sort_key: { S: 'INFO_' },
        album_title: { S: 'Kind of Blue' },
        artist_name: { S: 'Miles Davis' },
        release_date: { S: '1959-08-17' },
        genre_name: { S: 'Jazz' },
        label_name: { S: 'L_Columbia' },
      },
      {
        partition_key: { S: 'ALBUM_kind-of-blue' },
        sort_key: { S: 'TRACK_0001' },
        track_title: { S: 'So What' },
        run_length: { N: '562' },
      },
      {
        partition_key: { S: 'PLAYLIST_evening' },
        sort_key: { S: 'INFO_' },
        playlist_name: { S: 'Evening' },
        playlist_tracks: { L: [{ M: { album_token: { S: 'kind-of-blue' }, track_token: { S: '0001' } } }] },
        playlist_version: { N: '1' },
        created_at: { S: '2026-01-02T03:04:05.000Z' },
        updated_at: { S: '2026-01-02T03:04:05.000Z' },
      },
    ]),
  );
});

it('leaves an empty label absent, so that the album is not in the index of labels', async () => {
  const fields = { albumTitle: 'x', artistName: 'x', releaseDate: new Date('2000-01-01'), genreName: 'x', labelName: '' };
  await db.music.albumInfo.save({ albumToken: 'unlabelled', ...fields });
  const { Items = [] } = await servers.dynamoDb.send(new ScanCommand({ TableName: 'rows_music_items', IndexName: 'label_album_index' }));
  expect(Items.map(row => row.partition_key?.S)).toEqual(['ALBUM_kind-of-blue']);
  expect((await db.music.albumInfo.load({ albumToken: 'unlabelled' }))?.labelName).toBeUndefined();
});
