import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { MAX_ITEM_BODY_BYTES } from '../../src/body/body-format.js';
import { BodyFormatError } from '../../src/body/body-format-error.js';
import { decodeBody, decodeText } from '../../src/body/decode-body.js';
import { encodeBody } from '../../src/body/encode-body.js';
import { inflateBody } from '../../src/body/inflate-body.js';
import { rows } from './arbitrary-row.js';

const decode = (text: string) => () => decodeText(Buffer.from(text));
const failure = (reason: string) => expect.objectContaining({ code: 'INVALID_ARCHIVE_BODY', reason });

/** Reads it, or fails as a body may fail; anything else that is thrown comes out. */
async function readOrRefuse(bytes: Uint8Array): Promise<void> {
  try {
    await decodeBody(bytes);
  } catch (error) {
    if (!(error instanceof BodyFormatError)) throw error;
  }
}

describe('bytes that are no body', () => {
  it('give a BodyFormatError and nothing else when they are random', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), readOrRefuse), { numRuns: 300 });
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }).map(gzipSync), readOrRefuse), { numRuns: 200 });
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array().map(tail => Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), tail])),
        readOrRefuse,
      ),
      {
        numRuns: 200,
      },
    );
  });

  it('give a BodyFormatError and nothing else when they are JSON of something else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 5 }), text => readOrRefuse(Buffer.from(text))),
      { numRuns: 300 },
    );
    const item = fc.jsonValue().map(Item => JSON.stringify({ Item }));
    const types = fc.tuple(fc.jsonValue(), fc.jsonValue()).map(([a, b]) => JSON.stringify({ a, $types: { a: b } }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(item, types), text => readOrRefuse(Buffer.from(text))),
      { numRuns: 300 },
    );
  });

  it('give a BodyFormatError and nothing else when a body was mutated', async () => {
    const mutated = fc
      .tuple(
        rows,
        fc.constantFrom('json' as const, 'dynamodb-json' as const),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
      )
      .map(([row, format, changes]) => {
        const bytes = Uint8Array.from(encodeBody(row, format));
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        return bytes;
      });
    await fc.assert(fc.asyncProperty(mutated, readOrRefuse), { numRuns: 300 });
  });

  it.each([
    ['', 'not-json'],
    ['{', 'not-json'],
    ['{"Item":{}}\n{"Item":{}}', 'not-json'],
    ['null', 'not-an-item'],
    ['[]', 'not-an-item'],
    ['"x"', 'not-an-item'],
    ['{"a": 1, "$types": []}', 'bad-types'],
    ['{"a": 1, "$types": null}', 'bad-types'],
    ['{"a": 1, "$types": {"b": "N"}}', 'bad-types'],
    ['{"a": 1, "$types": {"constructor": "N"}}', 'bad-types'],
    ['{"a": 1, "$types": {"$types": "N"}}', 'bad-types'],
    ['{"a": 1, "$types": {"a": "N"}}', 'bad-types'],
    ['{"a": "1", "$types": {"a": "S"}}', 'bad-types'],
    ['{"a": "1", "$types": {"a": 1}}', 'bad-types'],
    ['{"a": "1", "$types": {"a": {"0": "N"}}}', 'bad-types'],
    ['{"a": ["1"], "$types": {"a": {"1": "N"}}}', 'bad-types'],
    ['{"a": ["1"], "$types": {"a": {"00": "N"}}}', 'bad-types'],
    ['{"a": ["1"], "$types": {"a": {"length": "N"}}}', 'bad-types'],
    ['{"a": {"b": "1"}, "$types": {"a": {"toString": "N"}}}', 'bad-types'],
    ['{"a": {"b": "1"}, "$types": {"a": ["N"]}}', 'bad-types'],
    ['{"a": "x", "$types": {"a": "SS"}}', 'bad-types'],
    ['{"a": "A", "$types": {"a": "B"}}', 'bad-types'],
    ['{"a": "AAE", "$types": {"a": "B"}}', 'bad-types'],
    ['{"a": "AA E=", "$types": {"a": "B"}}', 'bad-types'],
    ['{"a": "AAF=", "$types": {"a": "B"}}', 'bad-types'],
    ['{"a": "_w==", "$types": {"a": "B"}}', 'bad-types'],
    ['{"a": "ten", "$types": {"a": "N"}}', 'bad-value'],
    ['{"a": "Infinity", "$types": {"a": "N"}}', 'bad-value'],
    ['{"a": "123456789012345678901234567890123456789", "$types": {"a": "N"}}', 'bad-value'],
    ['{"a": [], "$types": {"a": "SS"}}', 'bad-value'],
    ['{"a": ["x", "x"], "$types": {"a": "SS"}}', 'bad-value'],
    ['{"a": ["x", 1], "$types": {"a": "SS"}}', 'bad-value'],
    ['{"a": [1, "1.0"], "$types": {"a": "NS"}}', 'bad-value'],
    ['{"a": ["A"], "$types": {"a": "BS"}}', 'bad-value'],
    ['{"a": 1e200}', 'bad-value'],
    ['{"a": 1e400}', 'inexact-number'],
    ['{"a": 1e-400}', 'inexact-number'],
    ['{"a": [0, 12345678901234567890]}', 'inexact-number'],
    ['{"a": "\\\\\\"", "b":-0.12345678901234567891}', 'inexact-number'],
    ['{"Item": {"a": {"S": 1}}}', 'bad-value'],
    ['{"Item": {"a": {"S": "x", "N": "1"}}}', 'bad-value'],
    ['{"Item": {"a": {}}}', 'bad-value'],
    ['{"Item": {"a": "x"}}', 'bad-value'],
    ['{"Item": {"a": {"X": "x"}}}', 'bad-value'],
    ['{"Item": {"a": {"N": 1}}}', 'bad-value'],
    ['{"Item": {"a": {"N": "NaN"}}}', 'bad-value'],
    ['{"Item": {"a": {"NULL": false}}}', 'bad-value'],
    ['{"Item": {"a": {"B": "A"}}}', 'bad-value'],
    ['{"Item": {"a": {"NS": ["1", "1.0"]}}}', 'bad-value'],
  ])('%s is refused: %s', (text, reason) => {
    expect(decode(text)).toThrow(failure(reason));
  });

  it('takes for a number only what is one: digits inside strings are no concern', () => {
    const row = { a: { S: '12345678901234567890' }, b: { S: 'x" : 12345678901234567890, \\' }, c: { N: '1.5' }, d: { S: '\\' } };
    expect(decodeText(encodeBody(row, 'json'))).toEqual(row);
  });

  it('reads numbers back as DynamoDB spells them', () => {
    expect(decodeText(Buffer.from('{"a": 1e24, "b": -1.50, "c": -0, "d": 1e-7, "e": 1.0000000000000000}'))).toEqual({
      a: { N: '1000000000000000000000000' },
      b: { N: '-1.5' },
      c: { N: '0' },
      d: { N: '0.0000001' },
      e: { N: '1' },
    });
  });

  it('are refused when they are not UTF-8, rather than repaired', () => {
    expect(() => decodeText(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toThrow(failure('not-utf8'));
  });

  it.each([
    ['plain', '{"a": ', '[', ']', '}'],
    ['DynamoDB', '{"Item":{"a":', '{"L":[', ']}', '}}'],
  ])('do not overflow the stack: %s JSON nested far too deep', (_, head, open, close, tail) => {
    const levels = 200_000;
    const inner = open === '[' ? '1' : '{"S":"x"}';
    expect(decode(head + open.repeat(levels) + inner + close.repeat(levels) + tail)).toThrow(failure('too-deep'));
  });

  it('are refused in no time when they are large and hostile', () => {
    const size = 2_000_000;
    const started = performance.now();
    expect(decode(`{"a": "${'1'.repeat(size)}", "$types": {"a": "N"}}`)).toThrow(failure('bad-value'));
    expect(decode(`{"a": ${'1'.repeat(size)}}`)).toThrow(failure('inexact-number'));
    expect(decode(`{"a": 0.${'0'.repeat(size)}1}`)).toThrow(failure('inexact-number'));
    expect(decode(`{"a": "${'A'.repeat(size)}*", "$types": {"a": "B"}}`)).toThrow(failure('bad-types'));
    expect(decode(`{"a": "${'\\\\'.repeat(size)}", "b": 1e999}`)).toThrow(failure('inexact-number'));
    expect(decode(`{"a": "${'\\"'.repeat(size)}", "b": 1e999}`)).toThrow(failure('inexact-number'));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('gzip that does not hold', () => {
  const body = Buffer.from('{"a": "some text that is long enough to be compressed, compressed, compressed"}');
  const zipped = gzipSync(body);
  const inflate = (bytes: Uint8Array, maxBytes = 1_000) => inflateBody(bytes, maxBytes);

  it('is read in several members, as packs and logs are', async () => {
    expect(Buffer.from(await inflate(Buffer.concat([gzipSync(body.subarray(0, 10)), gzipSync(body.subarray(10)), gzipSync('')])))).toEqual(
      body,
    );
  });

  it('is told from other bytes', async () => {
    await expect(inflate(body)).rejects.toThrow(failure('not-gzip'));
    await expect(inflate(new Uint8Array(0))).rejects.toThrow(failure('not-gzip'));
  });

  it('is truncated, wherever it was cut', async () => {
    for (let length = 2; length < zipped.length; length++) {
      await expect(inflate(zipped.subarray(0, length))).rejects.toThrow(failure('truncated'));
    }
  });

  it('is corrupt when a byte of its data or checksum changed', async () => {
    for (let at = 10; at < zipped.length; at++) {
      const damaged = Uint8Array.from(zipped);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      await expect(inflate(damaged)).rejects.toThrow(BodyFormatError);
    }
  });

  it.each([
    ['text', Buffer.from('xyz')],
    ['zeros', Buffer.alloc(3)],
    ['zeros and another member', Buffer.concat([Buffer.alloc(2), zipped])],
  ])('is corrupt when %s follow it', async (_, tail) => {
    await expect(inflate(Buffer.concat([zipped, tail]))).rejects.toThrow(failure('corrupt'));
  });

  it('is refused at the limit, not after it was inflated', async () => {
    const member = gzipSync(Buffer.alloc(16 << 20));
    const gigabyte = Buffer.concat(Array.from({ length: 64 }, () => member));
    const before = process.memoryUsage().arrayBuffers;
    await expect(decodeBody(gigabyte)).rejects.toThrow(failure('too-large'));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * MAX_ITEM_BODY_BYTES);
  });

  it('may inflate to the limit exactly', async () => {
    expect((await inflate(zipped, body.length)).byteLength).toBe(body.length);
    await expect(inflate(zipped, body.length - 1)).rejects.toThrow(failure('too-large'));
  });

  it('cannot be avoided by leaving the compression out', async () => {
    await expect(decodeBody(Buffer.alloc(MAX_ITEM_BODY_BYTES + 1, ' '))).rejects.toThrow(failure('too-large'));
  });
});
