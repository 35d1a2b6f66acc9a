import type { ObjectVersion, Versioning } from './object-version.js';

export interface BucketSettings {
  readonly name: string;
  /** Empty for us-east-1, as `GetBucketLocation` answers. */
  readonly location: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly versioning: Versioning;
  /** Whether versions may be kept from being deleted; decided when the bucket is made. Default: false. */
  readonly objectLock?: boolean;
  /** The document of the lifecycle rules, which are kept and not carried out. Default: none. */
  readonly lifecycle?: string;
}

/** A bucket that an earlier run left. */
export interface SavedBucket {
  readonly settings: BucketSettings;
  readonly objects: ReadonlyMap<string, readonly ObjectVersion[]>;
}

/**
 * Where the server keeps what it is given. The server itself holds the index of keys and versions in memory and decides everything; a store keeps
 * bodies, and whatever must survive a restart. Methods that record are synchronous, so that no other request comes between a condition and the
 * write that depends on it.
 */
export interface ObjectStore {
  /** Reads what an earlier run left and clears what it left unfinished. */
  load(): Promise<readonly SavedBucket[]>;
  saveBucket(settings: BucketSettings): void;
  removeBucket(name: string): void;
  /** Keeps a body that no key names yet, and returns its id. */
  addBody(body: Buffer): Promise<string> | string;
  /** Bytes `start` to `end` (exclusive). The body stays readable to this call even if it is removed meanwhile. */
  readBody(id: string, start: number, end: number): Promise<Buffer> | Buffer;
  removeBody(id: string): void;
  /** Replaces, atomically, what is recorded of a key; no versions forget it. The bodies must have been added. */
  saveKey(bucket: string, key: string, versions: readonly ObjectVersion[]): void;
  /** Resolves when nothing is being written or removed any more. */
  close(): Promise<void>;
}
