import { GetBucketLifecycleConfigurationCommand, type LifecycleRule, type S3Client } from '@aws-sdk/client-s3';
import { storeError } from './s3-error.js';

/**
 * A bucket's lifecycle rules.
 *
 * @throws ArchiveStoreError
 */
export async function lifecycleRules(
  client: S3Client,
  bucket: { readonly Bucket: string; readonly ExpectedBucketOwner?: string },
  signal: AbortSignal | undefined,
): Promise<readonly LifecycleRule[]> {
  const command = new GetBucketLifecycleConfigurationCommand(bucket);
  try {
    const { Rules = [] } = await client.send(command, signal ? { abortSignal: signal } : {});
    return Rules;
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'NoSuchLifecycleConfiguration') return [];
    throw storeError(cause, 'GetLifecycleConfiguration', bucket.Bucket, undefined);
  }
}
