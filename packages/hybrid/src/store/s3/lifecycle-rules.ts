import { GetBucketLifecycleConfigurationCommand, type LifecycleRule, type S3Client } from '@aws-sdk/client-s3';
import type { Observer } from '@tempest-ts/tempest/extend';
import type { NamedBucket } from './named-bucket.js';
import { observed } from './observed.js';
import { storeError } from './s3-error.js';

/**
 * A bucket's lifecycle rules.
 *
 * @throws ArchiveStoreError
 */
export async function lifecycleRules(
  { client, observer }: { readonly client: S3Client; readonly observer: Observer | undefined },
  bucket: NamedBucket,
  signal: AbortSignal | undefined,
): Promise<readonly LifecycleRule[]> {
  const command = new GetBucketLifecycleConfigurationCommand(bucket);
  try {
    const request = { operation: 'GetBucketLifecycleConfiguration', bucketName: bucket.Bucket, key: undefined, bytes: undefined };
    const { Rules = [] } = await observed(observer, request, () => client.send(command, signal ? { abortSignal: signal } : {}));
    return Rules;
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'NoSuchLifecycleConfiguration') return [];
    throw storeError(cause, 'GetBucketLifecycleConfiguration', bucket.Bucket, undefined);
  }
}
