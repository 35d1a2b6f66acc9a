/** Compiled by `npm run types`, never run: what must and what must not compile. */

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  atLeast,
  beginsWith,
  between,
  equalTo,
  type Fields,
  type Generated,
  type InlineView,
  inlineView,
  LogicalDb,
  lessThan,
  logicalTable,
  type Repository,
} from '@tempest-ts/tempest';
import { AlbumInfo, AlbumTrack, MusicDb } from '../fixtures/music.js';

declare const client: DynamoDBClient;
const db = LogicalDb.create(MusicDb, client, { tableNameResolver: name => `prod_${name}` });
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_proof: Equal<A, B>): void {}

export async function mustCompile(): Promise<void> {
  const track = await db.music.albumTracks.load({ albumToken: 'a', trackToken: 't' }, { consistentRead: true });
  same<typeof track, AlbumTrack | undefined>(true);
  await db.music.albumInfo.load({ albumToken: 'a' });
  await db.music.albumInfo.save({ albumToken: 'a', albumTitle: 't', artistName: 'x', releaseDate: new Date() });
  await db.music.albumTracks.save(Object.assign(new AlbumTrack(), { albumToken: 'a' }));
  const page = await db.music.albumTracks.query(beginsWith({ albumToken: 'a', trackToken: 'T' }));
  same<typeof page.contents, readonly AlbumTrack[]>(true);
  await db.music.albumTracks.query(beginsWith({ albumToken: 'a' }), { pageSize: 3, asc: false });
  await db.music.albumTracks.query(between({ albumToken: 'a', trackToken: '1' }, { albumToken: 'a', trackToken: '2' }));
  await db.music.albumTracks.query(lessThan({ albumToken: 'a', trackToken: '1' }));
  await db.music.albumInfo.query(equalTo({ albumToken: 'a' }));
  const hoisted = beginsWith({ albumToken: 'a', trackToken: 'T' });
  await db.music.albumTracks.query(hoisted);
  const hoistedRange = between({ albumToken: 'a', trackToken: '1' }, { albumToken: 'a', trackToken: '2' });
  for await (const each of db.music.albumTracks.queryAllContents(hoistedRange)) same<typeof each, AlbumTrack>(true);
  const token: string = 'a';
  await db.music.albumTracks.query(atLeast({ albumToken: token, trackToken: token }));
  await db.music.albumsByArtist.query(beginsWith({ artistName: 'x' }));
  const repository = db.repository(AlbumTrack);
  same<typeof repository, InlineView<AlbumTrack, 'albumToken', 'trackToken'>>(true);
  const injected: Repository<AlbumTrack, 'albumToken', 'trackToken'> = db.repository(AlbumTrack);
  await injected.load({ albumToken: 'a', trackToken: 't' });
  const info: Repository<AlbumInfo, 'albumToken'> = db.repository(AlbumInfo);
  await info.deleteKey({ albumToken: 'a' }, { returnOld: true });
}

class Ticket {
  @Attribute({ name: 'partition_key' }) id!: string;
  @Attribute({ name: 'sort_key', type: Date }) at!: Date;
  @Attribute() status!: 'open' | 'closed';
  @Attribute() version!: Generated<number>;
  @Attribute() readonly kind = 'ticket';
  @Attribute() note?: string | null;
  next(): number {
    return this.version + 1;
  }
}
class TicketDb extends LogicalDb {
  tickets = logicalTable({ name: 'tickets', views: { all: inlineView(Ticket, { key: ['id', 'at'] }) } });
}
const tickets = LogicalDb.create(TicketDb, client).tickets.all;
same<
  Fields<Ticket>,
  {
    readonly id: string;
    readonly at: Date;
    readonly status: 'open' | 'closed';
    readonly version?: Generated<number> | undefined;
    readonly kind?: 'ticket' | undefined;
    readonly note?: string | null | undefined;
  }
>(true);

export async function mustNotCompile(): Promise<void> {
  // @ts-expect-error the sort key is missing
  await db.music.albumTracks.load({ albumToken: 'a' });
  // @ts-expect-error a misspelt key
  await db.music.albumTracks.load({ albumToken: 'a', trackTokn: 't' });
  // @ts-expect-error a key of the wrong type
  await db.music.albumTracks.load({ albumToken: 1, trackToken: 't' });
  // @ts-expect-error a misspelt property in a condition
  await db.music.albumTracks.query(beginsWith({ albumToken: 'a', trackTokn: 't' }));
  const hoisted = beginsWith({ albumToken: 'a', trackTokn: 't' });
  // @ts-expect-error the same in a constant
  await db.music.albumTracks.query(hoisted);
  // @ts-expect-error a range needs the whole key
  await db.music.albumTracks.query(lessThan({ albumToken: 'a' }));
  // @ts-expect-error no such attribute
  await db.music.albumTracks.save({ albumToken: 'a', trackToken: 't', trackTitle: 'x', runLength: 'y', colour: 'red' });
  // @ts-expect-error an attribute is missing
  await db.music.albumTracks.save({ albumToken: 'a', trackToken: 't' });
  // @ts-expect-error a secondary index is for reading
  await db.music.albumsByArtist.load({ artistName: 'x', albumToken: 'a' });
  // @ts-expect-error a key that is no property
  inlineView(AlbumTrack, { key: ['albumToken', 'nothing'] });
  // @ts-expect-error beginsWith on a sort key that is no string
  await tickets.query(beginsWith({ id: 'a', at: new Date() }));
  // @ts-expect-error not one of the values
  await tickets.save({ id: 'a', at: new Date(), status: 'lost' });
  class Stranger {
    @Attribute() id!: string;
  }
  // @ts-expect-error an entity without a view here has no repository
  await db.repository(Stranger).load({ id: 'x' });
}

export async function alsoCompiles(): Promise<void> {
  await tickets.save({ id: 'a', at: new Date(), status: 'open' });
  await tickets.query(between({ id: 'a', at: new Date(0) }, { id: 'a', at: new Date() }));
  await tickets.delete(new Ticket());
}
