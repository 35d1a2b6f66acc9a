// #region service
import type { Repository } from '@tempest-ts/tempest';
import type { PlaylistEntry, PlaylistInfo } from './playlist-info.js';

export class PlaylistService {
  readonly #playlists: Repository<PlaylistInfo, 'playlistToken'>;

  constructor(playlists: Repository<PlaylistInfo, 'playlistToken'>) {
    this.#playlists = playlists;
  }

  /** The playlist, made where there is none. */
  async add(playlistToken: string, entry: PlaylistEntry): Promise<PlaylistInfo> {
    return this.#playlists.update(
      { playlistToken },
      playlist => [playlist.playlistTracks.append(entry), playlist.playlistName.setIfAbsent('Untitled')],
      { upsert: true },
    );
  }
}
// #endregion
