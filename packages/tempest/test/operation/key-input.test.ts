import { describe, expect, it } from '@jest/globals';
import { InvalidKeyError } from '@tempest-ts/tempest';
import { loadInput } from '../../src/operation/load/load-input.js';
import { info, tracks } from '../fixtures/music-views.js';

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
