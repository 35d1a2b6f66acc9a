import assert from 'node:assert/strict';
import {
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { assertRefused, type S3ContractCase, type S3ContractTarget, textOf } from './s3-contract-case.js';

/** Tags of one object (S3 User Guide, "Categorizing your objects using tags"). */
const MAX_TAGS = 10;

async function tagsOf({ client, bucketName: Bucket }: S3ContractTarget, Key: string): Promise<Readonly<Record<string, string>>> {
  const { TagSet = [] } = await client.send(new GetObjectTaggingCommand({ Bucket, Key }));
  return Object.fromEntries(TagSet.map(tag => [tag.Key, tag.Value]));
}

export const tagCases: readonly S3ContractCase[] = [
  {
    name: 'tags put with an object are its tags',
    async run(target) {
      const object = { Bucket: target.bucketName, Key: 'tags/put' };
      await target.client.send(new PutObjectCommand({ ...object, Body: 'a', Tagging: 'state=a%20b%26c&empty=' }));
      assert.deepEqual(await tagsOf(target, object.Key), { state: 'a b&c', empty: '' });
      assert.equal((await target.client.send(new GetObjectCommand(object))).TagCount, 2);
    },
  },
  {
    name: 'tags are replaced and removed without touching the object',
    async run(target) {
      const { client, bucketName: Bucket } = target;
      const object = { Bucket, Key: 'tags/replaced' };
      await client.send(new PutObjectCommand({ ...object, Body: 'body', Tagging: 'old=1', Metadata: { kept: 'yes' } }));
      const TagSet = [{ Key: 'unreferenced', Value: '2026-01-01T00:00:00Z' }];
      await client.send(new PutObjectTaggingCommand({ ...object, Tagging: { TagSet } }));
      assert.deepEqual(await tagsOf(target, object.Key), { unreferenced: '2026-01-01T00:00:00Z' });
      await client.send(new DeleteObjectTaggingCommand(object));
      assert.deepEqual(await tagsOf(target, object.Key), {});
      const got = await client.send(new GetObjectCommand(object));
      assert.equal(await textOf(got), 'body');
      assert.deepEqual(got.Metadata, { kept: 'yes' });
    },
  },
  {
    name: 'a put without tags leaves none of those before',
    async run(target) {
      const object = { Bucket: target.bucketName, Key: 'tags/dropped' };
      await target.client.send(new PutObjectCommand({ ...object, Body: 'a', Tagging: 'old=1' }));
      await target.client.send(new PutObjectCommand({ ...object, Body: 'b' }));
      assert.deepEqual(await tagsOf(target, object.Key), {});
    },
  },
  {
    name: 'a missing object has no tags to read',
    async run({ client, bucketName: Bucket }) {
      const read = client.send(new GetObjectTaggingCommand({ Bucket, Key: 'tags/none' }));
      await assertRefused(read, { status: 404, code: 'NoSuchKey' });
    },
  },
  {
    name: 'more than ten tags are refused',
    async run({ client, bucketName: Bucket }) {
      await client.send(new PutObjectCommand({ Bucket, Key: 'tags/many', Body: 'a' }));
      const TagSet = Array.from({ length: MAX_TAGS + 1 }, (_, index) => ({ Key: `tag${index}`, Value: '' }));
      const put = client.send(new PutObjectTaggingCommand({ Bucket, Key: 'tags/many', Tagging: { TagSet } }));
      await assertRefused(put, { status: 400 });
    },
  },
];
