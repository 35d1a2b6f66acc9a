/** Compiled by `npm run types`, never run: what must and what must not compile of batches and transactions. */

import { BatchWriteSet, type BoundKey, expression, type LogicalDb, TransactionWriteSet } from '@tempest-ts/tempest';
import { type LibraryDb, type Playlist, Reading } from '../fixtures/library.js';
import { AlbumInfo, AlbumTrack } from '../fixtures/music.js';

declare const db: LibraryDb;
declare const anyDb: LogicalDb;
declare const playlist: Playlist;
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_proof: Equal<A, B>): void {}

export async function mustCompile(): Promise<void> {
  const key = db.music.albumTracks.key({ albumToken: 'a', trackToken: 't' });
  const bound: BoundKey<AlbumTrack, 'albumToken', 'trackToken'> = key;
  same<typeof key.albumToken, string>(true);
  await db.music.albumTracks.load(bound);
  db.music.albumTracks.key(new AlbumTrack()); // an instance has its key
  const track = db.music.albumTracks.create({ albumToken: 'a', trackToken: 't', trackTitle: 'x', runLength: 'PT1M' });
  same<typeof track, AlbumTrack>(true);
  const items = await db.batchLoad([key, db.music.albumInfo.key({ albumToken: 'a' }), db.readings.all.key({ sensor: 1, at: 2 })]);
  const readings = items.getItems(Reading);
  same<typeof readings, readonly Reading[]>(true);
  await anyDb.batchLoad(new Set([key]), { consistentRead: true, maxAttempts: 3, concurrency: 2, signal: AbortSignal.timeout(1) });
  const result = await db.batchWrite(new BatchWriteSet().clobber(track, new AlbumInfo(), playlist).delete(key));
  await db.batchWrite(new BatchWriteSet().clobber(...result.unprocessedClobbers).delete(...result.unprocessedDeletes));
  const albums = (await db.transactionLoad([key])).getItems(AlbumInfo);
  same<typeof albums, readonly AlbumInfo[]>(true);
  await db.transactionWrite(
    new TransactionWriteSet()
      .save(track, { if: t => t.trackTitle.notExists().or(t.runLength.eq('PT2M')) })
      .update(db.music.playlists.key({ token: 'p' }), u => [u.name.set('n'), u.tracks.append('t')], {
        if: p => p.version.eq(3),
        version: 3,
      })
      .update(db.readings.all.key({ sensor: 1, at: 2 }), u => u.value.remove(), { upsert: true })
      .delete(key, { if: t => t.runLength.beginsWith('PT') })
      .delete(playlist, { if: p => p.name.exists() })
      .checkCondition(db.music.albumInfo.key({ albumToken: 'a' }), { if: expression('attribute_exists(album_title)') })
      .idempotencyToken('token'),
  );
  const pager = db.transactionWritingPager([key], {
    item: (set, each) => {
      set.delete(each, { if: t => t.trackTitle.exists() });
    },
    finishPage: async (set, keys) => {
      set.update(db.music.playlists.key({ token: 'p' }), u => u.tracks.append(keys.map(each => each.trackToken)));
    },
  });
  await pager.execute();
}

export async function mustNotCompile(): Promise<void> {
  const key = db.music.albumTracks.key({ albumToken: 'a', trackToken: 't' });
  const set = new TransactionWriteSet();
  // @ts-expect-error a plain key is bound to no view
  await db.batchLoad([{ albumToken: 'a', trackToken: 't' }]);
  // @ts-expect-error one key is no list of keys
  await db.batchLoad(key);
  // @ts-expect-error `trackToken` is missing
  db.music.albumTracks.key({ albumToken: 'a' });
  // @ts-expect-error `trackTokn` is misspelt
  db.music.albumTracks.key({ albumToken: 'a', trackTokn: 't' });
  // @ts-expect-error `trackTitle` is missing
  db.music.albumTracks.create({ albumToken: 'a', trackToken: 't', runLength: 'PT1M' });
  // @ts-expect-error a key has not the item's other attributes
  new BatchWriteSet().clobber(key);
  // @ts-expect-error plain fields say nothing of their view
  new BatchWriteSet().clobber({ albumToken: 'a', trackToken: 't', trackTitle: 'x', runLength: 'PT1M' });
  // @ts-expect-error a plain key is bound to no view
  new BatchWriteSet().delete({ albumToken: 'a', trackToken: 't' });
  // @ts-expect-error a key has not the item's other attributes
  set.save(key);
  // @ts-expect-error `runLenght` is misspelt
  set.save(new AlbumTrack(), { if: t => t.runLenght.exists() });
  // @ts-expect-error `trackToken` is the key, which no update changes
  set.update(key, u => u.trackToken.set('x'));
  // @ts-expect-error `runLength` is a string
  set.update(key, u => u.runLength.set(3));
  // @ts-expect-error `value` is a string
  set.checkCondition(db.readings.all.key({ sensor: 1, at: 2 }), { if: r => r.value.eq(3) });
  // @ts-expect-error it has nothing to check
  set.checkCondition(key);
  // @ts-expect-error a plain key is bound to no view
  set.checkCondition({ albumToken: 'a', trackToken: 't' }, { if: expression('attribute_exists(a)') });
  // @ts-expect-error `misspelt` is no attribute of a track
  set.delete(key, { if: t => t.misspelt.exists() });
}
