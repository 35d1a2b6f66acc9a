import type { ListObjectVersionsCommandOutput, ObjectVersion } from '@aws-sdk/client-s3';
import { type ListedVersion, type ListedVersionPage, NULL_VERSION } from '../archive-store.js';

/** S3 always says when; what a store does not say counts as new. */
function listedVersion(version: ObjectVersion, isDeleteMarker: boolean): ListedVersion {
  const { Key = '', VersionId = NULL_VERSION, Size = 0, LastModified = new Date(), IsLatest = false } = version;
  return { key: Key, versionId: VersionId, size: Size, lastModified: LastModified, isLatest: IsLatest, isDeleteMarker };
}

/** A page of versions as S3 answers it. */
export function listedVersions(output: ListObjectVersionsCommandOutput): ListedVersionPage {
  const { Versions = [], DeleteMarkers = [], IsTruncated, NextKeyMarker = '', NextVersionIdMarker } = output;
  const versions = [...Versions.map(version => listedVersion(version, false)), ...DeleteMarkers.map(marker => listedVersion(marker, true))];
  return { versions, next: IsTruncated ? { key: NextKeyMarker, versionId: NextVersionIdMarker } : undefined };
}
