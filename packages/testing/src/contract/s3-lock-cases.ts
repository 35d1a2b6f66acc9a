import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { assertRefused, type S3ContractCase, type S3ContractTarget, textOf } from './s3-contract-case.js';
import { removeBucket, withBucket } from './s3-temporary-bucket.js';

const RETENTION_MS = 3_000;

/** Runs with a bucket of Object Lock, and removes it once nothing in it is locked any more. */
async function withLockedBucket({ client, bucketName }: S3ContractTarget, run: (bucket: string) => Promise<void>): Promise<void> {
  const Bucket = `${bucketName}-locked`;
  await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  try {
    await run(Bucket);
  } finally {
    await sleep(RETENTION_MS + 1_000);
    await removeBucket(client, Bucket);
  }
}

const locked = (Bucket: string, Key: string) =>
  ({
    Bucket,
    Key,
    Body: 'locked',
    ChecksumAlgorithm: 'CRC32',
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: new Date(Date.now() + RETENTION_MS),
  }) as const;

export const lockCases: readonly S3ContractCase[] = [
  {
    name: 'a locked version cannot be deleted, and what is deleted without naming it is only hidden',
    async run(target) {
      const { client } = target;
      await withLockedBucket(target, async Bucket => {
        const lock = await client.send(new GetObjectLockConfigurationCommand({ Bucket }));
        assert.equal(lock.ObjectLockConfiguration?.ObjectLockEnabled, 'Enabled');
        const { VersionId } = await client.send(new PutObjectCommand(locked(Bucket, 'a')));
        await assertRefused(client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId })), { status: 403, code: 'AccessDenied' });
        await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
        await assertRefused(client.send(new GetObjectCommand({ Bucket, Key: 'a' })), { status: 404, code: 'NoSuchKey' });
        const kept = await client.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId }));
        assert.equal(await textOf(kept), 'locked');
        assert.equal(kept.ObjectLockMode, 'COMPLIANCE');
      });
    },
  },
  {
    name: 'a bucket without Object Lock takes no retention',
    async run(target) {
      const { client } = target;
      await withBucket(target, { suffix: 'unlocked' }, async Bucket => {
        await assertRefused(client.send(new PutObjectCommand(locked(Bucket, 'a'))), { status: 400, code: 'InvalidRequest' });
        await assertRefused(client.send(new GetObjectLockConfigurationCommand({ Bucket })), {
          status: 404,
          code: 'ObjectLockConfigurationNotFoundError',
        });
      });
    },
  },
];
