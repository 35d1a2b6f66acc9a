import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import { durationMs } from '../../duration.js';
import type { ObjectSettings } from '../../s3-config.js';

/** Of what is kept for objects, that which records of the library's own need too: their encryption. */
export function recordSettings({ serverSideEncryption, kmsKeyId, bucketKeyEnabled }: ObjectSettings): ObjectSettings {
  return { serverSideEncryption, kmsKeyId, bucketKeyEnabled };
}

/** What a put says of how its object is to be kept. */
export function putSettings(
  { storageClass, serverSideEncryption, kmsKeyId, bucketKeyEnabled, tags, objectLock }: ObjectSettings,
  now: Date,
): Partial<PutObjectCommandInput> {
  return {
    ...(storageClass && { StorageClass: storageClass }),
    ...(serverSideEncryption && { ServerSideEncryption: serverSideEncryption }),
    ...(kmsKeyId !== undefined && { SSEKMSKeyId: kmsKeyId }),
    ...(bucketKeyEnabled !== undefined && { BucketKeyEnabled: bucketKeyEnabled }),
    ...(tags &&
      Object.keys(tags).length > 0 && {
        Tagging: Object.entries(tags)
          .map(tag => tag.map(encodeURIComponent).join('='))
          .join('&'),
      }),
    ...(objectLock && {
      ObjectLockMode: objectLock.mode,
      ObjectLockRetainUntilDate: new Date(now.getTime() + durationMs(objectLock.retainFor)),
      // S3 takes no retention without a checksum of the body; older SDKs send none unless told to.
      ChecksumAlgorithm: 'CRC32',
    }),
  };
}
