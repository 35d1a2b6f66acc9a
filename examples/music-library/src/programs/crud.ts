import { ConditionFailedError } from '@tempest-ts/tempest';
import type { AlbumInfo } from '../album-info.js';
import type { MusicDb } from '../music-db.js';

// #region load
export async function albumTitle(db: MusicDb, albumToken: string): Promise<string | undefined> {
  const album = await db.music.albumInfo.load({ albumToken });
  return album?.albumTitle;
}
// #endregion

// #region consistent
export async function currentAlbumTitle(db: MusicDb, albumToken: string): Promise<string | undefined> {
  const album = await db.music.albumInfo.load({ albumToken }, { consistentRead: true });
  return album?.albumTitle;
}
// #endregion

// #region save
export function saveBlueTrain(db: MusicDb): Promise<AlbumInfo> {
  return db.music.albumInfo.save({
    albumToken: 'blue-train',
    albumTitle: 'Blue Train',
    artistName: 'John Coltrane',
    releaseDate: new Date('1958-01-01'),
    genreName: 'Jazz',
    labelName: 'Blue Note',
  });
}
// #endregion

// #region save-if
/** Whether the album was new. */
export async function addAlbum(db: MusicDb, album: AlbumInfo): Promise<boolean> {
  try {
    await db.music.albumInfo.save(album, { if: stored => stored.albumToken.notExists() });
    return true;
  } catch (error) {
    if (error instanceof ConditionFailedError) return false;
    throw error;
  }
}
// #endregion

// #region update
export function correctAlbum(db: MusicDb, albumToken: string): Promise<AlbumInfo> {
  return db.music.albumInfo.update({ albumToken }, album => [album.genreName.set('Hard bop'), album.labelName.remove()], {
    if: album => album.genreName.eq('Jazz').or(album.genreName.notExists()),
  });
}
// #endregion

// #region delete
export async function deleteAlbum(db: MusicDb, albumToken: string): Promise<void> {
  await db.music.albumInfo.deleteKey({ albumToken });
}

/** The album that was deleted; `undefined` where there was none. */
export function takeAlbum(db: MusicDb, albumToken: string): Promise<AlbumInfo | undefined> {
  return db.music.albumInfo.deleteKey({ albumToken }, { returnOld: true });
}
// #endregion

export async function crud(db: MusicDb): Promise<string[]> {
  const saved = await saveBlueTrain(db);
  const lines = [
    `saved ${saved.albumTitle}`,
    `loaded ${await albumTitle(db, 'blue-train')}, ${await currentAlbumTitle(db, 'blue-train')}`,
    `no such album: ${await albumTitle(db, 'nothing')}`,
    `added again: ${await addAlbum(db, saved)}`,
  ];
  const corrected = await correctAlbum(db, 'blue-train');
  lines.push(`corrected to ${corrected.genreName}, label ${corrected.labelName}`);
  lines.push(`took ${(await takeAlbum(db, 'blue-train'))?.albumTitle}`);
  await deleteAlbum(db, 'blue-train');
  lines.push(`added after that: ${await addAlbum(db, saved)}`);
  return lines;
}
