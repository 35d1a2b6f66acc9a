import type { Bucket } from './bucket.js';
import { checkDeleteCondition } from './conditions.js';
import type { S3Handler } from './handler.js';
import { bypassesGovernance, checkUnlocked } from './object-lock.js';
import { NULL_VERSION } from './object-version.js';
import { header } from './s3-request.js';
import { newVersionId } from './version-id.js';

export interface Deletion {
  readonly key: string;
  /** Removes this version for good; without it a versioned bucket gets a delete marker. */
  readonly versionId: string | undefined;
  /** The ETag that the current version must have, or `*`. */
  readonly ifMatch: string | undefined;
  /** Whether the caller asks to delete what is locked in governance mode. */
  readonly bypassesGovernance: boolean;
}

export interface DeletionResult {
  readonly versionId?: string;
  /** A marker was added, or the version removed was one. */
  readonly isDeleteMarker?: boolean;
}

export const deleteObject: S3Handler = ({ request, bucketName, key, state }) => {
  const deletion = {
    key,
    versionId: request.query.get('versionId'),
    ifMatch: header(request, 'if-match'),
    bypassesGovernance: bypassesGovernance(request),
  };
  const { versionId, isDeleteMarker } = applyDeletion(state.catalog.bucket(bucketName), deletion, state.now());
  const headers = {
    ...(versionId === undefined ? {} : { 'x-amz-version-id': versionId }),
    ...(isDeleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
  };
  return { status: 204, headers };
};

/** Deletes one object. One that is not there counts as deleted, as on S3. */
export function applyDeletion(bucket: Bucket, { key, versionId, ifMatch, bypassesGovernance }: Deletion, now: number): DeletionResult {
  checkDeleteCondition(ifMatch, bucket.current(key));
  if (versionId !== undefined) {
    const removed = bucket.versions(key).find(version => version.versionId === versionId);
    if (removed !== undefined) {
      checkUnlocked(removed, bypassesGovernance, now);
      bucket.remove(key, versionId);
    }
    return { versionId, ...(removed?.isDeleteMarker ? { isDeleteMarker: true } : {}) };
  }
  const { versioning } = bucket.settings;
  if (versioning === 'Unversioned') {
    if (bucket.current(key) !== undefined) bucket.remove(key, NULL_VERSION);
    return {};
  }
  const marker = { isDeleteMarker: true, versionId: newVersionId(versioning), lastModified: now } as const;
  bucket.add(key, marker);
  return { versionId: marker.versionId, isDeleteMarker: true };
}
