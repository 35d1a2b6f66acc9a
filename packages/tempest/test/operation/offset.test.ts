import { describe, expect, it } from '@jest/globals';
import { beginsWith, expression, InvalidOffsetError, LogicalDb } from '@tempest-ts/tempest';
import { decodeOffset, encodeOffset } from '../../src/operation/offset.js';
import { scanInput } from '../../src/operation/scan/scan-input.js';
import { boundView, noClient } from '../fixtures/compile.js';
import { MusicDb } from '../fixtures/music.js';
import { info, prepare, tracks } from '../fixtures/music-views.js';

describe('offsets', () => {
  const lastKey = {
    partition_key: { S: 'ALBUM_a' },
    sort_key: { S: '/..%\n😀' },
  };
  const condition = beginsWith({ albumToken: 'a' });
  const valid = prepare(tracks, condition).valid();

  it('carry keys of every type through a URL', () => {
    const initialOffset = encodeOffset(lastKey, valid);
    expect(encodeURIComponent(initialOffset)).toBe(initialOffset);
    expect(prepare(tracks, condition, { initialOffset }).input.ExclusiveStartKey).toEqual(lastKey);
    const typed = { b: { B: new Uint8Array([0, 254, 255]) }, n: { N: '12345678901234567890123' } };
    expect(decodeOffset(encodeOffset(typed, valid), valid, ['n', 'b'])).toEqual(typed);
  });

  it('are valid for other page sizes, and for nothing else', () => {
    const initialOffset = encodeOffset(lastKey, valid);
    expect(() => prepare(tracks, condition, { initialOffset, pageSize: 7, maxPageBytes: 5, consistentRead: true })).not.toThrow();
    const others = [
      () => prepare(tracks, beginsWith({ albumToken: 'b' }), { initialOffset }),
      () => prepare(tracks, condition, { initialOffset, asc: false }),
      () => prepare(tracks, condition, { initialOffset, filter: expression('attribute_exists(a)') }),
      () => prepare(info, beginsWith({ albumToken: 'a' }), { initialOffset }),
      () => prepare(boundView(LogicalDb.create(MusicDb, noClient), 'music', 'albumTracks'), condition, { initialOffset }),
      () => scanInput(tracks, { initialOffset }),
    ];
    for (const other of others) {
      expect(other).toThrow(InvalidOffsetError);
      expect(other).toThrow('belongs to another view, condition, filter or direction');
    }
    const segment = (each: number) => ({ workerId: { segment: each, totalSegments: 2 } });
    const ofSegment = encodeOffset(lastKey, scanInput(tracks, segment(0)).valid());
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
    ['a place of another table', encodeOffset({ id: { S: 'x' } }, valid)],
    ['a place that lacks a key', encodeOffset({ partition_key: { S: 'ALBUM_a' } }, valid)],
    ['half of one', encodeOffset(lastKey, valid).slice(0, 40)],
    ['another version’s', Buffer.from(JSON.stringify([2, valid, []])).toString('base64url')],
  ])('that are damaged are refused: %s', (_, initialOffset) => {
    expect(() => prepare(tracks, condition, { initialOffset: initialOffset as string })).toThrow(InvalidOffsetError);
  });
});
