import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writtenIsoDate } from '../../src/codec/iso-date.js';

describe('a date in the spelling that is written', () => {
  it('is what Date.parse makes of it, or is left to it', () => {
    const text = fc.oneof(
      fc.date({ noInvalidDate: true }).map(date => date.toISOString()),
      // Numbers at the edges of what each place may hold
      fc
        .tuple(fc.nat(9999), fc.nat(13), fc.nat(32), fc.nat(25), fc.nat(60), fc.nat(61), fc.nat(999))
        .map(
          ([year, ...[month, day, hour, minute, second, milli]]) =>
            `${String(year).padStart(4, '0')}-${[month, day].map(two).join('-')}T${[hour, minute, second].map(two).join(':')}.${String(milli).padStart(3, '0')}Z`,
        ),
      // One character changed
      fc
        .tuple(fc.nat(23), fc.string({ minLength: 1, maxLength: 1 }))
        .map(([at, changed]) => ISO.slice(0, at) + changed + ISO.slice(at + 1)),
      fc.string(),
    );
    fc.assert(
      fc.property(text, iso => {
        const written = writtenIsoDate(iso);
        if (written !== undefined) expect(new Date(written).toISOString()).toBe(iso);
        if (written !== undefined) expect(written).toBe(Date.parse(iso));
      }),
      { numRuns: 2000 },
    );
  });

  it('is read at once, but for the ends of months and early years', () => {
    expect(writtenIsoDate(ISO)).toBe(Date.parse(ISO));
    for (const iso of ['2023-01-29T00:00:00.000Z', '0099-01-01T00:00:00.000Z', '2023-01-01', ''])
      expect(writtenIsoDate(iso)).toBeUndefined();
  });
});

const ISO = '2023-01-28T23:59:59.999Z';
const two = (value: number | undefined): string => String(value).padStart(2, '0');
