import { describe, expect, it } from '@jest/globals';
import {
  Attribute,
  atLeast,
  atMost,
  beginsWith,
  between,
  ConfigurationError,
  equalTo,
  expression,
  greaterThan,
  InvalidExpressionError,
  InvalidKeyError,
  inlineView,
  LogicalDb,
  lessThan,
  logicalTable,
} from '@tempest-ts/tempest';
import { loadInput } from '../../src/operation/load/load-input.js';
import { boundView, noClient } from '../fixtures/compile.js';
import { byArtist, info, keyCondition, musicDb, prepare, titles, tracks } from '../fixtures/music-views.js';
import { readable } from '../fixtures/readable.js';

describe('query', () => {
  const bound = { albumToken: 'a', trackToken: 'T3' };

  it.each([
    ['beginsWith', beginsWith(bound), 'partition_key = "ALBUM_a" AND begins_with(sort_key, "TRACK_T3")'],
    ['beginsWith without a sort part', beginsWith({ albumToken: 'a' }), 'partition_key = "ALBUM_a" AND begins_with(sort_key, "TRACK_")'],
    ['equalTo', equalTo(bound), 'partition_key = "ALBUM_a" AND sort_key = "TRACK_T3"'],
    ['lessThan', lessThan(bound), 'partition_key = "ALBUM_a" AND sort_key BETWEEN "TRACK_" AND "TRACK_T3"'],
    ['atMost', atMost(bound), 'partition_key = "ALBUM_a" AND sort_key BETWEEN "TRACK_" AND "TRACK_T3"'],
    ['greaterThan', greaterThan(bound), 'partition_key = "ALBUM_a" AND sort_key BETWEEN "TRACK_T3" AND "TRACK`"'],
    ['atLeast', atLeast(bound), 'partition_key = "ALBUM_a" AND sort_key BETWEEN "TRACK_T3" AND "TRACK`"'],
    [
      'between',
      between(bound, { albumToken: 'a', trackToken: 'T9' }),
      'partition_key = "ALBUM_a" AND sort_key BETWEEN "TRACK_T3" AND "TRACK_T9"',
    ],
  ])('%s keeps to the entity’s own prefix', (_, condition, expected) => {
    expect(keyCondition(tracks, condition)).toBe(expected);
  });

  it('adds the constant of an entity whose key leaves it out', () => {
    for (const condition of [beginsWith({ albumToken: 'a' }), equalTo({ albumToken: 'a' })])
      expect(keyCondition(info, condition)).toBe('partition_key = "ALBUM_a" AND sort_key = "INFO_"');
  });

  it('through an index filters by what the entity’s rows have in the table’s keys', () => {
    const { input } = prepare(byArtist, beginsWith({ artistName: 'x' }));
    expect(input.IndexName).toBe('artist_album');
    expect(readable(input, input.KeyConditionExpression)).toBe('artist_name = "x" AND begins_with(partition_key, "ALBUM_")');
    expect(readable(input, input.FilterExpression)).toBe('sort_key = "INFO_"');
  });

  it('has the options’ defaults', () => {
    const { input } = prepare(tracks, beginsWith({ albumToken: 'a' }));
    expect(input).toMatchObject({ Limit: 100, TableName: 'test_music_items' });
    for (const name of ['ScanIndexForward', 'ConsistentRead', 'ProjectionExpression', 'FilterExpression', 'ReturnConsumedCapacity'])
      expect(input).not.toHaveProperty(name);
    expect(prepare(tracks, beginsWith({ albumToken: 'a' }), { asc: false, pageSize: 3, consistentRead: true }).input).toMatchObject({
      ScanIndexForward: false,
      Limit: 3,
      ConsistentRead: true,
    });
  });

  it('asks for the pointer with whatever it projects', () => {
    const { input } = prepare(titles, beginsWith({ artistName: 'x' }));
    const projected = readable(input, input.ProjectionExpression).split(', ').sort();
    expect(projected).toEqual(['_s3_pointer', 'album_title', 'artist_name', 'partition_key', 's3Archive', 's3Key', 'sort_key']);
  });

  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['a part missing', lessThan({ albumToken: 'a' }), 'AlbumTrack.trackToken: the key needs it'],
    ['the partition missing', beginsWith({ trackToken: 'a' }), 'AlbumTrack.albumToken: the key needs it'],
    ['a misspelt property', beginsWith({ albumToken: 'a', trackTokn: 'x' }), 'AlbumTrack.trackTokn is no part of the key'],
    [
      'a property that is no part of the key',
      beginsWith({ albumToken: 'a', trackTitle: 'x' }),
      'The key of view albumTracks is albumToken, trackToken',
    ],
    ['two partitions', between(bound, { albumToken: 'b', trackToken: 'T9' }), 'between() stays in one partition'],
    [
      'the bounds swapped',
      between({ albumToken: 'a', trackToken: 'T9' }, bound),
      'the first key of between() comes after the second. Swap them.',
    ],
    ['no condition', undefined, 'A key condition of view albumTracks is made by beginsWith()'],
    ['a key for a condition', bound, 'A key condition of view albumTracks is made by beginsWith()'],
  ];
  it.each(wrong)('refuses %s', (_, condition, why) => {
    expect(() => keyCondition(tracks, condition)).toThrow(InvalidKeyError);
    expect(() => keyCondition(tracks, condition)).toThrow(why);
  });

  it('refuses a filter on the keys that it queries by, and what is no filter', () => {
    const filter = (given: unknown) => () => prepare(tracks, beginsWith({ albumToken: 'a' }), { filter: given as never });
    expect(filter(expression('sort_key = :x', { values: { ':x': 'y' } }))).toThrow(InvalidExpressionError);
    expect(filter(expression('sort_key = :x', { values: { ':x': 'y' } }))).toThrow('cannot name sort_key');
    expect(filter(expression('a = :x', { values: { ':x': new Date() } }))).toThrow('Declare `type: Date`');
    expect(filter('a = b')).toThrow(InvalidExpressionError);
  });

  it.each([
    ['pageSize', { pageSize: 0 }],
    ['pageSize', { pageSize: 1.5 }],
    ['maxPageBytes', { maxPageBytes: -1 }],
    ['maxPageBytes', { maxPageBytes: Number.NaN }],
  ])('refuses a wrong %s before it sends', (name, options) => {
    expect(() => prepare(tracks, beginsWith({ albumToken: 'a' }), options)).toThrow(ConfigurationError);
    expect(() => prepare(tracks, beginsWith({ albumToken: 'a' }), options)).toThrow(`\`${name}\` is a whole number above zero`);
  });

  it('refuses a consistent read of a global index, which DynamoDB has not, but not of a local one', () => {
    expect(() => prepare(byArtist, beginsWith({ artistName: 'x' }), { consistentRead: true })).toThrow(
      'DynamoDB reads no global index consistently (index artist_album)',
    );
    const local = boundView(musicDb, 'music', 'tracksByTitle');
    expect(prepare(local, beginsWith({ albumToken: 'a' }), { consistentRead: true }).input.ConsistentRead).toBe(true);
  });
});

describe('a constant partition key', () => {
  class Setting {
    @Attribute({ name: 'partition_key' }) readonly group = 'SETTINGS';
    @Attribute({ name: 'sort_key' }) name!: string;
  }
  class SettingDb extends LogicalDb {
    settings = logicalTable({ name: 'settings', views: { all: inlineView(Setting, { key: ['group', 'name'] }) } });
  }
  const created = LogicalDb.create(SettingDb, noClient);
  const view = boundView(created, 'settings', 'all');

  it('may be left out of keys and conditions, as their types say', () => {
    expect(loadInput(view, { name: 'x' } satisfies Parameters<typeof created.settings.all.load>[0]).Key).toEqual({
      partition_key: { S: 'SETTINGS' },
      sort_key: { S: 'x' },
    });
    expect(keyCondition(view, atLeast({ name: 'x' }))).toBe('partition_key = "SETTINGS" AND sort_key >= "x"');
  });
});
