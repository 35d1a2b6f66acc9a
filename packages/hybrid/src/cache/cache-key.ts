import { createHash } from 'node:crypto';
import type { ObjectRead } from '../hydrate/object-read.js';

/** Of the form in which outer caches hold objects: processes with another one neither see nor disturb it. */
const PREFIX = 'tempest-archive/1/';

/**
 * What an object, or a part of one, is cached under: its bucket, its key, the attempt that made it, as a swept key may be taken again, and which part. A digest, so that no cache refuses
 * it for its length or its characters, and none learns the names of items.
 */
export function cacheKey(bucketName: string, { s3Key, attempt, offset, expectedBytes }: ObjectRead): string {
  const part = offset === undefined ? [] : [offset, expectedBytes];
  return (
    PREFIX +
    createHash('sha256')
      .update(JSON.stringify([bucketName, s3Key, attempt, ...part]))
      .digest('base64url')
  );
}
