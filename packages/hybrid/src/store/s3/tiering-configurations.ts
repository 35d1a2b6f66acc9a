import { type IntelligentTieringConfiguration, ListBucketIntelligentTieringConfigurationsCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Observer } from '@tempest-ts/tempest/extend';
import type { NamedBucket } from './named-bucket.js';
import { observed } from './observed.js';
import { storeError } from './s3-error.js';

const OPERATION = 'ListBucketIntelligentTieringConfigurations';

/**
 * A bucket's Intelligent-Tiering configurations.
 *
 * @throws ArchiveStoreError
 */
export async function tieringConfigurations(
  { client, observer }: { readonly client: S3Client; readonly observer: Observer | undefined },
  bucket: NamedBucket,
  signal: AbortSignal | undefined,
): Promise<readonly IntelligentTieringConfiguration[]> {
  const found: IntelligentTieringConfiguration[] = [];
  const request = { operation: OPERATION, bucketName: bucket.Bucket, key: undefined, bytes: undefined };
  let ContinuationToken: string | undefined;
  try {
    do {
      const command = new ListBucketIntelligentTieringConfigurationsCommand({ ...bucket, ContinuationToken });
      const answer = await observed(observer, request, () => client.send(command, signal ? { abortSignal: signal } : {}));
      found.push(...(answer.IntelligentTieringConfigurationList ?? []));
      ContinuationToken = answer.IsTruncated ? answer.NextContinuationToken : undefined;
    } while (ContinuationToken !== undefined);
    return found;
  } catch (cause) {
    throw storeError(cause, OPERATION, bucket.Bucket, undefined);
  }
}
