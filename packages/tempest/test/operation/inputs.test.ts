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
  InvalidItemError,
  InvalidKeyError,
  InvalidOffsetError,
  inlineView,
  type KeyCondition,
  LogicalDb,
  lessThan,
  logicalTable,
} from '@tempest-ts/tempest';
import { HYBRID_MARK, makeEntityDecorator } from '@tempest-ts/tempest/extend';
import { deleteInput } from '../../src/operation/delete/delete-input.js';
import { loadInput } from '../../src/operation/load/load-input.js';
import { encodeOffset } from '../../src/operation/offset.js';
import { queryInput } from '../../src/operation/query/query-input.js';
import { saveInput } from '../../src/operation/save/save-input.js';
import { scanInput } from '../../src/operation/scan/scan-input.js';
import { boundView, noClient } from '../fixtures/compile.js';
import { AlbumInfo, MusicDb } from '../fixtures/music.js';

const db = LogicalDb.create(MusicDb, noClient, { tableNameResolver: name => `test_${name}` });
const info = boundView(db, 'music', 'albumInfo');
const tracks = boundView(db, 'music', 'albumTracks');
const byArtist = boundView(db, 'music', 'albumsByArtist');
const titles = boundView(db, 'music', 'titlesByArtist');

/** An expression with its placeholders filled in. */
function readable(input: { ExpressionAttributeNames?: object; ExpressionAttributeValues?: object }, text: string | undefined): string {
  const names = { ...input.ExpressionAttributeNames, ...input.ExpressionAttributeValues } as Record<string, unknown>;
  return (text ?? '').replace(/[#:]\w+/g, name => {
    const value = names[name];
    return typeof value === 'string' ? value : JSON.stringify(Object.values(value as object)[0]);
  });
}
const keyCondition = (view: typeof tracks, condition: unknown): string => {
  const { input } = queryInput(view, condition as KeyCondition<object>);
  return readable(input, input.KeyConditionExpression);
};

describe('load', () => {
  it('asks for the whole key, constants filled in', () => {
    expect(loadInput(info, { albumToken: 'a' })).toEqual({
      TableName: 'test_music_items',
      Key: { partition_key: { S: 'ALBUM_a' }, sort_key: { S: 'INFO_' } },
    });
    expect(loadInput(tracks, { albumToken: 'a', trackToken: '' }, { consistentRead: true })).toEqual({
      TableName: 'test_music_items',
      Key: { partition_key: { S: 'ALBUM_a' }, sort_key: { S: 'TRACK_' } },
      ConsistentRead: true,
    });
  });

  it.each([
    ['a part missing', { albumToken: 'a' }, 'AlbumTrack.trackToken: the key needs it'],
    ['null', { albumToken: 'a', trackToken: null }, "AlbumTrack.trackToken: its prefix 'TRACK_' is for strings, and this is null"],
    ['a number', { albumToken: 1, trackToken: 'x' }, 'AlbumTrack.albumToken'],
    ['no object', 'a', 'A key is an object: { albumToken: ... }'],
    [
      'a long one',
      { albumToken: 'x'.repeat(2043), trackToken: 'x' },
      'AlbumTrack.albumToken: a partition key has at most 2048 bytes; this has 2049',
    ],
  ])('refuses %s', (_, key, why) => {
    expect(() => loadInput(tracks, key as object)).toThrow(InvalidKeyError);
    expect(() => loadInput(tracks, key as object)).toThrow(why);
  });
});

describe('save', () => {
  const item = { albumToken: 'a', albumTitle: 't', artistName: 'x', releaseDate: new Date(0) };

  it('sends the row, and nothing that is not asked for', () => {
    expect(saveInput(info, item).input).toEqual({
      TableName: 'test_music_items',
      Item: {
        partition_key: { S: 'ALBUM_a' },
        sort_key: { S: 'INFO_' },
        album_title: { S: 't' },
        artist_name: { S: 'x' },
        release_date: { S: '1970-01-01T00:00:00.000Z' },
      },
    });
  });

  it('adds to a condition that the row is not archived, and asks for the row that fails it', () => {
    const { input } = saveInput(info, item, {
      if: expression('album_title = :t OR size(label) > :n', { values: { ':t': 'old', ':n': 3 } }),
    });
    expect(readable(input, input.ConditionExpression)).toBe(
      '(album_title = "old" OR size(label) > "3") AND attribute_not_exists(s3Archive)',
    );
    expect(input.ReturnValuesOnConditionCheckFailure).toBe('ALL_OLD');
  });

  it('resolves to a new instance, as it will be read', () => {
    const { stored } = saveInput(info, item);
    expect(stored).toBeInstanceOf(AlbumInfo);
    expect(stored).not.toBe(item);
    expect(stored).toEqual(Object.assign(new AlbumInfo(), item));
  });

  it('refuses another value of the constant by which the view knows its items', () => {
    const save = () => saveInput(info, { ...item, sortKey: 'other' });
    expect(save).toThrow(InvalidItemError);
    expect(save).toThrow("AlbumInfo.sortKey: items of view albumInfo have 'INFO_' as their sort_key");
  });

  it('refuses what its own codec cannot read back', () => {
    const codec = {
      toDb: () => ({ S: 'x' }),
      toApp: () => {
        throw new Error('one way');
      },
    };
    class OneWay {
      @Attribute({ name: 'partition_key' }) id!: string;
      @Attribute({ codec }) value?: unknown;
    }
    class OneWayDb extends LogicalDb {
      things = logicalTable({ name: 'things', sortKey: null, views: { all: inlineView(OneWay, { key: ['id'] }) } });
    }
    const view = boundView(LogicalDb.create(OneWayDb, noClient), 'things', 'all');
    expect(() => saveInput(view, { id: 'a', value: 1 })).toThrow(InvalidItemError);
    expect(() => saveInput(view, { id: 'a', value: 1 })).toThrow('OneWay.value could not be read back, so it is not written');
  });

  it('of an entity that can be archived also guards against the pointers of an earlier system, and never sends its s3Key', () => {
    class Session {
      @Attribute({ name: 'partition_key' }) id!: string;
      @Attribute() s3Key?: string;
    }
    makeEntityDecorator(HYBRID_MARK, {})(Session);
    class SessionDb extends LogicalDb {
      users = logicalTable({ name: 'users', sortKey: null, views: { all: inlineView(Session, { key: ['id'] }) } });
    }
    const view = boundView(LogicalDb.create(SessionDb, noClient), 'users', 'all');
    const { input } = saveInput(view, { id: 'a', s3Key: 'here' }, { if: expression('attribute_exists(x)') });
    expect(input.Item).toEqual({ partition_key: { S: 'a' } });
    const condition = readable(input, input.ConditionExpression);
    expect(condition).toContain('attribute_not_exists(s3Archive)');
    expect(condition).toMatch(/NOT \(?begins_with\(_s3_pointer, "s3:\/\/"\)/);
  });
});

describe('delete', () => {
  it('asks for the old row only where it is wanted', () => {
    const Key = { partition_key: { S: 'ALBUM_a' }, sort_key: { S: 'INFO_' } };
    expect(deleteInput(info, { albumToken: 'a', albumTitle: 'ignored' })).toEqual({ TableName: 'test_music_items', Key });
    expect(deleteInput(info, { albumToken: 'a' }, { returnOld: true })).toMatchObject({ ReturnValues: 'ALL_OLD' });
  });

  it('carries the guard with a condition', () => {
    const input = deleteInput(info, { albumToken: 'a' }, { if: expression('attribute_exists(label)') });
    expect(readable(input, input.ConditionExpression)).toBe('attribute_exists(label) AND attribute_not_exists(s3Archive)');
  });
});

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
    const { input } = queryInput(byArtist, beginsWith({ artistName: 'x' }));
    expect(input.IndexName).toBe('artist_album');
    expect(readable(input, input.KeyConditionExpression)).toBe('artist_name = "x" AND begins_with(partition_key, "ALBUM_")');
    expect(readable(input, input.FilterExpression)).toBe('sort_key = "INFO_"');
  });

  it('has the options’ defaults', () => {
    const { input } = queryInput(tracks, beginsWith({ albumToken: 'a' }));
    expect(input).toMatchObject({ Limit: 100, TableName: 'test_music_items' });
    for (const name of ['ScanIndexForward', 'ConsistentRead', 'ProjectionExpression', 'FilterExpression', 'ReturnConsumedCapacity'])
      expect(input).not.toHaveProperty(name);
    expect(queryInput(tracks, beginsWith({ albumToken: 'a' }), { asc: false, pageSize: 3, consistentRead: true }).input).toMatchObject({
      ScanIndexForward: false,
      Limit: 3,
      ConsistentRead: true,
    });
  });

  it('asks for the pointer with whatever it projects', () => {
    const { input } = queryInput(titles, beginsWith({ artistName: 'x' }));
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
    const filter = (given: unknown) => () => queryInput(tracks, beginsWith({ albumToken: 'a' }), { filter: given as never });
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
    expect(() => queryInput(tracks, beginsWith({ albumToken: 'a' }), options)).toThrow(ConfigurationError);
    expect(() => queryInput(tracks, beginsWith({ albumToken: 'a' }), options)).toThrow(`\`${name}\` is a whole number above zero`);
  });

  it('refuses a consistent read of a global index, which DynamoDB has not, but not of a local one', () => {
    expect(() => queryInput(byArtist, beginsWith({ artistName: 'x' }), { consistentRead: true })).toThrow(
      'DynamoDB reads no global index consistently (index artist_album)',
    );
    const local = boundView(db, 'music', 'tracksByTitle');
    expect(queryInput(local, beginsWith({ albumToken: 'a' }), { consistentRead: true }).input.ConsistentRead).toBe(true);
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

describe('scan', () => {
  it('filters by the entity’s prefixes, as no key condition does', () => {
    const { input } = scanInput(tracks);
    expect(readable(input, input.FilterExpression)).toBe('begins_with(partition_key, "ALBUM_") AND begins_with(sort_key, "TRACK_")');
  });

  it('joins the filters', () => {
    const { input } = scanInput(info, { filter: expression('a = :x OR b = :x', { values: { ':x': 1 } }) });
    expect(readable(input, input.FilterExpression)).toBe(
      '(a = "1" OR b = "1") AND begins_with(partition_key, "ALBUM_") AND sort_key = "INFO_"',
    );
  });

  it.each([
    [{ segment: 2, totalSegments: 2 }, 'workerId.segment is a whole number from 0 to 1, not 2'],
    [{ segment: -1, totalSegments: 2 }, 'from 0 to 1, not -1'],
    [{ segment: 0, totalSegments: 0 }, 'workerId.totalSegments is a whole number from 1 to 1000000'],
    [{ segment: 0, totalSegments: 1_000_001 }, 'from 1 to 1000000'],
  ])('refuses the worker %o', (workerId, why) => {
    expect(() => scanInput(tracks, { workerId })).toThrow(ConfigurationError);
    expect(() => scanInput(tracks, { workerId })).toThrow(why);
  });
});

describe('offsets', () => {
  const lastKey = {
    partition_key: { S: 'ALBUM_a' },
    sort_key: { B: new Uint8Array([0, 254, 255]) },
    n: { N: '12345678901234567890123' },
    __proto__x: { S: '/..%\n😀' },
  };
  const condition = beginsWith({ albumToken: 'a' });
  const { valid } = queryInput(tracks, condition);

  it('carry keys of every type through a URL', () => {
    const initialOffset = encodeOffset(lastKey, valid);
    expect(encodeURIComponent(initialOffset)).toBe(initialOffset);
    expect(queryInput(tracks, condition, { initialOffset }).input.ExclusiveStartKey).toEqual(lastKey);
  });

  it('are valid for other page sizes, and for nothing else', () => {
    const initialOffset = encodeOffset(lastKey, valid);
    expect(() => queryInput(tracks, condition, { initialOffset, pageSize: 7, maxPageBytes: 5, consistentRead: true })).not.toThrow();
    const others = [
      () => queryInput(tracks, beginsWith({ albumToken: 'b' }), { initialOffset }),
      () => queryInput(tracks, condition, { initialOffset, asc: false }),
      () => queryInput(tracks, condition, { initialOffset, filter: expression('attribute_exists(a)') }),
      () => queryInput(info, beginsWith({ albumToken: 'a' }), { initialOffset }),
      () => queryInput(boundView(LogicalDb.create(MusicDb, noClient), 'music', 'albumTracks'), condition, { initialOffset }),
      () => scanInput(tracks, { initialOffset }),
    ];
    for (const other of others) {
      expect(other).toThrow(InvalidOffsetError);
      expect(other).toThrow('belongs to another view, condition, filter or direction');
    }
    const segment = (each: number) => ({ workerId: { segment: each, totalSegments: 2 } });
    const ofSegment = encodeOffset(lastKey, scanInput(tracks, segment(0)).valid);
    expect(() => scanInput(tracks, { ...segment(0), initialOffset: ofSegment })).not.toThrow();
    expect(() => scanInput(tracks, { ...segment(1), initialOffset: ofSegment })).toThrow(InvalidOffsetError);
  });

  it.each([
    ['text', 'nonsense'],
    ['nothing', ''],
    ['a number', 7],
    ['other JSON', Buffer.from('{"a":1}').toString('base64url')],
    ['a place without values', Buffer.from(JSON.stringify([1, valid, [['a', {}]]])).toString('base64url')],
    ['a place that is no list', Buffer.from(JSON.stringify([1, valid, 'x'])).toString('base64url')],
    ['half of one', encodeOffset(lastKey, valid).slice(0, 40)],
    ['another version’s', Buffer.from(JSON.stringify([2, valid, []])).toString('base64url')],
  ])('that are damaged are refused: %s', (_, initialOffset) => {
    expect(() => queryInput(tracks, condition, { initialOffset: initialOffset as string })).toThrow(InvalidOffsetError);
  });
});
