import assert from 'node:assert/strict';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { assertRefused, type S3ContractCase, textOf } from './s3-contract-case.js';
import { withBucket } from './s3-temporary-bucket.js';

/** Every version and delete marker of a page, as short text. */
function describe({ Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput): readonly string[] {
  const versions = Versions.map(({ Key, VersionId, IsLatest }) => `${Key} ${VersionId}${IsLatest ? ' latest' : ''}`);
  const markers = DeleteMarkers.map(({ Key, VersionId, IsLatest }) => `${Key} ${VersionId} deleted${IsLatest ? ' latest' : ''}`);
  return [...versions, ...markers].sort();
}

export const versionCases: readonly S3ContractCase[] = [
  {
    name: 'versioning is off, on, and suspended',
    async run(target) {
      const { client } = target;
      await withBucket(target, { suffix: 'states' }, async Bucket => {
        assert.equal((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status, undefined);
        for (const Status of ['Enabled', 'Suspended'] as const) {
          await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
          assert.equal((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status, Status);
        }
      });
    },
  },
  {
    name: 'every put of a versioned bucket is a version that can be read',
    async run(target) {
      const { client } = target;
      await withBucket(target, { suffix: 'puts', versioned: true }, async Bucket => {
        const object = { Bucket, Key: 'a' };
        const first = await client.send(new PutObjectCommand({ ...object, Body: 'first' }));
        const second = await client.send(new PutObjectCommand({ ...object, Body: 'second' }));
        assert.ok(first.VersionId && second.VersionId && first.VersionId !== second.VersionId);
        const current = await client.send(new GetObjectCommand(object));
        assert.equal(current.VersionId, second.VersionId);
        assert.equal(await textOf(current), 'second');
        assert.equal(await textOf(await client.send(new GetObjectCommand({ ...object, VersionId: first.VersionId }))), 'first');
        const versions = await client.send(new ListObjectVersionsCommand({ Bucket }));
        assert.deepEqual(describe(versions), [`a ${first.VersionId}`, `a ${second.VersionId} latest`].sort());
      });
    },
  },
  {
    name: 'a delete in a versioned bucket hides the object and keeps its versions',
    async run(target) {
      const { client } = target;
      await withBucket(target, { suffix: 'marker', versioned: true }, async Bucket => {
        const object = { Bucket, Key: 'a' };
        const put = await client.send(new PutObjectCommand({ ...object, Body: 'kept' }));
        const deleted = await client.send(new DeleteObjectCommand(object));
        assert.equal(deleted.DeleteMarker, true);
        await assertRefused(client.send(new GetObjectCommand(object)), { status: 404, code: 'NoSuchKey' });
        await assertRefused(client.send(new HeadObjectCommand(object)), { status: 404 });
        assert.equal((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0);
        assert.equal(await textOf(await client.send(new GetObjectCommand({ ...object, VersionId: put.VersionId }))), 'kept');
        const versions = await client.send(new ListObjectVersionsCommand({ Bucket }));
        assert.deepEqual(describe(versions), [`a ${put.VersionId}`, `a ${deleted.VersionId} deleted latest`].sort());
      });
    },
  },
  {
    name: 'reading a delete marker by its id is not allowed',
    async run(target) {
      const { client } = target;
      await withBucket(target, { suffix: 'read-marker', versioned: true }, async Bucket => {
        const { VersionId } = await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
        const read = client.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId }));
        await assertRefused(read, { status: 405, code: 'MethodNotAllowed' });
      });
    },
  },
  {
    name: 'removing a delete marker brings the object back',
    async run(target) {
      const { client } = target;
      await withBucket(target, { suffix: 'undelete', versioned: true }, async Bucket => {
        const object = { Bucket, Key: 'a' };
        await client.send(new PutObjectCommand({ ...object, Body: 'back' }));
        const { VersionId } = await client.send(new DeleteObjectCommand(object));
        const removed = await client.send(new DeleteObjectCommand({ ...object, VersionId }));
        assert.equal(removed.DeleteMarker, true);
        assert.equal(await textOf(await client.send(new GetObjectCommand(object))), 'back');
      });
    },
  },
  {
    name: 'a version that is deleted by its id is gone for good',
    async run(target) {
      const { client } = target;
      await withBucket(target, { suffix: 'erase', versioned: true }, async Bucket => {
        const object = { Bucket, Key: 'a' };
        const first = await client.send(new PutObjectCommand({ ...object, Body: 'first' }));
        const second = await client.send(new PutObjectCommand({ ...object, Body: 'second' }));
        const Objects = [{ Key: 'a', VersionId: second.VersionId }];
        await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
        assert.equal(await textOf(await client.send(new GetObjectCommand(object))), 'first');
        const erased = client.send(new GetObjectCommand({ ...object, VersionId: second.VersionId }));
        await assertRefused(erased, { status: 404 });
        assert.deepEqual(describe(await client.send(new ListObjectVersionsCommand({ Bucket }))), [`a ${first.VersionId} latest`]);
      });
    },
  },
  {
    name: 'a missing version is NoSuchVersion',
    async run(target) {
      const { client } = target;
      await withBucket(target, { suffix: 'no-version', versioned: true }, async Bucket => {
        const { VersionId } = await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
        await client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId }));
        const read = client.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId }));
        await assertRefused(read, { status: 404, code: 'NoSuchVersion' });
      });
    },
  },
  {
    name: 'with versioning suspended a put replaces only the null version',
    async run(target) {
      const { client } = target;
      await withBucket(target, { suffix: 'suspended' }, async Bucket => {
        const object = { Bucket, Key: 'a' };
        const setVersioning = (Status: 'Enabled' | 'Suspended') =>
          client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
        await client.send(new PutObjectCommand({ ...object, Body: 'before versioning' }));
        await setVersioning('Enabled');
        const kept = await client.send(new PutObjectCommand({ ...object, Body: 'a version' }));
        await setVersioning('Suspended');
        await client.send(new PutObjectCommand({ ...object, Body: 'after versioning' }));
        assert.equal(await textOf(await client.send(new GetObjectCommand({ ...object, VersionId: 'null' }))), 'after versioning');
        const versions = await client.send(new ListObjectVersionsCommand({ Bucket }));
        assert.deepEqual(describe(versions), [`a ${kept.VersionId}`, 'a null latest'].sort());
      });
    },
  },
  {
    name: 'pages of versions together are every version once, newest first within a key',
    async run(target) {
      const { client } = target;
      await withBucket(target, { suffix: 'paging', versioned: true }, async Bucket => {
        const put = async (Key: string) => `${Key} ${(await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }))).VersionId}`;
        const [a1, b1, b2, b3, c1] = [await put('a'), await put('b'), await put('b'), await put('b'), await put('c')];
        const seen: string[] = [];
        let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
        for (let more = true; more; ) {
          const page = await client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, ...markers }));
          assert.ok((page.Versions?.length ?? 0) <= 2);
          seen.push(...(page.Versions ?? []).map(({ Key, VersionId }) => `${Key} ${VersionId}`));
          markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
          more = page.IsTruncated ?? false;
        }
        assert.deepEqual(seen, [a1, b3, b2, b1, c1]);
      });
    },
  },
];
