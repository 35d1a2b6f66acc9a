import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
// #region declare
import { Attribute, beginsWith, inlineView, LogicalDb, logicalTable } from '@tempest-ts/tempest';

class Track {
  @Attribute({ name: 'pk', prefix: '$music#album_' }) albumKey!: string;
  @Attribute({ name: 'sk', prefix: '$track_1#track_' }) trackKey!: string;
  @Attribute({ name: '__edb_e__' }) readonly entity = 'track';
  @Attribute({ name: '__edb_v__' }) readonly modelVersion = '1';
  @Attribute() album!: string;
  @Attribute() track!: string;
  @Attribute() title!: string;
  @Attribute() seconds!: number;
  @Attribute() plays?: number = 0;
}

class MusicDb extends LogicalDb {
  music = logicalTable({
    name: 'music',
    partitionKey: 'pk',
    sortKey: 'sk',
    views: { tracks: inlineView(Track, { key: ['albumKey', 'trackKey'] }) },
  });
}

/** ElectroDB writes keys in lower case, unless a model says otherwise. */
const keyOf = (album: string, track: string) => ({ albumKey: album.toLowerCase(), trackKey: track.toLowerCase() });
// #endregion

export async function useElectroDbTable(client: DynamoDBClient): Promise<readonly Track[]> {
  // #region use
  const { tracks } = LogicalDb.create(MusicDb, client).music;
  const key = keyOf('Kind-of-Blue', '0002');
  const fields = { album: 'Kind-of-Blue', track: '0002', title: 'Freddie Freeloader', seconds: 586 };
  await tracks.save({ ...key, ...fields }, { if: t => t.albumKey.notExists() });
  await tracks.update(key, t => t.plays.add(1));
  const { contents } = await tracks.query(beginsWith({ albumKey: 'kind-of-blue' }), { filter: t => t.seconds.gt(300) });
  // #endregion
  return contents;
}
