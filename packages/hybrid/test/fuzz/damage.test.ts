import { gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { HybridLogicalDb, LogicalDb, TempestError } from '@tempest-ts/hybrid';
import fc from 'fast-check';
import { checksum } from '../../src/body/checksum.js';
import { encodeBody } from '../../src/body/encode-body.js';
import { encodePointer } from '../../src/pointer/pointer.js';
import { rows } from '../body/arbitrary-row.js';
import { UserDatabase } from '../fixtures/sessions.js';

/** What the bucket answers to every read. */
let stored: { bytes: Uint8Array; metadata: Record<string, string>; claims?: number };

const client = {
  send: async () => ({
    ContentLength: stored.claims ?? stored.bytes.byteLength,
    Metadata: stored.metadata,
    Body: { transformToByteArray: async () => stored.bytes },
  }),
  destroy: () => undefined,
} as unknown as S3Client; // nothing else of it is used
const regularDb = LogicalDb.create(UserDatabase, new DynamoDBClient({ region: 'us-east-1' }));
const db = HybridLogicalDb.create(UserDatabase, regularDb, {
  s3Config: { bucketName: 'fuzz', client },
  readAttempts: 1,
  legacyPointers: true,
});

const ATTEMPT = 'a'.repeat(22);
const key = { partition_key: { S: 'user' }, sort_key: { S: 's' } };
const item = { ...key, sessionData: { S: 'data' }, createdAt: { S: '2023-01-01T00:00:00.000Z' } };
const body = encodeBody(item, 'json');
const kept = ['partition_key', 'sort_key', 'createdAt'];

/** A pointer that agrees with the bytes as far as pointers can. */
function pointerTo(bytes: Uint8Array, bodyBytes: number): Record<string, AttributeValue> {
  const parts = { s3Key: 'sessions/user/s.json', attempt: ATTEMPT, archivedAt: new Date(0), kept, schema: 1 };
  return encodePointer({ ...parts, checksum: checksum(bytes), storedBytes: bytes.byteLength, bodyBytes });
}

/** Reads the row, and tells the code of the error that it ends in: `undefined` for an item. Anything but an error of the library's own fails the test, and so does what hangs. */
async function read(row: Record<string, AttributeValue>): Promise<string | undefined> {
  try {
    await db.hydrateImage(row);
    return undefined;
  } catch (error) {
    if (error instanceof TempestError) return error.code;
    throw error;
  }
}

test('the row and the object that the others damage can be read', async () => {
  stored = { bytes: body, metadata: { 'tempest-attempt': ATTEMPT } };
  expect(await read({ ...key, createdAt: item.createdAt, ...pointerTo(body, body.byteLength) })).toBeUndefined();
});

const someBytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  // Gzip of anything, and gzip that was cut off, had bits flipped or goes on.
  fc.uint8Array({ maxLength: 300 }).map(bytes => gzipSync(bytes)),
  fc.tuple(fc.nat(80), fc.nat(7)).map(([at, bit]) => {
    const bytes = gzipSync(body);
    bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit);
    return bytes;
  }),
  fc.nat(100).map(length => gzipSync(body).subarray(0, length)),
  fc.uint8Array({ minLength: 1, maxLength: 20 }).map(more => Buffer.concat([gzipSync(body), more])),
  // JSON that is no item, and items of other keys.
  fc.json().map(text => Buffer.from(text)),
  fc.jsonValue().map(value => Buffer.from(JSON.stringify({ ...item, $types: value }))),
  fc.jsonValue().map(value => Buffer.from(JSON.stringify({ Item: { a: value } }))),
  rows.map(row => encodeBody(row, 'json')),
  fc.constantFrom(3, 30, 100_000).map(depth => Buffer.from('{"a":'.repeat(depth) + '}'.repeat(depth))),
  fc.constant(Buffer.from('['.repeat(1_000_000))),
);

test('random bytes in place of an object, for which the pointer vouches, give typed errors, quickly', async () => {
  await fc.assert(
    fc.asyncProperty(someBytes, fc.oneof(fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER)), async (bytes, bodyBytes) => {
      stored = { bytes, metadata: { 'tempest-attempt': ATTEMPT } };
      await read({ ...key, createdAt: item.createdAt, ...pointerTo(bytes, bodyBytes) });
      await read({ ...key, createdAt: item.createdAt, _s3_pointer: { S: 's3://sessions/user/s.json' } });
    }),
    { numRuns: 300 },
  );
});

test('bytes that are not those that the pointer means give the same error whatever they are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: body.byteLength, maxLength: body.byteLength }), async bytes => {
      stored = { bytes, metadata: {} };
      expect(await read({ ...key, ...pointerTo(body, body.byteLength) })).toBe('HYDRATION_FAILED');
    }),
    { numRuns: 200 },
  );
});

const anyValue = rows.map(row => Object.values(row)[0] ?? { NULL: true as const });

test('random maps in place of a pointer, and valid ones with a part of them changed, give typed errors, and items never wrong ones', async () => {
  const valid = pointerTo(body, body.byteLength);
  const damaged = fc.oneof(
    anyValue,
    rows.map(M => ({ M })),
    fc.tuple(fc.constantFrom('v', 'a', 'c', 'b', 'z', 't', 'k', 's', 'd', 'new'), anyValue).map(([part, value]) => ({
      M: { ...valid.s3Archive?.M, [part]: value },
    })),
    fc
      .tuple(fc.constantFrom('v', 'b', 'z', 't', 's'), fc.constantFrom('-1', '0', '1', '2', '1E+30', '9007199254740993', '0.5'))
      .map(([part, N]) => ({
        M: { ...valid.s3Archive?.M, [part]: { N } },
      })),
  ) as fc.Arbitrary<AttributeValue>;
  const keys = fc.oneof(
    fc.constant(valid.s3Key ?? { NULL: true }),
    anyValue,
    fc.string().map(S => ({ S })),
  ) as fc.Arbitrary<AttributeValue>;
  await fc.assert(
    fc.asyncProperty(damaged, keys, fc.dictionary(fc.string(), fc.string()), async (s3Archive, s3Key, metadata) => {
      stored = { bytes: body, metadata };
      await read({ ...key, createdAt: item.createdAt, s3Archive, s3Key });
    }),
    { numRuns: 300 },
  );
});

test('objects that inflate without end, or claim any size, are given up in bounded memory', async () => {
  const bombs = [1, 64, 512].map(megabytes => gzipSync(Buffer.alloc(megabytes * 1024 * 1024, 'x'), { level: 1 }));
  const nested = gzipSync(Buffer.from(`${'{"a":'.repeat(1_000_000)}1${'}'.repeat(1_000_000)}`));
  const before = process.memoryUsage().rss;
  for (const bytes of [...bombs, nested]) {
    for (const bodyBytes of [0, 1_000, Number.MAX_SAFE_INTEGER]) {
      for (const claims of [undefined, Number.MAX_SAFE_INTEGER]) {
        stored = { bytes, metadata: { 'tempest-attempt': ATTEMPT }, ...(claims !== undefined && { claims }) };
        expect(await read({ ...key, createdAt: item.createdAt, ...pointerTo(bytes, bodyBytes) })).toBe('HYDRATION_FAILED');
      }
    }
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
});
