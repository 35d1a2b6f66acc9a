import { inlineView, LogicalDb, logicalTable, secondaryIndex } from '@tempest-ts/tempest';
import { AlbumInfo } from './album-info.js';
import { AlbumTrack } from './album-track.js';
import { PlaylistInfo } from './playlist-info.js';

// #region music-db
export class MusicDb extends LogicalDb {
  music = logicalTable({
    name: 'music_items',
    partitionKey: 'partition_key',
    sortKey: 'sort_key',
    indexes: {
      genre_album_index: { partitionKey: 'genre_name', sortKey: 'partition_key' },
      artist_album_index: { partitionKey: 'artist_name', sortKey: 'partition_key' },
      label_album_index: { partitionKey: 'label_name', sortKey: 'partition_key' },
      album_track_title_index: { local: true, sortKey: 'track_title' },
    },
    views: {
      albumInfo: inlineView(AlbumInfo, { key: ['albumToken'] }),
      albumTracks: inlineView(AlbumTrack, { key: ['albumToken', 'trackToken'] }),
      playlistInfo: inlineView(PlaylistInfo, { key: ['playlistToken'] }),
      albumInfoByGenre: secondaryIndex(AlbumInfo, { index: 'genre_album_index', key: ['genreName', 'albumToken'] }),
      albumInfoByArtist: secondaryIndex(AlbumInfo, { index: 'artist_album_index', key: ['artistName', 'albumToken'] }),
      albumInfoByLabel: secondaryIndex(AlbumInfo, { index: 'label_album_index', key: ['labelName', 'albumToken'] }),
      albumTracksByTitle: secondaryIndex(AlbumTrack, { index: 'album_track_title_index', key: ['albumToken', 'trackTitle'] }),
    },
  });
}
// #endregion
