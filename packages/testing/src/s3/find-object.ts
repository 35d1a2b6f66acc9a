import type { Bucket } from './bucket.js';
import type { S3Call } from './handler.js';
import { versionHeaders } from './object-headers.js';
import type { ObjectVersion, StoredObject } from './object-version.js';
import { S3Failure } from './s3-failure.js';

/** The object that a read names: its current version, or the one of `versionId`. Throws what S3 answers where there is none. */
export function findObject(bucket: Bucket, key: string, versionId: string | undefined, { state }: S3Call): StoredObject {
  const found = findVersion(bucket, key, versionId);
  if (found !== undefined && !found.isDeleteMarker) return found;
  if (state.hidesMissingObjects) throw new S3Failure('AccessDenied');
  if (found === undefined) {
    throw new S3Failure(versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion', { fields: { Key: key } });
  }
  const headers = { 'x-amz-delete-marker': 'true', ...versionHeaders(found.versionId, bucket.settings.versioning) };
  throw versionId === undefined
    ? new S3Failure('NoSuchKey', { headers, fields: { Key: key } })
    : new S3Failure('MethodNotAllowed', { headers: { ...headers, Allow: 'DELETE' } });
}

function findVersion(bucket: Bucket, key: string, versionId: string | undefined): ObjectVersion | undefined {
  return versionId === undefined ? bucket.current(key) : bucket.versions(key).find(version => version.versionId === versionId);
}
