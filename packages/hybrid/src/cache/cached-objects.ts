import type { CacheEvent } from '@tempest-ts/tempest';
import { ArchiveCacheError } from '../errors.js';
import type { FetchedObject } from '../hydrate/fetch-object.js';
import type { ObjectRead } from '../hydrate/object-read.js';
import type { ObjectSource } from '../hydrate/object-source.js';
import type { StoredObject } from '../store/archive-store.js';
import { cacheKey } from './cache-key.js';
import { fromCachedForm } from './cached-form.js';
import type { MemoryCache } from './memory-cache.js';
import type { OuterCache } from './outer-cache.js';
import { SingleFlight } from './single-flight.js';

/** What a cache is made of. */
export interface CachedObjectsParts {
  /** Where the objects are that are in no cache. */
  readonly source: ObjectSource;
  readonly memory: MemoryCache | undefined;
  readonly outer: OuterCache | undefined;
  /** Is told of each read, and of what the outer cache failed at. */
  readonly tell: ((event: CacheEvent) => void) | undefined;
}

type Open<T> = (object: StoredObject) => Promise<T>;

interface Brought {
  readonly object: StoredObject;
  readonly found: 'outer' | undefined;
}

/**
 * Objects that are read once for all who want them. What a cache gave is opened like what S3 gave, its checksum verified: memory and wires err too, and hashing is little of what
 * opening takes. What does not open is thrown away and read from S3.
 */
export class CachedObjects implements ObjectSource {
  readonly bucketName: string;
  readonly #parts: CachedObjectsParts;
  readonly #flights = new SingleFlight<Brought>();
  #forgets = 0;

  constructor(parts: CachedObjectsParts) {
    this.bucketName = parts.source.bucketName;
    this.#parts = parts;
  }

  async read<T>(read: ObjectRead, open: Open<T>, signal: AbortSignal | undefined): Promise<T> {
    // An earlier system may have replaced its objects since.
    if (read.attempt === undefined) return this.#parts.source.read(read, open, signal);
    signal?.throwIfAborted();
    const began = performance.now();
    const key = cacheKey(this.bucketName, read);
    const held = await this.#openHeld(key, open);
    if (held) {
      this.#tell('read', began, 'memory');
      return held.opened;
    }
    let own: { opened?: T } | undefined;
    try {
      const { object, found } = await this.#flights.run(key, signal, together => {
        const mine: { opened?: T } = {};
        own = mine;
        const openOwn = async (each: StoredObject): Promise<void> => {
          mine.opened = await open(each);
        };
        return this.#bring(key, read, openOwn, together);
      });
      const opened = own ? (own.opened as T) : await open(object); // what was brought was opened
      this.#tell('read', began, own ? found : 'shared');
      return opened;
    } catch (error) {
      if (own || signal?.aborted) throw error;
      // What another's read failed with is no answer to this one.
      this.#tell('read', began, undefined);
      return this.#parts.source.read(read, open, signal);
    }
  }

  /**
   * Has an object in no cache that this process reaches. Reads of it that are under way are not kept.
   *
   * @throws ArchiveCacheError where it may still be in the outer cache
   */
  async forget(read: ObjectRead): Promise<void> {
    const { memory, outer } = this.#parts;
    const key = cacheKey(this.bucketName, read);
    this.#forgets += 1;
    this.#flights.forget(key);
    await memory?.delete(key);
    await outer?.delete(key);
  }

  async #openHeld<T>(key: string, open: Open<T>): Promise<{ readonly opened: T } | undefined> {
    const { memory } = this.#parts;
    const object = await memory?.get(key);
    if (!object) return undefined;
    try {
      return { opened: await open(object) };
    } catch {
      await memory?.delete(key);
      return undefined; // what is wrong with it, if it is not the memory, S3 will show
    }
  }

  async #bring(key: string, read: ObjectRead, open: Open<void>, signal: AbortSignal): Promise<Brought> {
    const { source, memory, outer } = this.#parts;
    const forgets = this.#forgets;
    const near = outer && (await this.#fromOuter(outer, key, open));
    const openAndPass = async (each: StoredObject): Promise<StoredObject> => {
      await open(each);
      return each;
    };
    const object = near ?? (await source.read(read, openAndPass, signal));
    const { bytes } = object;
    if (bytes && forgets === this.#forgets) {
      await memory?.set(key, { ...object, bytes });
      // Nobody waits for it but who has it forgotten.
      if (!near && forgets === this.#forgets) outer?.set(key, { ...object, bytes }).catch((error: unknown) => this.#failed('set', error));
    }
    return { object, found: near && 'outer' };
  }

  async #fromOuter(outer: OuterCache, key: string, open: Open<void>): Promise<FetchedObject | undefined> {
    const form = await outer.get(key).catch((error: unknown) => this.#failed('get', error));
    if (!form) return undefined;
    try {
      const object = fromCachedForm(form);
      await open(object);
      return object;
    } catch (cause) {
      const message =
        'The outer cache gave bytes that are not those of the archived object: they were thrown away, and S3 was read. See `cause`.';
      this.#failed('get', new ArchiveCacheError(message, 'get', { cause }));
      outer.delete(key).catch((error: unknown) => this.#failed('delete', error));
      return undefined;
    }
  }

  #failed(operation: 'get' | 'set' | 'delete', error: unknown): undefined {
    // Whatever the outer cache throws has become this.
    if (error instanceof ArchiveCacheError) this.#tell(operation, undefined, undefined, error);
  }

  #tell(operation: CacheEvent['operation'], began: number | undefined, found: CacheEvent['found'], error?: ArchiveCacheError): void {
    const latencyMs = began === undefined ? undefined : performance.now() - began;
    this.#parts.tell?.({ operation, bucketName: this.bucketName, found, latencyMs, error });
  }
}
