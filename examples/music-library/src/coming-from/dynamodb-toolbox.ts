import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
// #region declare
import { Attribute, beginsWith, CreatedAt, type Generated, inlineView, LogicalDb, logicalTable, UpdatedAt } from '@tempest-ts/tempest';

class Track {
  @Attribute({ name: 'pk', prefix: 'ALBUM#' }) album!: string;
  @Attribute({ name: 'sk', prefix: 'TRACK#' }) track!: string;
  @Attribute({ name: '_et' }) readonly entity = 'TRACK';
  @Attribute() title!: string;
  @Attribute() seconds!: number;
  @Attribute() plays?: number = 0;
  @CreatedAt({ name: '_ct' }) created!: Generated<Date>;
  @UpdatedAt({ name: '_md' }) modified!: Generated<Date>;
}

class MusicDb extends LogicalDb {
  music = logicalTable({
    name: 'music',
    partitionKey: 'pk',
    sortKey: 'sk',
    views: { tracks: inlineView(Track, { key: ['album', 'track'] }) },
  });
}
// #endregion

export async function useToolboxTable(client: DynamoDBClient, clock: () => Date): Promise<readonly Track[]> {
  const options = { clock };
  // #region use
  const { tracks } = LogicalDb.create(MusicDb, client, options).music;
  const key = { album: 'Kind-of-Blue', track: '0002' };
  await tracks.save({ ...key, title: 'Freddie Freeloader', seconds: 586 }, { if: t => t.album.notExists() });
  await tracks.update(key, t => t.plays.add(1));
  const { contents } = await tracks.query(beginsWith({ album: 'Kind-of-Blue' }), { filter: t => t.seconds.gt(300) });
  // #endregion
  return contents;
}
