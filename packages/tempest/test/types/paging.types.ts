/** Compiled by `npm run types`, never run: what must and what must not compile of paging and of comparing tables. */

import { beginsWith, type LogicalDb, type QueryAllOptions, type TableDescription, type TableDifference } from '@tempest-ts/tempest';
import type { AlbumTrack, MusicDb } from '../fixtures/music.js';

declare const db: MusicDb;
declare const anyDb: LogicalDb;
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_proof: Equal<A, B>): void {}

export async function mustCompile(): Promise<void> {
  const { albumTracks } = db.music;
  const album = beginsWith({ albumToken: 'a' });
  const options: QueryAllOptions<never> = { limit: 3, prefetch: false, pageSize: 2 };
  for await (const track of albumTracks.queryAllContents(album, options)) same<typeof track, AlbumTrack>(true);
  for await (const page of albumTracks.queryAll(album, { limit: 3, filter: t => t.runLength.gt('PT3M') })) page.contents[0]?.runLength;
  for await (const track of albumTracks.scanAllContents({ limit: 3, workerId: { segment: 0, totalSegments: 2 } })) track.trackTitle;
  for await (const page of albumTracks.scanAll({ prefetch: true, filter: t => t.runLength.exists() })) page.offset?.length;
  const differences: readonly TableDifference[] = await anyDb.validate({ ignore: ['billing-mode', 'extra-index'] });
  for (const difference of differences) {
    if (difference.kind === 'index-scope') same<typeof difference.live, 'local' | 'global' | undefined>(true);
    if (difference.kind === 'extra-index') difference.live?.projection.includes('name');
    if (difference.kind === 'key-type') difference.declared?.map(({ attribute, type }) => [attribute, type]);
  }
  await albumTracks.load({ albumToken: 'a', trackToken: 't' }, { timeoutMs: 500, signal: AbortSignal.timeout(9) });
  for await (const page of albumTracks.queryAll(album, { timeoutMs: 500 })) page.contents;
  await anyDb.batchLoad([], { timeoutMs: 500 });
  const tables: readonly TableDescription[] = db.describe();
  tables.map(({ timeToLive, views }) => [timeToLive, views[0]?.key]);
}

export async function mustNotCompile(): Promise<void> {
  const { albumTracks } = db.music;
  const album = beginsWith({ albumToken: 'a' });
  // @ts-expect-error one page has a size, not a limit
  await albumTracks.query(album, { limit: 3 });
  // @ts-expect-error nor has a page of a scan
  await albumTracks.scan({ limit: 3 });
  // @ts-expect-error one page has no next one to fetch
  await albumTracks.query(album, { prefetch: true });
  // @ts-expect-error a limit is a number
  albumTracks.queryAllContents(album, { limit: '3' });
  // @ts-expect-error a scan of items in no order has no direction
  albumTracks.scanAllContents({ asc: false });
  // @ts-expect-error there is no such kind of difference
  await db.validate({ ignore: ['billing'] });
}
