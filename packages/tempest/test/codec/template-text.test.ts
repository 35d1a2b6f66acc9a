import { describe, expect, it } from '@jest/globals';
import { Attribute, InvalidItemError, inlineView, LogicalDb, logicalTable } from '@tempest-ts/tempest';
import fc from 'fast-check';
import { compareStrings } from '../../src/expression/compare-strings.js';
import { boundView, noClient } from '../fixtures/compile.js';

class Reading {
  @Attribute() site!: string;
  @Attribute() device!: string;
  @Attribute({ type: Date }) at!: Date;
  @Attribute({ type: 'epochSeconds' }) hour!: Date;
  @Attribute({ type: BigInt }) counter!: bigint;
  @Attribute() place!: number;
  @Attribute() label!: string;
}

class ReadingDb extends LogicalDb {
  readings = logicalTable({
    name: 'readings',
    views: { all: inlineView(Reading, { key: ['{site}##{device}', '{place:5}{at}{hour:12}#{counter:30}/{label}'] }) },
  });
}

const { codec } = boundView(LogicalDb.create(ReadingDb, noClient), 'readings', 'all');

const text = fc.string({ unit: fc.constantFrom('#', '/', '0', '9', 'a', '.', '~', '😀', '￿', '\n'), minLength: 1, maxLength: 6 });
const reading: fc.Arbitrary<Reading> = fc.record({
  site: text,
  device: text,
  at: fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
  hour: fc.nat({ max: 2_000_000_000 }).map(seconds => new Date(seconds * 1000)),
  counter: fc.bigInt({ min: 0n, max: 10n ** 30n - 1n }),
  place: fc.nat({ max: 99_999 }),
  label: text,
});

/** The row of a reading; `undefined` where its values cannot stand in the template. */
function rowOf(fields: Reading) {
  try {
    return codec.encode(fields);
  } catch (error) {
    if (error instanceof InvalidItemError) return undefined;
    throw error;
  }
}

describe('keys that templates make', () => {
  it('are refused or read back as what they were', () => {
    let written = 0;
    fc.assert(
      fc.property(reading, fields => {
        const row = rowOf(fields);
        if (!row) return `${fields.site}##`.indexOf('##') !== fields.site.length; // nothing else is refused
        written += 1;
        expect(Object.keys(row).sort()).toEqual(['partition_key', 'sort_key']);
        expect({ ...codec.decode(row) }).toEqual(fields);
        return true;
      }),
      { numRuns: 2000 },
    );
    expect(written).toBeGreaterThan(500);
  });

  it('are the same for the same properties only', () => {
    const similar = fc.constantFrom('#', '##', 'a', 'a#', '#a', 'a##a', 'a#a', '/', 'a/');
    const near = fc.record({ site: similar, device: similar, label: similar, place: fc.nat({ max: 2 }) });
    const rest = { at: new Date(0), hour: new Date(0), counter: 1n };
    fc.assert(
      fc.property(near, near, (one, other) => {
        const [first, second] = [rowOf({ ...one, ...rest }), rowOf({ ...other, ...rest })];
        if (!first || !second) return;
        expect(JSON.stringify(first) === JSON.stringify(second)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
      { numRuns: 5000 },
    );
  });

  it('sort as their numbers and dates do', () => {
    const byTime = (fields: Reading) => [BigInt(fields.place), BigInt(fields.at.getTime()), BigInt(fields.hour.getTime()), fields.counter];
    fc.assert(
      fc.property(reading, reading, fc.boolean(), fc.boolean(), (one, other, samePlace, sameTimes) => {
        const label = 'x';
        const place = samePlace ? one.place : other.place;
        const times = sameTimes ? { at: one.at, hour: one.hour } : {};
        const same = { site: 's', device: 'd', label };
        const [a, b] = [
          { ...one, ...same },
          { ...other, ...same, place, ...times },
        ];
        const order = byTime(a).map((value, at) => (value < (byTime(b)[at] ?? 0n) ? -1 : value > (byTime(b)[at] ?? 0n) ? 1 : 0));
        const texts = compareStrings(rowOf(a)?.sort_key?.S ?? '', rowOf(b)?.sort_key?.S ?? '');
        expect(Math.sign(texts)).toBe(order.find(each => each !== 0) ?? 0);
      }),
      { numRuns: 2000 },
    );
  });
});
