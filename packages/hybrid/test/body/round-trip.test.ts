import { deepStrictEqual } from 'node:assert/strict';
import { rowBytes } from '@tempest-ts/tempest/extend';
import fc from 'fast-check';
import { MAX_ITEM_BODY_BYTES, MAX_ITEM_BYTES, MAX_NESTING_LEVELS } from '../../src/body/body-format.js';
import { compressBody } from '../../src/body/compress-body.js';
import { decodeBody, decodeText } from '../../src/body/decode-body.js';
import { encodeBody } from '../../src/body/encode-body.js';
import { rowsEqual } from '../../src/body/rows-equal.js';
import { survives } from '../../src/body/survives.js';
import { nested, rows } from './arbitrary-row.js';

const formats = ['json', 'dynamodb-json'] as const;

describe.each(formats)('a row written as %s', format => {
  it('is read back as the very same row, whatever its names, types and depth', () => {
    fc.assert(
      fc.property(rows, row => {
        const body = encodeBody(row, format);
        const read = decodeText(body);
        deepStrictEqual(read, row);
        expect(rowsEqual(read, row)).toBe(true);
        expect(survives(row, body)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('is read back from gzip and from plain bytes alike', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 9 }), async (row, level) => {
        const body = encodeBody(row, format);
        deepStrictEqual(await decodeBody(await compressBody(body, { level })), row);
        deepStrictEqual(await decodeBody(body), row);
      }),
      { numRuns: 100 },
    );
  });

  it('is one line of JSON, whatever it holds', () => {
    fc.assert(
      fc.property(rows, row => {
        const text = Buffer.from(encodeBody(row, format)).toString();
        expect(text.trimEnd()).not.toContain('\n');
        expect(typeof JSON.parse(text)).toBe('object');
      }),
    );
  });

  it('keeps an attribute called __proto__ as an attribute, at the top and inside', () => {
    const row = Object.fromEntries([['__proto__', { M: Object.fromEntries([['__proto__', { SS: ['a'] }]]) }]]);
    const read = decodeText(encodeBody(row, format));
    expect(Object.keys(read)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    deepStrictEqual(read, row);
  });

  it('goes as deep as DynamoDB does, and refuses deeper instead of overflowing the stack', () => {
    const row = { a: nested(MAX_NESTING_LEVELS) };
    deepStrictEqual(decodeText(encodeBody(row, format)), row);
    expect(() => encodeBody({ a: nested(MAX_NESTING_LEVELS + 1) }, format)).toThrow(expect.objectContaining({ reason: 'too-deep' }));
    expect(() => encodeBody({ a: nested(100_000) }, format)).toThrow(expect.objectContaining({ reason: 'too-deep' }));
  });

  it('refuses a type that it does not know', () => {
    const unknown = { a: { $unknown: ['X', 1] as [string, unknown] } };
    expect(() => encodeBody(unknown, format)).toThrow(expect.objectContaining({ code: 'INVALID_ARCHIVE_BODY', reason: 'bad-value' }));
  });

  it.each([
    ['empty binaries', { B: new Uint8Array(0) }, 1],
    ['nulls', { NULL: true as const }, 2],
    ['control characters', { S: '\u0001' }, 2],
    ['numbers of many zeros', { N: `0.${'0'.repeat(129)}1` }, 3],
    ['numbers of many digits', { N: `${'1'.repeat(38)}${'0'.repeat(80)}` }, 21],
    ['maps of one odd name', { M: { '\u0001': { B: new Uint8Array(0) } } }, 6],
  ])('keeps within the limit of a body when it is nothing but %s', (_, value, size) => {
    const row = { a: { L: Array.from({ length: Math.floor((40 * 1024) / size) }, () => value) } };
    const body = encodeBody(row, format);
    expect(body.byteLength).toBeLessThan((MAX_ITEM_BODY_BYTES / MAX_ITEM_BYTES) * rowBytes(row));
    expect(rowBytes(row)).toBeGreaterThan(40_000);
    expect(survives(row, body)).toBe(true);
  });

  it('stays within 24 times its size, but for the few shortest of names', () => {
    fc.assert(
      fc.property(rows, row => {
        const shortNames = 64 * Object.keys(row).length;
        expect(encodeBody(row, format).byteLength).toBeLessThanOrEqual(24 * rowBytes(row) + shortNames + 32);
      }),
      { numRuns: 200 },
    );
  });
});

describe('survives', () => {
  it('says no when the body is of another row, damaged, or has one attribute less', () => {
    const row = { a: { S: 'x' }, n: { N: '1' } };
    const body = encodeBody(row, 'json');
    expect(survives({ ...row, n: { N: '2' } }, body)).toBe(false);
    expect(survives({ ...row, more: { S: '' } }, body)).toBe(false);
    expect(survives(row, body.subarray(1))).toBe(false);
  });

  it('says no for a row that DynamoDB cannot have returned', () => {
    for (const row of [{ n: { N: 'NaN' } }, { n: { N: '' } }, { n: { N: '0x10' } }, { n: { N: '1e400' } }, { n: { SS: [] } }]) {
      for (const format of formats) expect(survives(row, encodeBody(row, format))).toBe(false);
    }
  });

  it('compares numbers as numbers', () => {
    const row = { a: { N: '1E+2' }, b: { N: '-0' }, c: { NS: ['1.0', '2e30'] }, d: { N: '0.1000000000000000055' } };
    for (const format of formats) expect(survives(row, encodeBody(row, format))).toBe(true);
  });
});
