import type { Checksum } from './checksum.js';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** An object as it was put, or one version of it. */
export interface StoredObject {
  readonly isDeleteMarker: false;
  /** `'null'` for what was put while the bucket had no versioning. */
  readonly versionId: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  /** MD5 in hex, without quotes. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  /** Names the body in the object store. */
  readonly bodyId: string;
  readonly storageClass: string;
  /** Headers that come back with the object, by name in lower case: content headers, user metadata, encryption. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum: Checksum;
  readonly tags: readonly Tag[];
}

/** What a delete leaves in a versioned bucket. */
export interface DeleteMarker {
  readonly isDeleteMarker: true;
  readonly versionId: string;
  readonly lastModified: number;
}

export type ObjectVersion = StoredObject | DeleteMarker;

/** A bucket's versioning: once enabled it can only be suspended. */
export type Versioning = 'Unversioned' | 'Enabled' | 'Suspended';

/** The version id of whatever is written while versioning is not enabled. */
export const NULL_VERSION = 'null';

/** The versions of a key, newest first, after one more is written. Without versioning it takes the place of the `null` version. */
export function withVersion(versions: readonly ObjectVersion[], added: ObjectVersion): readonly ObjectVersion[] {
  return [added, ...versions.filter(version => version.versionId !== added.versionId)];
}
