import { VersionConflictError } from '@tempest-ts/tempest';
import type { MusicDb } from '../music-db.js';
import type { PlaylistInfo } from '../playlist-info.js';

// #region rename
/** @throws VersionConflictError where another writer changed the playlist meanwhile */
export async function renamePlaylist(db: MusicDb, playlistToken: string, name: string): Promise<PlaylistInfo> {
  const playlist = await db.music.playlistInfo.load({ playlistToken }, { consistentRead: true });
  if (!playlist) throw new Error(`There is no playlist ${playlistToken}.`);
  return db.music.playlistInfo.save({ ...playlist, playlistName: name });
}
// #endregion

// #region retry
const MAX_TRIES = 3;

/** Reads and changes a playlist again where another writer was faster. */
export async function renameWhateverHappens(db: MusicDb, playlistToken: string, name: string): Promise<PlaylistInfo> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await renamePlaylist(db, playlistToken, name);
    } catch (error) {
      if (!(error instanceof VersionConflictError) || attempt === MAX_TRIES) throw error;
    }
  }
}
// #endregion

// #region update
/** Changes the name only, and only of the version that the user saw. */
export function renameAsSeen(db: MusicDb, seen: PlaylistInfo, name: string): Promise<PlaylistInfo> {
  return db.music.playlistInfo.update(seen, playlist => playlist.playlistName.set(name), { version: seen.playlistVersion });
}
// #endregion

// #region delete
/** Deletes the version that the user saw; `deleteKey` deletes any. */
export async function deleteAsSeen(db: MusicDb, seen: PlaylistInfo): Promise<void> {
  await db.music.playlistInfo.delete(seen);
}
// #endregion

// #region conflict
export async function conflictOf(write: Promise<unknown>): Promise<string> {
  try {
    await write;
    return 'no conflict';
  } catch (error) {
    if (!(error instanceof VersionConflictError)) throw error;
    return `expected version ${error.expected ?? 'none'}, stored is ${error.actual ?? 'none'}`;
  }
}
// #endregion

export async function optimisticLocking(db: MusicDb): Promise<string[]> {
  const fields = { playlistToken: 'evening', playlistName: 'Evening', playlistTracks: [] };
  const made = await db.music.playlistInfo.save(fields);
  const lines = [`made version ${made.playlistVersion}`, `made again: ${await conflictOf(db.music.playlistInfo.save(fields))}`];

  const renamed = await renamePlaylist(db, 'evening', 'Late evening');
  lines.push(`renamed: version ${renamed.playlistVersion}`);
  lines.push(`saved as first read: ${await conflictOf(db.music.playlistInfo.save({ ...made, playlistName: 'Morning' }))}`);
  lines.push(`updated as first read: ${await conflictOf(renameAsSeen(db, made, 'Morning'))}`);
  lines.push(`deleted as first read: ${await conflictOf(deleteAsSeen(db, made))}`);

  await Promise.all([renameWhateverHappens(db, 'evening', 'Night'), renameWhateverHappens(db, 'evening', 'Midnight')]);
  const both = await db.music.playlistInfo.load({ playlistToken: 'evening' }, { consistentRead: true });
  lines.push(`two at once: version ${both?.playlistVersion}`);
  return lines;
}
