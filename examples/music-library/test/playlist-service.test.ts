// #region servers
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { emptyMusicDb } from '../src/empty-music-db.js';
import { PlaylistInfo } from '../src/playlist-info.js';
import { PlaylistService } from '../src/playlist-service.js';

let servers: LocalServers;

beforeAll(async () => {
  servers = await startLocalServers();
});

afterAll(() => servers.stop());
// #endregion

describe('a playlist service', () => {
  // #region clock
  it('makes the playlist, and dates it', async () => {
    const now = new Date('2026-01-02T03:04:05Z');
    const db = await emptyMusicDb(servers, 'dated', () => now);
    const service = new PlaylistService(db.repository(PlaylistInfo));
    await service.add('evening', { albumToken: 'kind-of-blue', trackToken: '0001' });
    const playlist = await db.music.playlistInfo.load({ playlistToken: 'evening' });
    expect(playlist).toMatchObject({ playlistName: 'Untitled', playlistVersion: 1, createdAt: now, updatedAt: now });
    expect(playlist?.playlistTracks).toHaveLength(1);
  });
  // #endregion

  // #region writers
  it('loses no track where many are added at once', async () => {
    const db = await emptyMusicDb(servers, 'busy');
    const service = new PlaylistService(db.repository(PlaylistInfo));
    const tokens = Array.from({ length: 20 }, (_, number) => `00${number + 10}`);
    await Promise.all(tokens.map(trackToken => service.add('evening', { albumToken: 'kind-of-blue', trackToken })));
    const playlist = await db.music.playlistInfo.load({ playlistToken: 'evening' }, { consistentRead: true });
    expect(playlist?.playlistTracks.map(entry => entry.trackToken).sort()).toEqual(tokens);
  });
  // #endregion
});
