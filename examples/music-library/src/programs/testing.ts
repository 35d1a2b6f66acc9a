import { trackToken } from '../album-track.js';
import type { MusicDb } from '../music-db.js';
import { PlaylistInfo } from '../playlist-info.js';
import { PlaylistService } from '../playlist-service.js';

/** What the application does with the service that `test/playlist-service.test.ts` tests. */
export async function testing(db: MusicDb): Promise<string[]> {
  // #region inject
  const service = new PlaylistService(db.repository(PlaylistInfo));
  // #endregion
  const first = await service.add('new', { albumToken: 'kind-of-blue', trackToken: trackToken(1) });
  const second = await service.add('new', { albumToken: 'blue-train', trackToken: trackToken(2) });
  return [first, second].map(each => `${each.playlistName}: ${each.playlistTracks.length} tracks, version ${each.playlistVersion}`);
}
