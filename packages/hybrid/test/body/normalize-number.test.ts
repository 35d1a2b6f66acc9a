import { isSameNumber } from '@tempest-ts/tempest/extend';
import fc from 'fast-check';
import { compactNumber, exactDouble, normalizeNumber, storedNumber } from '../../src/body/normalize-number.js';
import { storedNumbers } from './arbitrary-row.js';

/** One number in two spellings, from its digits and exponent: an oracle that shares no code with what is tested. */
const decimals = fc.record({
  digits: fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
  exponent: fc.integer({ min: -60, max: 60 }),
});
type Decimal = { readonly digits: bigint; readonly exponent: number };
const spell = ({ digits, exponent }: Decimal) => `${digits}E${exponent}`;
const equal = (a: Decimal, b: Decimal) => a.digits * 10n ** BigInt(a.exponent + 60) === b.digits * 10n ** BigInt(b.exponent + 60);

describe('numbers', () => {
  it.each([
    ['100', '1E+2'],
    ['-0', '0'],
    ['0.000', '-0E9'],
    ['1.50', '+1.5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['00120', '12e1'],
    ['1e-7', '0.0000001'],
  ])('%s and %s are one number', (a, b) => {
    expect(isSameNumber(a, b)).toBe(true);
    expect(storedNumber(a)).toBe(storedNumber(b));
  });

  it.each(['', '.', '-', 'e5', '1e', '0x10', ' 1', '1 ', 'NaN', 'Infinity', '1_000', '--1', '1.2.3', '١', '1e9999999'])(
    '%p is no number',
    text => {
      expect(normalizeNumber(text)).toBeUndefined();
      expect(storedNumber(text)).toBeUndefined();
      expect(exactDouble(text)).toBeUndefined();
      expect(isSameNumber(text, '0')).toBe(false);
    },
  );

  it('are equal exactly when they are equal as decimals, at any number of digits', () => {
    fc.assert(fc.property(decimals, decimals, (a, b) => expect(isSameNumber(spell(a), spell(b))).toBe(equal(a, b))));
    fc.assert(
      fc.property(decimals, fc.nat({ max: 20 }), fc.bigInt({ min: -1n, max: 1n }), (a, zeros, change) => {
        const b = { digits: a.digits * 10n ** BigInt(zeros) + change, exponent: a.exponent - zeros };
        expect(isSameNumber(spell(a), spell(b))).toBe(change === 0n);
      }),
    );
  });

  it('come back as DynamoDB spells them', () => {
    fc.assert(
      fc.property(storedNumbers, text => {
        expect(storedNumber(text)).toBe(text);
        expect(storedNumber(normalizeNumber(text) ?? '')).toBe(text);
        expect(compactNumber(text).length).toBeLessThanOrEqual(44);
        expect(isSameNumber(compactNumber(text), text)).toBe(true);
      }),
    );
  });

  it('are written as doubles only where the double is that very number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), double => expect(exactDouble(String(double)) === double).toBe(true)),
    );
    fc.assert(
      fc.property(storedNumbers, text => {
        const double = exactDouble(text);
        if (double !== undefined) expect(isSameNumber(String(double), text)).toBe(true);
        else expect(isSameNumber(String(Number(text)), text)).toBe(false);
      }),
    );
  });

  it('fit DynamoDB up to 38 digits and its exponents, and no further', () => {
    expect(storedNumber('9'.repeat(38))).toBe('9'.repeat(38));
    expect(storedNumber('9'.repeat(39))).toBeUndefined();
    expect(storedNumber(`${'9'.repeat(38)}0`)).toBe(`${'9'.repeat(38)}0`);
    expect(storedNumber('-9.9e125')).toBeDefined();
    expect(storedNumber('1e126')).toBeUndefined();
    expect(storedNumber('1e-130')).toBeDefined();
    expect(storedNumber('1e-131')).toBeUndefined();
  });
});
