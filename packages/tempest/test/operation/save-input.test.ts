import { describe, expect, it } from '@jest/globals';
import { Attribute, expression, InvalidItemError, inlineView, LogicalDb, logicalTable } from '@tempest-ts/tempest';
import { HYBRID_MARK, makeEntityDecorator } from '@tempest-ts/tempest/extend';
import { saveInput } from '../../src/operation/save/save-input.js';
import { boundView, noClient } from '../fixtures/compile.js';
import { AlbumInfo } from '../fixtures/music.js';
import { info } from '../fixtures/music-views.js';
import { readable } from '../fixtures/readable.js';

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
