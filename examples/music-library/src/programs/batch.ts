import { BatchWriteSet } from '@tempest-ts/tempest';
import { AlbumInfo } from '../album-info.js';
import { AlbumTrack, trackToken } from '../album-track.js';
import type { MusicDb } from '../music-db.js';
import type { PlaylistInfo } from '../playlist-info.js';
import { saveSampleAlbums } from '../sample-albums.js';

// #region load
export async function playlistTracks(db: MusicDb, playlist: PlaylistInfo): Promise<readonly AlbumTrack[]> {
  const items = await db.batchLoad(playlist.playlistTracks.map(entry => db.music.albumTracks.key(entry)));
  return items.getItems(AlbumTrack);
}
// #endregion

// #region load-several
export async function albumOfTrack(db: MusicDb, albumToken: string, trackNumber: number): Promise<string> {
  const items = await db.batchLoad([
    db.music.albumInfo.key({ albumToken }),
    db.music.albumTracks.key({ albumToken, trackToken: trackToken(trackNumber) }),
  ]);
  const [album] = items.getItems(AlbumInfo);
  const [track] = items.getItems(AlbumTrack);
  return `${track?.trackTitle} (${album?.albumTitle})`;
}
// #endregion

// #region write
/** Whether everything was written. What was not is in the result, to be put into another set. */
export async function backfill(db: MusicDb, toSave: readonly AlbumTrack[], toDelete: readonly AlbumTrack[]): Promise<boolean> {
  const set = new BatchWriteSet().clobber(...toSave).delete(...toDelete.map(track => db.music.albumTracks.key(track)));
  const result = await db.batchWrite(set);
  return result.isSuccessful;
}
// #endregion

export async function batch(db: MusicDb): Promise<string[]> {
  await saveSampleAlbums(db);
  const playlist = await db.music.playlistInfo.save({
    playlistToken: 'evening',
    playlistName: 'Evening',
    playlistTracks: [
      { albumToken: 'blue-train', trackToken: trackToken(5) },
      { albumToken: 'kind-of-blue', trackToken: trackToken(3) },
      { albumToken: 'kind-of-blue', trackToken: trackToken(9) },
    ],
  });
  const titles = (tracks: readonly AlbumTrack[]): string => tracks.map(track => track.trackTitle).join(', ');
  const lines = [`playlist: ${titles(await playlistTracks(db, playlist))}`, `one of each: ${await albumOfTrack(db, 'blue-train', 1)}`];
  const alternateTakes = Array.from({ length: 30 }, (_, take) =>
    db.music.albumTracks.create({
      albumToken: 'blue-train',
      trackToken: trackToken(take + 6),
      trackTitle: `Blue Train, take ${take + 1}`,
      runLength: 600,
    }),
  );
  lines.push(`wrote ${alternateTakes.length} takes: ${await backfill(db, alternateTakes, [])}`);
  lines.push(`deleted them again: ${await backfill(db, [], alternateTakes)}`);
  return lines;
}
