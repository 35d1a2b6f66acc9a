import { TransactionCanceledError, TransactionWriteSet } from '@tempest-ts/tempest';
import type { AlbumInfo } from '../album-info.js';
import { AlbumTrack, trackToken } from '../album-track.js';
import type { MusicDb } from '../music-db.js';
import type { PlaylistEntry, PlaylistInfo } from '../playlist-info.js';
import { saveSampleAlbums } from '../sample-albums.js';

// #region load
export async function playlistTracksOfOneMoment(db: MusicDb, playlist: PlaylistInfo): Promise<readonly AlbumTrack[]> {
  const items = await db.transactionLoad(playlist.playlistTracks.map(entry => db.music.albumTracks.key(entry)));
  return items.getItems(AlbumTrack);
}
// #endregion

// #region write
/** Adds a track, if there is one, to the playlist, if it is still as it was read. */
export async function addTrackToPlaylist(db: MusicDb, playlistToken: string, entry: PlaylistEntry): Promise<void> {
  const playlist = await db.music.playlistInfo.load({ playlistToken });
  if (!playlist) throw new Error(`There is no playlist ${playlistToken}.`);
  const changed = { ...playlist, playlistTracks: [...playlist.playlistTracks, entry] };
  await db.transactionWrite(
    new TransactionWriteSet()
      .save(db.music.playlistInfo.create(changed))
      .checkCondition(db.music.albumTracks.key(entry), { if: track => track.trackTitle.exists() }),
  );
}
// #endregion

// #region update
/** The same without reading first: DynamoDB appends to whatever the playlist holds. */
export async function appendTrackToPlaylist(db: MusicDb, playlistToken: string, entry: PlaylistEntry): Promise<void> {
  await db.transactionWrite(
    new TransactionWriteSet()
      .update(db.music.playlistInfo.key({ playlistToken }), playlist => playlist.playlistTracks.append(entry))
      .checkCondition(db.music.albumTracks.key(entry), { if: track => track.trackTitle.exists() }),
  );
}
// #endregion

// #region token
/** An album and its tracks together, once for a request however often it comes. */
export async function releaseAlbum(db: MusicDb, album: AlbumInfo, tracks: readonly AlbumTrack[], requestId: string): Promise<void> {
  const set = new TransactionWriteSet().idempotencyToken(requestId).save(album, { if: stored => stored.albumToken.notExists() });
  for (const track of tracks) set.save(track);
  await db.transactionWrite(set);
}
// #endregion

// #region pager
export async function addTracksToPlaylist(db: MusicDb, playlistToken: string, entries: readonly PlaylistEntry[]): Promise<void> {
  const playlist = db.music.playlistInfo.key({ playlistToken });
  const pager = db.transactionWritingPager(entries, {
    maxTransactionItems: 8,
    item: (set, entry) => {
      set.checkCondition(db.music.albumTracks.key(entry), { if: track => track.trackTitle.exists() });
    },
    finishPage: (set, pageEntries) => {
      set.update(playlist, u => u.playlistTracks.append(pageEntries));
    },
  });
  await pager.execute();
}
// #endregion

// #region cancelled
export async function whyCancelled(write: Promise<void>): Promise<readonly string[]> {
  try {
    await write;
    return [];
  } catch (error) {
    if (!(error instanceof TransactionCanceledError)) throw error;
    return error.reasons.map(({ index, operation, entity, message }) => `operations[${index}], ${operation} of ${entity}: ${message}`);
  }
}
// #endregion

const entryOf = (albumToken: string, trackNumber: number): PlaylistEntry => ({ albumToken, trackToken: trackToken(trackNumber) });

export async function transactions(db: MusicDb): Promise<string[]> {
  await saveSampleAlbums(db);
  await db.music.playlistInfo.save({ playlistToken: 'evening', playlistName: 'Evening', playlistTracks: [] });
  await addTrackToPlaylist(db, 'evening', entryOf('kind-of-blue', 1));
  await appendTrackToPlaylist(db, 'evening', entryOf('blue-train', 5));

  const playlist = await db.music.playlistInfo.load({ playlistToken: 'evening' });
  if (!playlist) throw new Error('There is no such playlist.');
  const tracks = await playlistTracksOfOneMoment(db, playlist);
  const lines = [`version ${playlist.playlistVersion}: ${tracks.map(track => track.trackTitle).join(', ')}`];

  const [why] = await whyCancelled(addTrackToPlaylist(db, 'evening', entryOf('kind-of-blue', 99)));
  lines.push(`not added: ${why}`);

  const rest = [1, 2, 3, 4, 5].flatMap(number => [entryOf('milestones', number), entryOf('blue-train', number)]);
  await addTracksToPlaylist(db, 'evening', rest);
  const giantSteps = db.music.albumInfo.create({
    albumToken: 'giant-steps',
    albumTitle: 'Giant Steps',
    artistName: 'John Coltrane',
    releaseDate: new Date('1960-01-01'),
    genreName: 'Jazz',
  });
  const naima = db.music.albumTracks.create({ albumToken: 'giant-steps', trackToken: trackToken(6), trackTitle: 'Naima', runLength: 261 });
  await releaseAlbum(db, giantSteps, [naima], 'request-1');
  await releaseAlbum(db, giantSteps, [naima], 'request-1');
  const [whyNot] = await whyCancelled(releaseAlbum(db, giantSteps, [naima], 'request-2'));
  const longer = await db.music.playlistInfo.load({ playlistToken: 'evening' }, { consistentRead: true });
  lines.push(`version ${longer?.playlistVersion}: ${longer?.playlistTracks.length} tracks`);
  lines.push(`released twice: ${whyNot}`);
  return lines;
}
