import type { ObjectStore, SavedBucket } from './object-store.js';

/** Keeps bodies in memory, and nothing across a restart. */
export class MemoryObjectStore implements ObjectStore {
  readonly #bodies = new Map<string, Buffer>();
  #lastId = 0;

  async load(): Promise<readonly SavedBucket[]> {
    return [];
  }

  saveBucket(): void {}

  removeBucket(): void {}

  addBody(body: Buffer): string {
    const id = String(++this.#lastId);
    this.#bodies.set(id, body);
    return id;
  }

  readBody(id: string, start: number, end: number): Buffer {
    const body = this.#bodies.get(id);
    if (body === undefined) throw new RangeError(`no body has the id ${id}`);
    return body.subarray(start, end);
  }

  removeBody(id: string): void {
    this.#bodies.delete(id);
  }

  saveKey(): void {}

  async close(): Promise<void> {
    this.#bodies.clear();
  }
}
