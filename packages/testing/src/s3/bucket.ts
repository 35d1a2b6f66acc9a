import type { BucketSettings, ObjectStore } from './object-store.js';
import { type ObjectVersion, type StoredObject, type Versioning, withVersion } from './object-version.js';
import { SortedKeys } from './sorted-keys.js';

/** One bucket's index of keys and their versions. All of it is synchronous: a request that looks and then writes is alone while it does. */
export class Bucket {
  readonly keys = new SortedKeys();
  readonly #versions = new Map<string, readonly ObjectVersion[]>();
  readonly #store: ObjectStore;
  #settings: BucketSettings;

  constructor(settings: BucketSettings, store: ObjectStore, objects: ReadonlyMap<string, readonly ObjectVersion[]> = new Map()) {
    this.#settings = settings;
    this.#store = store;
    for (const [key, versions] of objects) {
      this.keys.add(key);
      this.#versions.set(key, versions);
    }
  }

  get settings(): BucketSettings {
    return this.#settings;
  }

  setVersioning(versioning: Versioning): void {
    this.#settings = { ...this.#settings, versioning };
    this.#store.saveBucket(this.#settings);
  }

  /** @param lifecycle the rules' document; `undefined`: none. */
  setLifecycle(lifecycle: string | undefined): void {
    const { lifecycle: _, ...others } = this.#settings;
    this.#settings = lifecycle === undefined ? others : { ...others, lifecycle };
    this.#store.saveBucket(this.#settings);
  }

  /** Newest first; empty for a key that is not there. */
  versions(key: string): readonly ObjectVersion[] {
    return this.#versions.get(key) ?? [];
  }

  /** The newest version, which may be a delete marker. */
  current(key: string): ObjectVersion | undefined {
    return this.#versions.get(key)?.[0];
  }

  add(key: string, version: ObjectVersion): void {
    this.#replace(key, withVersion(this.versions(key), version));
  }

  remove(key: string, versionId: string): void {
    this.#replace(
      key,
      this.versions(key).filter(version => version.versionId !== versionId),
    );
  }

  /** Puts a changed copy of a version in its place, such as one with other tags. */
  update(key: string, changed: StoredObject): void {
    this.#replace(
      key,
      this.versions(key).map(version => (version.versionId === changed.versionId ? changed : version)),
    );
  }

  #replace(key: string, versions: readonly ObjectVersion[]): void {
    const before = this.versions(key);
    this.#store.saveKey(this.#settings.name, key, versions);
    if (versions.length === 0) {
      this.#versions.delete(key);
      this.keys.delete(key);
    } else {
      this.#versions.set(key, versions);
      if (before.length === 0) this.keys.add(key);
    }
    for (const old of before) {
      const kept = old.isDeleteMarker || versions.some(version => !version.isDeleteMarker && version.bodyId === old.bodyId);
      if (!kept) this.#store.removeBody(old.bodyId);
    }
  }
}
