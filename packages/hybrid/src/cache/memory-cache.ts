import type { LRUCache } from 'lru-cache';
import type { FetchedObject } from '../hydrate/fetch-object.js';

/** What an entry takes besides its bytes: its key, what the object says of itself, and the machinery. Measured with objects of 400 bytes. */
const ENTRY_OVERHEAD_BYTES = 1_024;

/** Objects in this process's memory, those longest unused given up first. */
export class MemoryCache {
  readonly #maxBytes: number;
  #entries: Promise<LRUCache<string, FetchedObject>> | undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  async get(key: string): Promise<FetchedObject | undefined> {
    return (await this.#load()).get(key);
  }

  async set(key: string, object: FetchedObject): Promise<void> {
    // A copy: the bytes of a small object are part of a larger buffer, and would keep all of it.
    (await this.#load()).set(key, { ...object, bytes: new Uint8Array(object.bytes) });
  }

  async delete(key: string): Promise<void> {
    (await this.#entries)?.delete(key);
  }

  /** The package is loaded when it is first needed: who has no cache does not wait for it. */
  #load(): Promise<LRUCache<string, FetchedObject>> {
    this.#entries ??= import('lru-cache').then(
      module =>
        new module.LRUCache<string, FetchedObject>({
          maxSize: this.#maxBytes,
          sizeCalculation: ({ bytes }) => bytes.byteLength + ENTRY_OVERHEAD_BYTES,
        }),
    );
    return this.#entries;
  }
}
