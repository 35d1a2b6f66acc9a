import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { startLocalS3 } from '../../src/s3/local-s3.js';
import { clientWithoutRetries, startS3, stopAll } from './start-s3.js';

let parent: string;
let directory: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'local-s3-'));
  directory = join(parent, 'made by the server');
});

afterEach(async () => {
  await stopAll();
  await rm(parent, { recursive: true });
});

/** The files under a folder: bodies, and other files, without folders. */
async function files(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

test('objects, metadata, tags and versions are there after a restart', async () => {
  const first = await startS3({ directory });
  const object = { Bucket: 'bucket', Key: 'a/../😀\n' };
  await first.client.send(new PutObjectCommand({ ...object, Body: 'one', Metadata: { m: '1' }, Tagging: 't=2', ContentType: 'text/x' }));
  await first.client.send(new PutBucketVersioningCommand({ Bucket: 'bucket', VersioningConfiguration: { Status: 'Enabled' } }));
  await first.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'v', Body: 'old' }));
  await first.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'v', Body: 'new' }));
  await first.client.send(new DeleteObjectCommand({ Bucket: 'bucket', Key: 'v' }));
  const before = await first.client.send(new ListObjectVersionsCommand({ Bucket: 'bucket' }));
  await first.stop();

  const { client } = await startS3({ directory });
  const got = await client.send(new GetObjectCommand(object));
  expect([await got.Body?.transformToString(), got.Metadata, got.ContentType]).toEqual(['one', { m: '1' }, 'text/x']);
  expect((await client.send(new GetObjectTaggingCommand(object))).TagSet).toEqual([{ Key: 't', Value: '2' }]);
  const after = await client.send(new ListObjectVersionsCommand({ Bucket: 'bucket' }));
  expect([after.Versions, after.DeleteMarkers]).toEqual([before.Versions, before.DeleteMarkers]);
  expect(after.Versions).toHaveLength(3);
});

test('no key reaches outside the directory, and replaced or deleted objects leave no file', async () => {
  const s3 = await startS3({ directory });
  for (const Key of ['../outside', '../../outside', '/etc/outside', 'a', 'a', 'b']) {
    await s3.client.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: Key }));
  }
  await s3.client.send(new DeleteObjectCommand({ Bucket: 'bucket', Key: 'b' }));
  await s3.stop();
  expect(await readdir(parent)).toEqual(['made by the server']);
  const left = await files(directory);
  expect(left.filter(file => file.startsWith('bodies'))).toHaveLength(4);
  expect(left.filter(file => file.startsWith('buckets') && file.includes('keys'))).toHaveLength(4);
  expect(left.filter(file => file.endsWith('.tmp'))).toEqual([]);
  expect(left).toHaveLength(9);
});

test('a refused conditional put leaves no body behind', async () => {
  const s3 = await startS3({ directory });
  const put = () => s3.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a', Body: 'a', IfNoneMatch: '*' }));
  const puts = await Promise.allSettled(Array.from({ length: 20 }, put));
  expect(puts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await s3.stop();
  expect((await files(directory)).filter(file => file.startsWith('bodies'))).toHaveLength(1);
});

test('what a crash left unfinished is removed by the next start', async () => {
  const first = await startS3({ directory });
  await first.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a', Body: 'kept' }));
  await first.stop();
  await mkdir(join(directory, 'bodies', 'zz'));
  await writeFile(join(directory, 'bodies', 'zz', 'zz-unnamed'), 'a body that no key names');
  await writeFile(join(directory, 'buckets', 'bucket', 'bucket.json.tmp'), '{');
  await mkdir(join(directory, 'buckets', 'half-made'));

  const second = await startS3({ directory });
  const got = await second.client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'a' }));
  expect(await got.Body?.transformToString()).toBe('kept');
  const left = await files(directory);
  expect(left.filter(file => file.includes('unnamed') || file.endsWith('.tmp'))).toEqual([]);
  expect(await readdir(join(directory, 'buckets'))).toEqual(['bucket']);
});

test('a read that is under way when its object is replaced gets the object it began with', async () => {
  const s3 = await startS3({ directory });
  const bodies = ['a'.repeat(50_000), 'b'.repeat(50_000)];
  const put = (round: number) => s3.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a', Body: bodies[round % 2] ?? '' }));
  await put(0);
  const client = clientWithoutRetries(s3);
  const readers = Array.from({ length: 4 }, async () => {
    for (let i = 0; i < 10; i++) {
      const got = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'a' }));
      expect(bodies).toContain(await got.Body?.transformToString());
    }
  });
  const writer = (async () => {
    for (let round = 1; round < 30; round++) await put(round);
  })();
  await Promise.all([...readers, writer]);
  client.destroy();
});

test('a stop in the middle of puts leaves each object whole or absent', async () => {
  const first = await startS3({ directory });
  const client = clientWithoutRetries(first);
  const keys = Array.from({ length: 100 }, (_, index) => `key-${index}`);
  const puts = keys.map(Key => client.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: Key })));
  const settled = Promise.allSettled(puts);
  await Promise.any(puts);
  await first.stop();
  const outcomes = await settled;
  client.destroy();

  const second = await startS3({ directory });
  for (const [index, Key] of keys.entries()) {
    const found = await second.client.send(new GetObjectCommand({ Bucket: 'bucket', Key })).catch(() => undefined);
    if (outcomes[index]?.status === 'fulfilled') expect(found).toBeDefined();
    if (found !== undefined) expect(await found.Body?.transformToString()).toBe(Key);
  }
});

test('a directory that cannot be used is an error that names it', async () => {
  const file = join(parent, 'a file');
  await writeFile(file, '');
  await expect(startLocalS3({ directory: file })).rejects.toMatchObject({
    code: 'LOCAL_S3_START_FAILED',
    directory: file,
    message: expect.stringContaining(file),
  });
});

test('an object of no bytes is kept on disk, too', async () => {
  const { client } = await startS3({ directory });
  await client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a', Body: new Uint8Array() }));
  expect(await (await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'a' }))).Body?.transformToString()).toBe('');
  expect((await client.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'a' }))).ContentLength).toBe(0);
});
