import type { ArchiveStore, StoredObject } from '../store/archive-store.js';
import { fetchObject } from './fetch-object.js';
import type { Limiter } from './limiter.js';
import type { ObjectRead } from './object-read.js';
import { RangeMerger } from './range-merger.js';

/** Where the objects come from that pointers lead to. */
export interface ObjectSource {
  readonly bucketName: string;
  /**
   * Reads an object, and opens it.
   *
   * @param open makes of the object what is wanted, and throws where it is not the one that was asked for
   * @throws PointerReadError; what `open` throws; the signal's reason
   */
  read<T>(read: ObjectRead, open: (object: StoredObject) => Promise<T>, signal: AbortSignal | undefined): Promise<T>;
}

/** Objects as the store has them. */
export class StoredObjects implements ObjectSource {
  readonly bucketName: string;
  readonly #store: ArchiveStore;
  readonly #keyPrefix: string;
  readonly #limiter: Limiter | undefined;
  readonly #parts = new RangeMerger((read, signal) => this.#fetch(read, signal));

  /** @param limiter lets so many requests run at once; `undefined`: whoever reads sees to that */
  constructor(store: ArchiveStore, keyPrefix: string, limiter?: Limiter) {
    this.bucketName = store.bucketName;
    this.#store = store;
    this.#keyPrefix = keyPrefix;
    this.#limiter = limiter;
  }

  async read<T>(read: ObjectRead, open: (object: StoredObject) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const { offset, expectedBytes } = read;
    const isPart = offset !== undefined && expectedBytes !== undefined;
    return open(await (isPart ? this.#parts.read({ ...read, offset, expectedBytes }, signal) : this.#fetch(read, signal)));
  }

  /** A place is for the request alone: the next one is on its way while this object is decoded. */
  #fetch(read: ObjectRead, signal: AbortSignal | undefined): Promise<StoredObject> {
    const fetch = () => fetchObject(this.#store, this.#keyPrefix, read, signal);
    return this.#limiter ? this.#limiter.run(fetch, signal) : fetch();
  }
}
