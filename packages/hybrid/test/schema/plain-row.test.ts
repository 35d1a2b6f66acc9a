import { deepStrictEqual } from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rowsEqual } from '../../src/body/rows-equal.js';
import { plainRow, storedRow } from '../../src/schema/plain-row.js';
import { rows } from '../body/arbitrary-row.js';

describe('a row as plain values', () => {
  it('is the very same row again where nothing was changed, whatever its types, names and digits', () => {
    fc.assert(
      fc.property(rows, row => {
        deepStrictEqual(storedRow(plainRow(row), row), row);
      }),
      { numRuns: 300 },
    );
  });

  it('says the same even where every attribute is written anew', () => {
    fc.assert(fc.property(rows, row => rowsEqual(storedRow(plainRow(row), {}), row)));
  });

  it('keeps a number that no double holds exact, moved, nested or renamed', () => {
    const row = { big: { N: '123456789012345678901234567890' }, small: { N: '5' } };
    const { big, small } = plainRow(row);
    expect(big).toEqual({ N: '123456789012345678901234567890' });
    expect(storedRow({ renamed: big, inside: [{ big }], small: Number(small) + 1 }, row)).toEqual({
      renamed: row.big,
      inside: { L: [{ M: { big: row.big } }] },
      small: { N: '6' },
    });
    expect(storedRow({ map: { N: '5' } }, {})).toEqual({ map: { M: { N: { S: '5' } } } });
  });

  it('is a copy: nothing that is done to it reaches the row', () => {
    const row = { list: { L: [{ S: 'a' }] }, bytes: { B: Uint8Array.of(1) } };
    const plain = plainRow(row) as { list: string[]; bytes: Uint8Array };
    plain.list.push('b');
    plain.bytes[0] = 9;
    expect(row).toEqual({ list: { L: [{ S: 'a' }] }, bytes: { B: Uint8Array.of(1) } });
    expect(storedRow(plain, row)).toEqual({ list: { L: [{ S: 'a' }, { S: 'b' }] }, bytes: { B: Uint8Array.of(9) } });
  });

  it.each<[string, unknown]>([
    ['a Date', new Date()],
    ['a function', () => 1],
    ['no number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a bigint of 39 digits', 10n ** 38n + 1n],
    ['an empty set', new Set()],
    ['a set of two types', new Set([1, 'a'])],
    ['a Map', new Map()],
    ['undefined in a list', [undefined]],
  ])('refuses %s', (_, value) => {
    expect(() => storedRow({ a: value }, {})).toThrow(/^its a/);
  });
});
