import assert from 'node:assert/strict';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { assertRefused, type S3ContractCase, type S3ContractTarget, textOf } from './s3-contract-case.js';
import { withBucket } from './s3-temporary-bucket.js';

const FAILED = { status: 412, code: 'PreconditionFailed' };
const NOT_MODIFIED = { status: 304 };
const HOUR_MS = 3_600_000;
/** An ETag that no object of these cases has. */
const OTHER_ETAG = '"00000000000000000000000000000000"';

async function assertContent({ client, bucketName: Bucket }: S3ContractTarget, Key: string, content: string): Promise<void> {
  assert.equal(await textOf(await client.send(new GetObjectCommand({ Bucket, Key }))), content);
}

const unquoted = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');

export const conditionCases: readonly S3ContractCase[] = [
  {
    name: 'a put under If-None-Match never replaces an object',
    async run(target) {
      const object = {
        Bucket: target.bucketName,
        Key: 'conditions/once',
        IfNoneMatch: '*',
      };
      await target.client.send(new PutObjectCommand({ ...object, Body: 'first' }));
      await assertRefused(target.client.send(new PutObjectCommand({ ...object, Body: 'second' })), FAILED);
      await assertContent(target, object.Key, 'first');
    },
  },
  {
    name: 'a put under If-None-Match takes a key again once its object is deleted',
    async run(target) {
      const object = { Bucket: target.bucketName, Key: 'conditions/again' };
      await target.client.send(new PutObjectCommand({ ...object, Body: 'first' }));
      await target.client.send(new DeleteObjectCommand(object));
      await target.client.send(new PutObjectCommand({ ...object, Body: 'second', IfNoneMatch: '*' }));
      await assertContent(target, object.Key, 'second');
    },
  },
  {
    name: 'of concurrent puts under If-None-Match exactly one wins',
    async run(target) {
      const { client, bucketName: Bucket } = target;
      for (let round = 0; round < 5; round++) {
        const Key = `conditions/race-${round}`;
        const bodies = ['a', 'b', 'c', 'd'];
        const puts = await Promise.allSettled(
          bodies.map(Body => client.send(new PutObjectCommand({ Bucket, Key, Body, IfNoneMatch: '*' }))),
        );
        const winners = bodies.filter((_, index) => puts[index]?.status === 'fulfilled');
        assert.equal(winners.length, 1, `${winners.length} puts won`);
        await assertContent(target, Key, winners.join());
      }
    },
  },
  {
    name: 'of concurrent puts under the ETag they replace exactly one wins',
    async run(target) {
      const { client, bucketName: Bucket } = target;
      const Key = 'conditions/swap-race';
      const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key, Body: 'old' }));
      const bodies = ['a', 'b', 'c', 'd'];
      const puts = await Promise.allSettled(
        bodies.map(Body => client.send(new PutObjectCommand({ Bucket, Key, Body, IfMatch: unquoted(ETag) }))),
      );
      const winners = bodies.filter((_, index) => puts[index]?.status === 'fulfilled');
      assert.equal(winners.length, 1, `${winners.length} puts won`);
      await assertContent(target, Key, winners.join());
    },
  },
  {
    name: 'a put under If-Match takes the ETag in quotes, as S3 returns it',
    async run(target) {
      const object = { Bucket: target.bucketName, Key: 'conditions/quoted' };
      const { ETag } = await target.client.send(new PutObjectCommand({ ...object, Body: 'first' }));
      await target.client.send(new PutObjectCommand({ ...object, Body: 'second', IfMatch: ETag }));
      await assertContent(target, object.Key, 'second');
    },
  },
  {
    name: 'a put under If-Match takes the ETag without quotes, too',
    async run(target) {
      const object = { Bucket: target.bucketName, Key: 'conditions/unquoted' };
      const { ETag } = await target.client.send(new PutObjectCommand({ ...object, Body: 'first' }));
      await target.client.send(new PutObjectCommand({ ...object, Body: 'second', IfMatch: unquoted(ETag) }));
      await assertContent(target, object.Key, 'second');
    },
  },
  {
    name: 'a put under a stale ETag changes nothing',
    async run(target) {
      const object = { Bucket: target.bucketName, Key: 'conditions/stale' };
      await target.client.send(new PutObjectCommand({ ...object, Body: 'first' }));
      await assertRefused(target.client.send(new PutObjectCommand({ ...object, Body: 'second', IfMatch: OTHER_ETAG })), FAILED);
      await assertContent(target, object.Key, 'first');
    },
  },
  {
    name: 'a put under If-Match never creates an object',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'conditions/never' };
      await assert.rejects(client.send(new PutObjectCommand({ ...object, Body: 'a', IfMatch: OTHER_ETAG })));
      await assertRefused(client.send(new HeadObjectCommand(object)), { status: 404 });
    },
  },
  {
    name: 'a put under If-Match tells a missing object from a changed one',
    async run({ client, bucketName: Bucket }) {
      const put = client.send(new PutObjectCommand({ Bucket, Key: 'conditions/missing', Body: 'a', IfMatch: OTHER_ETAG }));
      await assertRefused(put, { status: 404, code: 'NoSuchKey' });
    },
  },
  {
    name: 'a read under If-Match is of that object or 412',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'conditions/read' };
      const { ETag } = await client.send(new PutObjectCommand({ ...object, Body: 'a' }));
      assert.equal(await textOf(await client.send(new GetObjectCommand({ ...object, IfMatch: ETag }))), 'a');
      await assertRefused(client.send(new GetObjectCommand({ ...object, IfMatch: OTHER_ETAG })), FAILED);
      await assertRefused(client.send(new HeadObjectCommand({ ...object, IfMatch: OTHER_ETAG })), { status: 412 });
    },
  },
  {
    name: 'a read under If-None-Match is 304 while the object is unchanged',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'conditions/cached' };
      const { ETag } = await client.send(new PutObjectCommand({ ...object, Body: 'a' }));
      await assertRefused(client.send(new GetObjectCommand({ ...object, IfNoneMatch: ETag })), NOT_MODIFIED);
      assert.equal(await textOf(await client.send(new GetObjectCommand({ ...object, IfNoneMatch: OTHER_ETAG }))), 'a');
    },
  },
  {
    name: 'a read asks for what was modified since, or unmodified',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'conditions/dates' };
      await client.send(new PutObjectCommand({ ...object, Body: 'a' }));
      const { LastModified: modified = new Date(0) } = await client.send(new HeadObjectCommand(object));
      const before = new Date(modified.getTime() - HOUR_MS);
      await assertRefused(client.send(new GetObjectCommand({ ...object, IfModifiedSince: modified })), NOT_MODIFIED);
      await assertRefused(client.send(new GetObjectCommand({ ...object, IfUnmodifiedSince: before })), FAILED);
      await client.send(new GetObjectCommand({ ...object, IfModifiedSince: before }));
      await client.send(new GetObjectCommand({ ...object, IfUnmodifiedSince: modified }));
    },
  },
  {
    name: 'a delete under If-Match deletes only that object',
    async run(target) {
      const object = { Bucket: target.bucketName, Key: 'conditions/delete' };
      const { ETag } = await target.client.send(new PutObjectCommand({ ...object, Body: 'a' }));
      await assertRefused(target.client.send(new DeleteObjectCommand({ ...object, IfMatch: OTHER_ETAG })), FAILED);
      await assertContent(target, object.Key, 'a');
      await target.client.send(new DeleteObjectCommand({ ...object, IfMatch: ETag }));
      await assertRefused(target.client.send(new HeadObjectCommand(object)), { status: 404 });
    },
  },
  {
    name: 'a put under If-None-Match never hides an object of a versioned bucket',
    async run(target) {
      const { client } = target;
      await withBucket(target, { suffix: 'once', versioned: true }, async Bucket => {
        const object = { Bucket, Key: 'once', IfNoneMatch: '*' };
        await client.send(new PutObjectCommand({ ...object, Body: 'first' }));
        await assertRefused(client.send(new PutObjectCommand({ ...object, Body: 'second' })), FAILED);
        await assertContent({ client, bucketName: Bucket }, 'once', 'first');
      });
    },
  },
];
