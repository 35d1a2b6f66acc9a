import fc from 'fast-check';
import { canonicalNumber, compareNumbers, InvalidNumberError } from '../../src/expression/compare-numbers.js';
import { compareStrings } from '../../src/expression/compare-strings.js';

describe('numbers', () => {
  const ascending = [
    ['-9.9E125', '-99E124'],
    ['-99999999999999999999999999999999999999'],
    ['-99999999999999999999999999999999999998'],
    ['-10', '-1e1', '-010.0'],
    ['-9.5'],
    ['-1E-130', '-.1E-129'],
    ['0', '-0', '0.0', '+0', '.0', '0E10', '0.'],
    ['1E-130', '0.1E-129'],
    ['0.1', '.1', '1e-1', '1E-01', '+0.10'],
    ['0.3'],
    ['0.30000000000000004'],
    ['0.300000000000000040001'],
    ['1', '1.0', '10E-1', '001', '1.'],
    ['9007199254740992'],
    ['9007199254740993', '9007199254740993.000', '9.007199254740993E15'],
    ['99999999999999999999999999999999999998'],
    ['99999999999999999999999999999999999999'],
    ['1E38', '100000000000000000000000000000000000000'],
    ['9.9E125'],
  ];

  test('are ordered by value, to the last digit, however they are spelled', () => {
    const spellings = ascending.flatMap((group, rank) => group.map(text => ({ text, rank })));
    for (const a of spellings) {
      // Which sign a zero has does not matter.
      const wrong = spellings.filter(b => Math.sign(compareNumbers(a.text, b.text)) + 0 !== Math.sign(a.rank - b.rank));
      expect([a.text, wrong]).toEqual([a.text, []]);
    }
  });

  test('have one canonical spelling', () => {
    const spellings = ascending.map(group => new Set(group.map(canonicalNumber)));
    expect(spellings.every(group => group.size === 1)).toBe(true);
    expect(new Set(spellings.flatMap(group => [...group])).size).toBe(ascending.length);
  });

  test('agree with exact integer arithmetic', () => {
    const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 30 }));
    fc.assert(
      fc.property(decimal, decimal, ([a, i], [b, j]) => {
        const difference = a * 10n ** BigInt(j) - b * 10n ** BigInt(i);
        expect(Math.sign(compareNumbers(`${a}E-${i}`, `${b}E-${j}`)) + 0).toBe(Math.sign(Number(difference)));
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['', ' 5', '0x10', 'NaN', 'Infinity', '1,5', '.', '-', 'e5', '1e', '1e5.5', '1_000', '５'])('%j is none', text => {
    expect(() => compareNumbers(text, '1')).toThrow(InvalidNumberError);
    expect(() => compareNumbers('1', text)).toThrow(InvalidNumberError);
    expect(() => compareNumbers(text, text)).toThrow(InvalidNumberError);
  });
});

describe('strings', () => {
  test('are ordered by their UTF-8 bytes, not by UTF-16 units', () => {
    expect(compareStrings('\uffee', '😀')).toBeLessThan(0);
    expect('\uffee' < '😀').toBe(false);
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\ud7ff', '\ue000', '\uffee', '😀', '𐀀', '\u{10ffff}') });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareStrings(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 2000 },
    );
  });
});
