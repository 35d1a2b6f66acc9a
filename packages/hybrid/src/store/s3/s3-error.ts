import { ArchiveStoreError } from '../../errors.js';

interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const asSdkError = (cause: unknown): SdkError => (cause instanceof Error ? cause : new Error(String(cause)));

/** The status that S3 answered with; `undefined`: no answer came. */
export const statusOf = (cause: unknown): number | undefined => asSdkError(cause).$metadata?.httpStatusCode;

const isBucketMissing = (error: SdkError): boolean => error.name === 'NoSuchBucket';

/** Refusals of whoever asks, not of what is asked for. */
const CREDENTIAL_FAULTS = new Set(['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'ExpiredToken', 'InvalidToken', 'RequestTimeTooSkewed']);

/** Whether S3 refuses whoever asks, whatever is asked for. */
export function isCredentialFault(cause: unknown): boolean {
  const { name } = asSdkError(cause);
  return name === 'CredentialsProviderError' || CREDENTIAL_FAULTS.has(name);
}

/** Permissions that are not named after the operation (Service Authorization Reference, Amazon S3). */
const PERMISSIONS: Readonly<Record<string, string>> = {
  HeadObject: 'GetObject',
  ListObjectsV2: 'ListBucket',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  ListBucketIntelligentTieringConfigurations: 'GetIntelligentTieringConfiguration',
};

/** Whether an answer says that there is no such object, or hides whether there is. */
export function saysMissing(cause: unknown): boolean {
  const error = asSdkError(cause);
  if (isBucketMissing(error) || isCredentialFault(cause)) return false;
  return error.name === 'NoSuchKey' || error.name === 'NotFound' || statusOf(cause) === 404 || statusOf(cause) === 403;
}

/** Whether the same request may succeed in a moment. */
export function isTransient(cause: unknown): boolean {
  if (cause instanceof ArchiveStoreError)
    return cause.failure === 'truncated' || (cause.failure === 'unavailable' && isTransient(cause.cause));
  const error = asSdkError(cause);
  if (error.name === 'AbortError' || error.name === 'CredentialsProviderError') return false;
  const status = statusOf(cause);
  return status === undefined || status === 409 || status === 429 || status >= 500 || status === 200;
}

/** The library's error for one of the S3 client's. */
export function storeError(cause: unknown, operation: string, bucketName: string, s3Key: string | undefined): ArchiveStoreError {
  if (cause instanceof ArchiveStoreError) return cause;
  const error = asSdkError(cause);
  const where = `${operation} ${s3Key === undefined ? '' : `of ${JSON.stringify(s3Key)} `}in bucket ${bucketName}`;
  const make = (failure: ArchiveStoreError['failure'], message: string): ArchiveStoreError =>
    new ArchiveStoreError(failure, message, bucketName, s3Key, { cause });
  if (error.name === 'AbortError') return make('aborted', `${where} was aborted.`);
  if (isBucketMissing(error))
    return make('bucket-missing', `There is no bucket ${bucketName} (${operation}). Create it, or correct s3Config.bucketName.`);
  if (/^kms\b|\bkms:/i.test(`${error.name} ${error.message}`)) {
    const remedy = 'Enable the key, grant kms:GenerateDataKey and kms:Decrypt on it, or correct s3Config.kmsKeyId.';
    return make('encryption-key', `The encryption key refused ${where}: ${error.name}: ${error.message}. ${remedy}`);
  }
  const status = statusOf(cause);
  if (status === 403 || error.name === 'CredentialsProviderError') {
    return make(
      'access-denied',
      `S3 refused ${where}: ${error.name}: ${error.message}. Grant s3:${PERMISSIONS[operation] ?? operation} on it or check the credentials, the bucket's policy and s3Config.expectedBucketOwner.`,
    );
  }
  if (status === 301 || status === 307 || error.name === 'PermanentRedirect' || error.name === 'AuthorizationHeaderMalformed') {
    return make(
      'wrong-region',
      `The bucket ${bucketName} is in another region than the client (${operation}): ${error.message}. Correct s3Config.region.`,
    );
  }
  return make('unavailable', `${where} failed: ${error.name}: ${error.message}.`);
}
