import assert from 'node:assert/strict';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { assertRefused, type S3ContractCase, textOf } from './s3-contract-case.js';

/** The SDK takes an empty string for a stream of unknown length. */
const EMPTY = new Uint8Array();

export const rangeCases: readonly S3ContractCase[] = [
  {
    name: 'a range returns its bytes and says which they are',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'ranges/ten' };
      await client.send(new PutObjectCommand({ ...object, Body: '0123456789' }));
      const ranges = [
        ['bytes=2-4', '234', 'bytes 2-4/10'],
        ['bytes=0-0', '0', 'bytes 0-0/10'],
        ['bytes=7-', '789', 'bytes 7-9/10'],
        ['bytes=-2', '89', 'bytes 8-9/10'],
        ['bytes=8-100', '89', 'bytes 8-9/10'],
        ['bytes=-100', '0123456789', 'bytes 0-9/10'],
      ] as const;
      for (const [Range, text, contentRange] of ranges) {
        const got = await client.send(new GetObjectCommand({ ...object, Range }));
        assert.equal(got.$metadata.httpStatusCode, 206, Range);
        assert.equal(await textOf(got), text, Range);
        assert.equal(got.ContentRange, contentRange, Range);
        assert.equal(got.ContentLength, text.length, Range);
      }
    },
  },
  {
    name: 'a range behind the end is 416 InvalidRange',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'ranges/short' };
      await client.send(new PutObjectCommand({ ...object, Body: '0123' }));
      for (const Range of ['bytes=4-', 'bytes=10-20']) {
        await assertRefused(client.send(new GetObjectCommand({ ...object, Range })), { status: 416, code: 'InvalidRange' });
      }
    },
  },
  {
    name: 'any range of an empty object is 416 InvalidRange',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'ranges/empty' };
      await client.send(new PutObjectCommand({ ...object, Body: EMPTY }));
      await assertRefused(client.send(new GetObjectCommand({ ...object, Range: 'bytes=0-' })), { status: 416, code: 'InvalidRange' });
    },
  },
  {
    name: 'a malformed range is ignored',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'ranges/malformed' };
      await client.send(new PutObjectCommand({ ...object, Body: '0123' }));
      const got = await client.send(new GetObjectCommand({ ...object, Range: 'bytes=a-b' }));
      assert.equal(got.$metadata.httpStatusCode, 200);
      assert.equal(await textOf(got), '0123');
    },
  },
  {
    name: 'a range under If-Match is of that object or of none',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'ranges/matched' };
      const { ETag } = await client.send(new PutObjectCommand({ ...object, Body: '0123' }));
      const matched = await client.send(new GetObjectCommand({ ...object, Range: 'bytes=1-2', IfMatch: ETag }));
      assert.equal(await textOf(matched), '12');
      await client.send(new PutObjectCommand({ ...object, Body: 'abcd' }));
      const stale = client.send(new GetObjectCommand({ ...object, Range: 'bytes=1-2', IfMatch: ETag }));
      await assertRefused(stale, { status: 412, code: 'PreconditionFailed' });
    },
  },
  {
    name: 'HEAD of a range tells its length',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'ranges/head' };
      await client.send(new PutObjectCommand({ ...object, Body: '0123' }));
      const head = await client.send(new HeadObjectCommand({ ...object, Range: 'bytes=1-2' }));
      assert.equal(head.ContentLength, 2);
    },
  },
];
