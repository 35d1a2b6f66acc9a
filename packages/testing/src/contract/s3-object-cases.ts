import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { assertRefused, type S3ContractCase, textOf } from './s3-contract-case.js';

/** User metadata may be 2 KB (S3 User Guide, "Working with object metadata"). */
const METADATA_LIMIT_BYTES = 2048;
/** Dates of headers have whole seconds, and clocks of two processes differ a little. */
const CLOCK_TOLERANCE_MS = 60_000;

/** The SDK takes an empty string for a stream of unknown length. */
const EMPTY = new Uint8Array();

export const objectCases: readonly S3ContractCase[] = [
  {
    name: 'an object comes back as it was put, with its headers and metadata',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'objects/whole' };
      const body = Buffer.from([0, 1, 2, 253, 254, 255]);
      const put = await client.send(
        new PutObjectCommand({
          ...object,
          Body: body,
          ContentType: 'application/json',
          ContentEncoding: 'gzip',
          CacheControl: 'max-age=60',
          ContentDisposition: 'attachment',
          Metadata: { attempt: 'abc-123', 'x-y': 'a b=c&d' },
        }),
      );
      const etag = `"${createHash('md5').update(body).digest('hex')}"`;
      assert.equal(put.ETag, etag);
      const got = await client.send(new GetObjectCommand(object));
      assert.deepEqual(Buffer.from((await got.Body?.transformToByteArray()) ?? []), body);
      for (const response of [got, await client.send(new HeadObjectCommand(object))]) {
        assert.equal(response.ETag, etag);
        assert.equal(response.ContentLength, body.length);
        assert.equal(response.ContentType, 'application/json');
        assert.equal(response.ContentEncoding, 'gzip');
        assert.equal(response.CacheControl, 'max-age=60');
        assert.equal(response.ContentDisposition, 'attachment');
        assert.deepEqual(response.Metadata, { attempt: 'abc-123', 'x-y': 'a b=c&d' });
        assert.ok(Math.abs((response.LastModified?.getTime() ?? 0) - Date.now()) < CLOCK_TOLERANCE_MS);
      }
    },
  },
  {
    name: 'an empty object is an object',
    async run({ client, bucketName: Bucket }) {
      await client.send(new PutObjectCommand({ Bucket, Key: 'objects/empty', Body: EMPTY }));
      const got = await client.send(new GetObjectCommand({ Bucket, Key: 'objects/empty' }));
      assert.equal(got.ContentLength, 0);
      assert.equal(await textOf(got), '');
    },
  },
  {
    name: 'an object of several megabytes comes back whole',
    async run({ client, bucketName: Bucket }) {
      const body = Buffer.alloc(5_000_001, 'tempest');
      await client.send(new PutObjectCommand({ Bucket, Key: 'objects/large', Body: body }));
      const got = await client.send(new GetObjectCommand({ Bucket, Key: 'objects/large' }));
      assert.ok(body.equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0)));
    },
  },
  {
    name: 'a put replaces the whole object, metadata included',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'objects/replaced' };
      await client.send(new PutObjectCommand({ ...object, Body: 'one', Metadata: { first: '1' } }));
      await client.send(new PutObjectCommand({ ...object, Body: 'second' }));
      const got = await client.send(new GetObjectCommand(object));
      assert.equal(await textOf(got), 'second');
      assert.deepEqual(got.Metadata, {});
    },
  },
  {
    name: 'a stream is stored without the framing it was sent in',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'objects/streamed' };
      const Body = Readable.from([Buffer.from('first '), Buffer.from('second')]);
      await client.send(new PutObjectCommand({ ...object, Body, ContentLength: 12, ContentEncoding: 'gzip' }));
      const got = await client.send(new GetObjectCommand(object));
      assert.equal(await textOf(got), 'first second');
      assert.equal(got.ContentEncoding, 'gzip');
    },
  },
  {
    name: 'a missing object is NoSuchKey, and 404 to HEAD',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'objects/none' };
      await assertRefused(client.send(new GetObjectCommand(object)), { status: 404, code: 'NoSuchKey' });
      await assertRefused(client.send(new HeadObjectCommand(object)), { status: 404 });
    },
  },
  {
    name: 'a deleted object is gone, and deleting it again succeeds',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'objects/deleted' };
      await client.send(new PutObjectCommand({ ...object, Body: 'a' }));
      await client.send(new DeleteObjectCommand(object));
      await client.send(new DeleteObjectCommand(object));
      await assertRefused(client.send(new GetObjectCommand(object)), { status: 404, code: 'NoSuchKey' });
    },
  },
  {
    name: 'many objects are deleted in one request, missing and oddly named ones too',
    async run({ client, bucketName: Bucket }) {
      const keys = ['objects/many/1', 'objects/many/ <&> ', 'objects/many/007'];
      for (const Key of keys) await client.send(new PutObjectCommand({ Bucket, Key, Body: 'a' }));
      const objects = [...keys, 'objects/many/none'].map(Key => ({ Key }));
      const { Deleted = [], Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: objects } }));
      assert.deepEqual(Errors, []);
      assert.deepEqual(Deleted.map(({ Key }) => Key).sort(), objects.map(({ Key }) => Key).sort());
      for (const Key of keys) await assertRefused(client.send(new HeadObjectCommand({ Bucket, Key })), { status: 404 });
    },
  },
  {
    name: 'a quiet delete of many reports only failures',
    async run({ client, bucketName: Bucket }) {
      await client.send(new PutObjectCommand({ Bucket, Key: 'objects/quiet', Body: 'a' }));
      const Delete = { Quiet: true, Objects: [{ Key: 'objects/quiet' }] };
      const { Deleted = [], Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete }));
      assert.deepEqual([Deleted, Errors], [[], []]);
      await assertRefused(client.send(new HeadObjectCommand({ Bucket, Key: 'objects/quiet' })), { status: 404 });
    },
  },
  {
    name: 'metadata of just 2 KB is kept',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'objects/metadata', Body: 'a' };
      const fits = 'v'.repeat(METADATA_LIMIT_BYTES - 1);
      await client.send(new PutObjectCommand({ ...object, Metadata: { n: fits } }));
      const { Metadata } = await client.send(new HeadObjectCommand({ Bucket, Key: object.Key }));
      assert.equal(Metadata?.n, fits);
    },
  },
  {
    name: 'metadata of more than 2 KB is refused',
    async run({ client, bucketName: Bucket }) {
      const Metadata = { n: 'v'.repeat(METADATA_LIMIT_BYTES) };
      const put = client.send(new PutObjectCommand({ Bucket, Key: 'objects/metadata-large', Body: 'a', Metadata }));
      await assertRefused(put, { status: 400, code: 'MetadataTooLarge' });
    },
  },
  {
    name: 'a storage class comes back with the object',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'objects/cold' };
      await client.send(new PutObjectCommand({ ...object, Body: 'a', StorageClass: 'STANDARD_IA' }));
      assert.equal((await client.send(new HeadObjectCommand(object))).StorageClass, 'STANDARD_IA');
    },
  },
  {
    name: 'a copy has the body and metadata of its source',
    async run({ client, bucketName: Bucket }) {
      const source = { Bucket, Key: 'objects/copy from+%' };
      await client.send(new PutObjectCommand({ ...source, Body: 'copied', ContentType: 'text/plain', Metadata: { a: 'b' } }));
      const CopySource = `${Bucket}/${encodeURIComponent(source.Key)}`;
      await client.send(new CopyObjectCommand({ Bucket, Key: 'objects/copy', CopySource }));
      const got = await client.send(new GetObjectCommand({ Bucket, Key: 'objects/copy' }));
      assert.equal(await textOf(got), 'copied');
      assert.equal(got.ContentType, 'text/plain');
      assert.deepEqual(got.Metadata, { a: 'b' });
      const none = new CopyObjectCommand({ Bucket, Key: 'objects/copy', CopySource: `${Bucket}/objects/none` });
      await assertRefused(client.send(none), { status: 404, code: 'NoSuchKey' });
    },
  },
  {
    name: 'the reply to a copy has its ETag in quotes, as the reply to a put',
    async run({ client, bucketName: Bucket }) {
      const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key: 'objects/copied', Body: 'a' }));
      const copy = new CopyObjectCommand({ Bucket, Key: 'objects/copied-to', CopySource: `${Bucket}/objects/copied` });
      assert.equal((await client.send(copy)).CopyObjectResult?.ETag, ETag);
    },
  },
];
