import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeNumber } from '../../src/codec/numbers.js';

const digits = (minLength: number, maxLength: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength });

/** As a table spells numbers, and near it: signs, leading and trailing zeroes, points at the edges. */
const spellings = fc
  .tuple(fc.constantFrom('', '-', '+'), digits(0, 12), fc.constantFrom('', '.', '..', 'e', 'E-'), digits(0, 12))
  .map(parts => parts.join(''));

it('reads a number as JavaScript does, to the last bit, or refuses it', () => {
  fc.assert(
    fc.property(fc.oneof(spellings, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String), fc.integer().map(String)), text => {
      let read: number | undefined;
      try {
        read = decodeNumber(text);
      } catch {
        return;
      }
      expect(Object.is(read, Number(text))).toBe(true);
    }),
    { numRuns: 20_000 },
  );
});

it.each(['0', '-0', '00', '7', '-7', '0.1', '-44.123', '1.50', '999999999999999', '0.0000000000001', '123456789.12345', '1e3', '-1E-7'])(
  'reads %s',
  text => {
    expect(decodeNumber(text)).toBe(Number(text));
  },
);

it.each(['-', '.', '1.2.3', '1-2', '--1', '0x', 'Infinity', 'one', '12345678901234567890'])('refuses %s', text => {
  expect(() => decodeNumber(text)).toThrow('would lose digits');
});
