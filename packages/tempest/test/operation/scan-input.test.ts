import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, expression } from '@tempest-ts/tempest';
import { scanInput } from '../../src/operation/scan/scan-input.js';
import { info, tracks } from '../fixtures/music-views.js';
import { readable } from '../fixtures/readable.js';

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
