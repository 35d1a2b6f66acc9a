import assert from 'node:assert/strict';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { assertRefused, type S3ContractCase } from './s3-contract-case.js';
import { withBucket } from './s3-temporary-bucket.js';

export const bucketCases: readonly S3ContractCase[] = [
  {
    name: 'a bucket is listed and found once it is created',
    async run({ client, bucketName }) {
      const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
      assert.ok(Buckets.some(bucket => bucket.Name === bucketName));
      await client.send(new HeadBucketCommand({ Bucket: bucketName }));
    },
  },
  {
    name: 'a bucket of us-east-1 has no location constraint',
    async run({ client, bucketName }) {
      const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket: bucketName }));
      assert.equal(LocationConstraint, undefined);
    },
  },
  {
    name: 'a missing bucket is 404, not an empty list',
    async run({ client, bucketName }) {
      const Bucket = `${bucketName}-none`;
      await assertRefused(client.send(new HeadBucketCommand({ Bucket })), { status: 404 });
      const refused = { status: 404, code: 'NoSuchBucket' };
      await assertRefused(client.send(new ListObjectsV2Command({ Bucket })), refused);
      await assertRefused(client.send(new GetObjectCommand({ Bucket, Key: 'a' })), refused);
      await assertRefused(client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' })), refused);
      await assertRefused(client.send(new DeleteBucketCommand({ Bucket })), refused);
    },
  },
  {
    name: 'a bucket that holds objects is not deleted',
    async run(target) {
      const { client } = target;
      await withBucket(target, { suffix: 'full' }, async Bucket => {
        await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
        await assertRefused(client.send(new DeleteBucketCommand({ Bucket })), { status: 409, code: 'BucketNotEmpty' });
      });
      await assertRefused(client.send(new HeadBucketCommand({ Bucket: `${target.bucketName}-full` })), { status: 404 });
    },
  },
  {
    name: 'creating a bucket again says that one owns it',
    async run({ client, bucketName }) {
      await assertRefused(client.send(new CreateBucketCommand({ Bucket: bucketName })), { status: 409, code: 'BucketAlreadyOwnedByYou' });
    },
  },
  {
    name: 'lifecycle rules are kept as they were put, and a bucket without any says so',
    async run(target) {
      const { client } = target;
      await withBucket(target, { suffix: 'rules' }, async Bucket => {
        const none = { status: 404, code: 'NoSuchLifecycleConfiguration' };
        await assertRefused(client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })), none);
        const rule = { ID: 'old', Status: 'Enabled', Filter: { Prefix: 'a/' }, Expiration: { Days: 30 } } as const;
        await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [rule] } }));
        const { Rules = [] } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
        assert.deepEqual(Rules, [rule]);
        await client.send(new DeleteBucketLifecycleCommand({ Bucket }));
        await assertRefused(client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })), none);
      });
    },
  },
  {
    name: 'a bucket name that breaks the naming rules is refused',
    async run({ client }) {
      for (const Bucket of ['ab', '-leading-hyphen', '192.168.1.1', 'a'.repeat(64)]) {
        await assertRefused(client.send(new CreateBucketCommand({ Bucket })), { status: 400, code: 'InvalidBucketName' });
      }
    },
  },
];
