import { Attribute, CreatedAt, type Generated, UpdatedAt, Version } from '@tempest-ts/tempest';

// #region playlist-info
/** The key of a track, inside of a playlist. */
export class PlaylistEntry {
  @Attribute({ name: 'album_token' }) albumToken!: string;
  @Attribute({ name: 'track_token' }) trackToken!: string;
}

export class PlaylistInfo {
  @Attribute({ name: 'partition_key', prefix: 'PLAYLIST_' }) playlistToken!: string;
  @Attribute({ name: 'sort_key', prefix: 'INFO_' }) readonly sortKey = '';
  @Attribute({ name: 'playlist_name' }) playlistName!: string;
  @Attribute({ name: 'playlist_tracks', type: PlaylistEntry }) playlistTracks!: readonly PlaylistEntry[];
  @Version({ name: 'playlist_version' }) playlistVersion!: Generated<number>;
  @CreatedAt({ name: 'created_at' }) createdAt!: Generated<Date>;
  @UpdatedAt({ name: 'updated_at' }) updatedAt!: Generated<Date>;
}
// #endregion
