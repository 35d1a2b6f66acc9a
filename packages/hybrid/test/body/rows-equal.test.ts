import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { rowBytes } from '@tempest-ts/tempest/extend';
import fc from 'fast-check';
import { checksum } from '../../src/body/checksum.js';
import { rowsEqual } from '../../src/body/rows-equal.js';
import { rows } from './arbitrary-row.js';

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('two rows', () => {
  it.each<[string, AttributeValue, AttributeValue]>([
    ['numbers in other spellings', { N: '1E+2' }, { N: '100' }],
    ['sets in another order', { SS: ['a', 'b'] }, { SS: ['b', 'a'] }],
    ['number sets in another order and spelling', { NS: ['1.0', '20'] }, { NS: ['2e1', '1'] }],
    ['binary sets in another order', { BS: [bytes(1), bytes(2)] }, { BS: [bytes(2), bytes(1)] }],
    ['bytes in another kind of array', { B: Buffer.from([1, 2]) }, { B: bytes(1, 2) }],
    ['maps in another order', { M: { a: { S: '1' }, b: { N: '1' } } }, { M: { b: { N: '1.0' }, a: { S: '1' } } }],
  ])('are equal with %s', (_, a, b) => {
    expect(rowsEqual({ v: a }, { v: b })).toBe(true);
  });

  it.each<[string, AttributeValue, AttributeValue]>([
    ['a string and a number', { S: '1' }, { N: '1' }],
    ['a list and a set', { L: [{ S: 'a' }] }, { SS: ['a'] }],
    ['lists in another order', { L: [{ S: 'a' }, { S: 'b' }] }, { L: [{ S: 'b' }, { S: 'a' }] }],
    ['a list and its beginning', { L: [{ S: 'a' }] }, { L: [{ S: 'a' }, { S: 'b' }] }],
    ['a set and part of it', { SS: ['a'] }, { SS: ['a', 'b'] }],
    ['sets of as many other members', { SS: ['a', 'c'] }, { SS: ['a', 'b'] }],
    ['numbers that one double stands for', { N: '9007199254740992' }, { N: '9007199254740993' }],
    ['null and false', { NULL: true }, { BOOL: false }],
    ['an empty string and empty bytes', { S: '' }, { B: bytes() }],
    ['maps where one has more', { M: {} }, { M: { a: { S: '' } } }],
    ['maps with other names', { M: { a: { S: '' } } }, { M: { b: { S: '' } } }],
    ['a name that every object inherits', { M: { constructor: { S: '' } } }, { M: { a: { S: '' } } }],
  ])('differ with %s', (_, a, b) => {
    expect(rowsEqual({ v: a }, { v: b })).toBe(false);
    expect(rowsEqual({ v: b }, { v: a })).toBe(false);
  });

  it('are compared alike from either side, and each equals itself', () => {
    fc.assert(fc.property(rows, rows, (a, b) => rowsEqual(a, b) === rowsEqual(b, a) && rowsEqual(a, a)));
  });
});

describe('the size of an item', () => {
  it.each<[string, Record<string, AttributeValue>, number]>([
    ['a string, in UTF-8', { ab: { S: 'é😀' } }, 2 + 6],
    ['a name, in UTF-8', { é: { BOOL: true } }, 2 + 1],
    ['a number, two digits a byte', { n: { N: '12345' } }, 1 + 3 + 1],
    ['a number without its zeros', { n: { N: '-1200.00' } }, 1 + 1 + 1],
    ['binary', { b: { B: bytes(1, 2, 3) } }, 1 + 3],
    ['null', { z: { NULL: true } }, 1 + 1],
    ['an empty list', { l: { L: [] } }, 1 + 3],
    ['a list', { l: { L: [{ S: 'ab' }, { N: '1' }] } }, 1 + 3 + (1 + 2) + (1 + 2)],
    ['a map', { m: { M: { k: { S: 'v' } } } }, 1 + 3 + (1 + 1 + 1)],
    ['sets', { s: { SS: ['a', 'bc'] }, n: { NS: ['1', '22'] }, b: { BS: [bytes(1), bytes(2, 3)] } }, 1 + 3 + 1 + 4 + 1 + 3],
  ])('counts %s', (_, row, size) => {
    expect(rowBytes(row)).toBe(size);
  });
});

it('the checksum of a body is its SHA-256 in base64url', () => {
  expect(checksum(Buffer.from(''))).toBe('47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU');
  expect(checksum(bytes(1))).not.toBe(checksum(bytes(2)));
});
