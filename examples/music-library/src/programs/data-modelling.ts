import { beginsWith, createTableInputs } from '@tempest-ts/tempest';
import { MusicDb } from '../music-db.js';
import { saveSampleAlbums } from '../sample-albums.js';

// #region table
/** The declared table, as the requests that create it say it. */
export function describeTables(): string[] {
  return createTableInputs(MusicDb).map(input => {
    const keys = input.KeySchema?.map(key => key.AttributeName).join(', ');
    const indexes = [...(input.GlobalSecondaryIndexes ?? []), ...(input.LocalSecondaryIndexes ?? [])].map(index => index.IndexName);
    return `${input.TableName} (${keys}), indexes ${indexes.join(', ')}`;
  });
}
// #endregion

export async function dataModelling(db: MusicDb): Promise<string[]> {
  await saveSampleAlbums(db);
  await db.music.playlistInfo.save({ playlistToken: 'evening', playlistName: 'Evening', playlistTracks: [] });
  const lines = describeTables();

  // #region views
  const album = await db.music.albumInfo.load({ albumToken: 'kind-of-blue' });
  const tracks = await db.music.albumTracks.query(beginsWith({ albumToken: 'kind-of-blue' }));
  const byDavis = await db.music.albumInfoByArtist.query(beginsWith({ artistName: 'Miles Davis' }));
  // #endregion
  lines.push(`${album?.albumTitle}, ${album?.releaseDate.getUTCFullYear()}, by ${album?.artistName}`);
  lines.push(...tracks.contents.slice(0, 2).map(track => `${track.trackNumber()}. ${track.trackTitle}`));
  lines.push(`Miles Davis: ${byDavis.contents.map(each => each.albumTitle).join(', ')}`);

  // #region validate
  const differences = await db.validate();
  for (const { message } of differences) lines.push(message);
  // #endregion
  lines.push(`the table is as it is declared: ${differences.length === 0}`);
  return lines;
}
