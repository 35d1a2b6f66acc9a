import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { S3ContractTarget } from './s3-contract-case.js';

/** Runs with a bucket beside the target's own, versioned on request, and removes it with all that is in it. */
export async function withBucket(
  { client, bucketName }: S3ContractTarget,
  { suffix, versioned = false }: { readonly suffix: string; readonly versioned?: boolean },
  run: (bucket: string) => Promise<void>,
): Promise<void> {
  const bucket = `${bucketName}-${suffix}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  try {
    if (versioned) {
      await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    }
    await run(bucket);
  } finally {
    await removeBucket(client, bucket);
  }
}

/** Deletes every version of every object, then the bucket. */
export async function removeBucket(client: S3Client, bucket: string): Promise<void> {
  let isTruncated = true;
  while (isTruncated) {
    const page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
    }
    isTruncated = page.IsTruncated ?? false;
  }
  await client.send(new DeleteBucketCommand({ Bucket: bucket }));
}
