import type { StorageClass } from '../storage-class.js';

/** An object as it is read: the bytes that are stored, and what was said of them. */
export interface StoredObject {
  /** `undefined`: it has another size than the reader asked for, and was not transferred. */
  readonly bytes: Uint8Array | undefined;
  /** Bytes that are stored. */
  readonly size: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly lastModified: Date | undefined;
  /** By which a write tells whether this is still what is stored. */
  readonly etag?: string | undefined;
}

/** What goes with an object. */
export interface PutOptions {
  /** ASCII, at most 2 KB together (S3 user guide, "User-defined object metadata"). */
  readonly metadata: Readonly<Record<string, string>>;
  readonly contentEncoding: 'gzip' | undefined;
  /** Default: `'application/json'`. */
  readonly contentType?: string | undefined;
  /** Default: the store's own. */
  readonly storageClass?: StorageClass | undefined;
  /**
   * Whether it is a record of the library's own: kept in the bucket's own class, as others bill a few bytes as 128 KB, without tags, which need a permission, and never locked.
   * Default: false.
   */
  readonly isRecord?: boolean;
  readonly signal: AbortSignal | undefined;
}

/** An object as a list shows it. */
export interface ListedObject {
  readonly key: string;
  readonly size: number;
  /** By the store's own clock. */
  readonly lastModified: Date;
}

/** Where a list begins: behind a key, whether it is there or not. */
export interface ListStart {
  readonly after: string;
}

/** One page of a list. */
export interface ListedPage {
  readonly objects: readonly ListedObject[];
  /** Where the next page begins; `undefined`: this was the last. */
  readonly next: string | undefined;
}

/** One version of a key, or a delete marker. In a bucket without versions each object is its one version. */
export interface ListedVersion extends ListedObject {
  /** `'null'` where the bucket did not keep versions when it was stored. */
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
}

/** Where a list of versions goes on. */
export interface VersionPosition {
  readonly key: string;
  readonly versionId: string | undefined;
}

/** One page of a list of versions: by key, and the newest of each first. */
export interface ListedVersionPage {
  readonly versions: readonly ListedVersion[];
  /** Where the next page begins; `undefined`: this was the last. */
  readonly next: VersionPosition | undefined;
}

/** The version that an object has in a bucket that keeps none. */
export const NULL_VERSION = 'null';

/** Where archived bodies are kept. Every method throws `ArchiveStoreError` after its own retries. */
export interface ArchiveStore {
  readonly bucketName: string;
  /**
   * An object whole. `'missing'`: there is none, or the store hides whether there is.
   *
   * @param maxBytes the most that is transferred
   * @param expectedBytes its size where it is known: nothing else is transferred
   */
  get(
    key: string,
    options: {
      readonly maxBytes: number;
      readonly expectedBytes: number | undefined;
      readonly signal: AbortSignal | undefined;
    },
  ): Promise<StoredObject | 'missing'>;
  /** A part of an object, in bytes; `size` is what there is of it. `'missing'`: as in `get`; also where the object ends before the part begins. */
  getRange(
    key: string,
    range: {
      readonly offset: number;
      readonly length: number;
      /** Default: the current one. */
      readonly versionId?: string | undefined;
      readonly signal: AbortSignal | undefined;
    },
  ): Promise<StoredObject | 'missing'>;
  /** Stores an object where there is none under the key. `'taken'`: there is one. */
  putIfAbsent(key: string, bytes: Uint8Array, options: PutOptions): Promise<'stored' | 'taken'>;
  /**
   * Replaces an object's bytes, where it still is what was read. Returns the version that this is. `'changed'`: it is not, or is gone.
   *
   * @param etag of what was read; `undefined`: there must be no object under the key
   */
  replace(
    key: string,
    bytes: Uint8Array,
    etag: string | undefined,
    options: PutOptions,
  ): Promise<{ readonly versionId: string } | 'changed'>;
  /** An object's metadata. `'missing'`: as in `get`. */
  head(key: string, signal: AbortSignal | undefined): Promise<Readonly<Record<string, string>> | 'missing'>;
  /** Only of a key that is never taken again: a delete that comes late takes away whatever has the key by then. */
  delete(key: string, signal: AbortSignal | undefined): Promise<void>;
  /** Replaces an object by one without a byte, so that its key stays taken. Returns the version that this is. */
  blank(key: string, metadata: Readonly<Record<string, string>>, signal: AbortSignal | undefined): Promise<string>;
  /**
   * One page of the objects whose keys begin so, in the order of their keys.
   *
   * @param from `next` of the page before, or the key behind which to begin. Default: at the beginning
   */
  list(prefix: string, from: string | ListStart | undefined, signal: AbortSignal | undefined): Promise<ListedPage>;
  /** One page of the versions of all keys that begin so. */
  listVersions(prefix: string, from: VersionPosition | undefined, signal: AbortSignal | undefined): Promise<ListedVersionPage>;
  /** A version's metadata. `'missing'` only where there is no such version: a refusal is an error. */
  headVersion(key: string, versionId: string, signal: AbortSignal | undefined): Promise<Readonly<Record<string, string>> | 'missing'>;
  /** A version whole. `'missing'`: as in `headVersion`. */
  getVersion(
    key: string,
    versionId: string,
    options: { readonly maxBytes: number; readonly signal: AbortSignal | undefined },
  ): Promise<StoredObject | 'missing'>;
  /** Takes a version away for good. The version `'null'` only of a key that is never taken again, as in `delete`. */
  deleteVersion(key: string, versionId: string, signal: AbortSignal | undefined): Promise<void>;
}
