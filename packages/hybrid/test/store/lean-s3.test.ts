import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { S3ArchiveStore } from '../../src/store/s3/s3-archive-store.js';

interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
}

const BYTES = Buffer.from('an object');
/** Of other bytes: what the SDK would compare with. */
const OTHER_CRC32 = 'AAAAAA==';

/** A store whose requests are answered with one object, and what it sent. */
function answeredStore() {
  const sent: Sent[] = [];
  const handle = async (request: Sent) => {
    sent.push(request);
    const asked = request.headers['x-amz-checksum-mode'] === 'ENABLED';
    const headers = { 'content-length': `${BYTES.length}`, ...(asked && { 'x-amz-checksum-crc32': OTHER_CRC32 }) };
    return { response: { statusCode: 200, headers, body: Readable.from([BYTES], { objectMode: false }) } };
  };
  const requestHandler = { handle, destroy: () => undefined };
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const client = new S3Client({ region: 'us-east-1', credentials, requestHandler: requestHandler as never }); // as much of one as is asked of it
  const store = new S3ArchiveStore({
    client,
    bucketName: 'archive',
    expectedBucketOwner: undefined,
    objectSettings: {},
    clock: () => new Date(),
    readAttempts: 1,
  });
  return { store, client, sent };
}

const read = { maxBytes: 1_000, signal: undefined };

describe('reads of S3', () => {
  it('ask for no checksum of S3’s where the pointer has one, whichever was read before', async () => {
    const { store, sent } = answeredStore();
    const verified = { ...read, expectedBytes: BYTES.length };
    await expect(store.get('a', verified)).resolves.toMatchObject({ bytes: new Uint8Array(BYTES) });
    await expect(store.get('a', { ...read, expectedBytes: undefined })).rejects.toMatchObject({ failure: 'truncated' });
    await expect(store.get('a', verified)).resolves.toMatchObject({ bytes: new Uint8Array(BYTES) });
    await expect(store.getRange('a', { offset: 0, length: BYTES.length, signal: undefined })).resolves.toMatchObject({
      size: BYTES.length,
    });
    const modes = sent.map(({ headers }) => headers['x-amz-checksum-mode']);
    expect(modes[0]).toBeUndefined();
    expect(modes.slice(1, -2)).toEqual(expect.arrayContaining(['ENABLED']));
    expect(modes.slice(-2)).toEqual([undefined, undefined]);
  });

  it('run the middleware that the application gives to its client, from when it does', async () => {
    const { store, client } = answeredStore();
    const seen: unknown[] = [];
    await store.get('a', { ...read, expectedBytes: BYTES.length });
    client.middlewareStack.add(
      (next, { commandName }) =>
        args => {
          seen.push([commandName, (args.input as { Key?: string }).Key]);
          return next(args);
        },
      { step: 'initialize' },
    );
    await store.get('b', { ...read, expectedBytes: BYTES.length });
    await store.head('c', undefined);
    await store.putIfAbsent('d', BYTES, { metadata: {}, contentEncoding: undefined, signal: undefined });
    expect(seen).toEqual([
      ['GetObjectCommand', 'b'],
      ['HeadObjectCommand', 'c'],
      ['PutObjectCommand', 'd'],
    ]);
  });
});
