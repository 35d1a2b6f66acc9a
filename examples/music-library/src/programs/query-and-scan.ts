import { beginsWith, between, expression, greaterThan } from '@tempest-ts/tempest';
import { type AlbumTrack, trackToken } from '../album-track.js';
import type { MusicDb } from '../music-db.js';
import { saveSampleAlbums } from '../sample-albums.js';

type Tracks = readonly AlbumTrack[];

// #region partition
export async function tracksOf(db: MusicDb, albumToken: string): Promise<Tracks> {
  const page = await db.music.albumTracks.query(beginsWith({ albumToken }));
  return page.contents;
}
// #endregion

// #region prefix
export async function tracksByTitle(db: MusicDb, albumToken: string, title: string): Promise<Tracks> {
  const page = await db.music.albumTracksByTitle.query(beginsWith({ albumToken, trackTitle: title }));
  return page.contents;
}
// #endregion

// #region range
export async function someTracks(db: MusicDb, albumToken: string, first: number, last: number): Promise<Tracks> {
  const page = await db.music.albumTracks.query(
    between({ albumToken, trackToken: trackToken(first) }, { albumToken, trackToken: trackToken(last) }),
  );
  return page.contents;
}

export async function tracksAfter(db: MusicDb, albumToken: string, trackNumber: number): Promise<Tracks> {
  const page = await db.music.albumTracks.query(greaterThan({ albumToken, trackToken: trackToken(trackNumber) }));
  return page.contents;
}
// #endregion

// #region descending
export async function lastTracks(db: MusicDb, albumToken: string, count: number): Promise<Tracks> {
  const page = await db.music.albumTracks.query(beginsWith({ albumToken }), { asc: false, pageSize: count });
  return page.contents;
}
// #endregion

// #region filter
export async function longTracks(db: MusicDb, albumToken: string, seconds: number): Promise<Tracks> {
  const page = await db.music.albumTracks.query(beginsWith({ albumToken }), {
    filter: track => track.runLength.gt(seconds).and(track.trackDescription.notExists()),
  });
  return page.contents;
}

/** The same in DynamoDB's own language, which names attributes. */
export async function longTracksByExpression(db: MusicDb, albumToken: string, seconds: number): Promise<Tracks> {
  const page = await db.music.albumTracks.query(beginsWith({ albumToken }), {
    filter: expression('run_length > :seconds AND attribute_not_exists(track_description)', { values: { ':seconds': seconds } }),
  });
  return page.contents;
}
// #endregion

// #region pages
export async function tracksPageByPage(db: MusicDb, albumToken: string): Promise<Tracks> {
  const tracks: AlbumTrack[] = [];
  let offset: string | undefined;
  do {
    const page = await db.music.albumTracks.query(beginsWith({ albumToken }), { pageSize: 2, initialOffset: offset });
    tracks.push(...page.contents);
    offset = page.offset;
  } while (offset !== undefined);
  return tracks;
}
// #endregion

// #region all
export async function runLengthOf(db: MusicDb, albumToken: string): Promise<number> {
  let seconds = 0;
  for await (const track of db.music.albumTracks.queryAllContents(beginsWith({ albumToken }))) seconds += track.runLength;
  return seconds;
}

export async function firstLongTrack(db: MusicDb, albumToken: string, seconds: number): Promise<AlbumTrack | undefined> {
  const tracks = db.music.albumTracks.queryAllContents(beginsWith({ albumToken }), {
    filter: track => track.runLength.gt(seconds),
    limit: 1,
  });
  for await (const track of tracks) return track;
  return undefined;
}
// #endregion

// #region index
export async function albumsOfLabel(db: MusicDb, labelName: string): Promise<readonly string[]> {
  const page = await db.music.albumInfoByLabel.query(beginsWith({ labelName }));
  return page.contents.map(album => album.albumTitle);
}
// #endregion

// #region count
export function countTracks(db: MusicDb, albumToken: string): Promise<number> {
  return db.music.albumTracks.count(beginsWith({ albumToken }));
}
// #endregion

// #region scan
export async function allTracks(db: MusicDb): Promise<Tracks> {
  const tracks: AlbumTrack[] = [];
  for await (const page of db.music.albumTracks.scanAll()) tracks.push(...page.contents);
  return tracks;
}
// #endregion

// #region parallel-scan
export async function allTracksInParallel(db: MusicDb, totalSegments: number): Promise<Tracks> {
  const segments = Array.from({ length: totalSegments }, async (_, segment) => {
    const tracks: AlbumTrack[] = [];
    const scan = db.music.albumTracks.scanAllContents({ workerId: { segment, totalSegments } });
    for await (const track of scan) tracks.push(track);
    return tracks;
  });
  return (await Promise.all(segments)).flat();
}
// #endregion

const titles = (tracks: Tracks): string => tracks.map(track => track.trackTitle).join(', ');

export async function queryAndScan(db: MusicDb): Promise<string[]> {
  await saveSampleAlbums(db);
  const album = 'kind-of-blue';
  return [
    `tracks: ${titles(await tracksOf(db, album))}`,
    `by title: ${titles(await tracksByTitle(db, album, 'F'))}`,
    `2 to 4: ${titles(await someTracks(db, album, 2, 4))}`,
    `after 3: ${titles(await tracksAfter(db, album, 3))}`,
    `last two: ${titles(await lastTracks(db, album, 2))}`,
    `long: ${titles(await longTracks(db, album, 570))}`,
    `long, by an expression: ${titles(await longTracksByExpression(db, album, 570))}`,
    `page by page: ${(await tracksPageByPage(db, album)).length} tracks`,
    `run length: ${await runLengthOf(db, album)} seconds`,
    `first long one: ${(await firstLongTrack(db, album, 600))?.trackTitle}`,
    `on Columbia: ${(await albumsOfLabel(db, 'Columbia')).join(', ')}`,
    `counted: ${await countTracks(db, album)} tracks`,
    `scanned: ${(await allTracks(db)).length} tracks, in parallel ${(await allTracksInParallel(db, 3)).length}`,
  ];
}
