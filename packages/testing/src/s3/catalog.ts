import { Bucket } from './bucket.js';
import type { BucketSettings, ObjectStore } from './object-store.js';
import { S3Failure } from './s3-failure.js';

/** All buckets of a server. */
export class Catalog {
  readonly store: ObjectStore;
  readonly #buckets = new Map<string, Bucket>();

  private constructor(store: ObjectStore) {
    this.store = store;
  }

  /** With what the store kept of an earlier run. */
  static async open(store: ObjectStore): Promise<Catalog> {
    const catalog = new Catalog(store);
    for (const { settings, objects } of await store.load()) catalog.#buckets.set(settings.name, new Bucket(settings, store, objects));
    return catalog;
  }

  /** Sorted by name. */
  buckets(): readonly Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.settings.name < b.settings.name ? -1 : 1));
  }

  /** Throws `NoSuchBucket`. */
  bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw new S3Failure('NoSuchBucket', { fields: { BucketName: name } });
    return bucket;
  }

  /** Throws `BucketAlreadyOwnedByYou`. */
  createBucket(settings: BucketSettings): void {
    if (this.#buckets.has(settings.name)) throw new S3Failure('BucketAlreadyOwnedByYou', { fields: { BucketName: settings.name } });
    this.store.saveBucket(settings);
    this.#buckets.set(settings.name, new Bucket(settings, this.store));
  }

  /** Throws `NoSuchBucket`, `BucketNotEmpty`. */
  deleteBucket(name: string): void {
    if (this.bucket(name).keys.size > 0) throw new S3Failure('BucketNotEmpty', { fields: { BucketName: name } });
    this.store.removeBucket(name);
    this.#buckets.delete(name);
  }
}
