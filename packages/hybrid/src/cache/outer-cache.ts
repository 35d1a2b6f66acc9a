import type { ArchiveCache } from '../cache-config.js';
import { ArchiveCacheError } from '../errors.js';
import type { FetchedObject } from '../hydrate/fetch-object.js';
import { toCachedForm } from './cached-form.js';

/** S3 answers sooner than a cache that takes longer. */
const TIMEOUT_MS = 250;
/** Milliseconds for which a cache that was late is not asked: each read would wait for it again. */
const REST_MS = 5_000;
/** Objects on their way to the cache: of one that is slower than S3, no more are held in memory. */
const MAX_PENDING_SETS = 64;

/** An application's cache, held at arm's length: it may throw, hang or answer anything. */
export class OuterCache {
  readonly #cache: ArchiveCache;
  /** By their keys, until they have ended, however long ago they were given up. */
  readonly #setting = new Map<string, Set<Promise<void>>>();
  #pendingSets = 0;
  #restsUntil = 0;

  constructor(cache: ArchiveCache) {
    this.#cache = cache;
  }

  /** @throws ArchiveCacheError */
  async get(key: string): Promise<Uint8Array | null | undefined> {
    if (this.#isAtRest()) return undefined;
    return this.#ask('get', cache => cache.get(key));
  }

  /** Returns `false` where the cache is too far behind to be given more. @throws ArchiveCacheError */
  async set(key: string, object: FetchedObject): Promise<boolean> {
    if (this.#pendingSets >= MAX_PENDING_SETS || this.#isAtRest()) return false;
    const set = async (cache: ArchiveCache): Promise<boolean> => {
      await this.#pending(key, async () => cache.set(key, toCachedForm(object)));
      return true;
    };
    return this.#ask('set', set);
  }

  /** Waits for what is on its way under the key: it would otherwise be there afterwards. @throws ArchiveCacheError */
  async delete(key: string): Promise<void> {
    await this.#ask('delete', async cache => {
      await Promise.allSettled(this.#setting.get(key) ?? []);
      await cache.delete(key);
    });
  }

  async #pending(key: string, step: () => Promise<unknown>): Promise<void> {
    const own = this.#setting.get(key) ?? new Set<Promise<void>>();
    this.#setting.set(key, own);
    this.#pendingSets += 1;
    const setting = (async () => void (await step()))().finally(() => {
      this.#pendingSets -= 1;
      own.delete(setting);
      if (own.size === 0) this.#setting.delete(key);
    });
    own.add(setting);
    await setting;
  }

  #isAtRest(): boolean {
    return performance.now() < this.#restsUntil;
  }

  async #ask<T>(operation: 'get' | 'set' | 'delete', step: (cache: ArchiveCache) => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#restsUntil = performance.now() + REST_MS;
        reject(new DOMException(`${TIMEOUT_MS} ms have passed`, 'TimeoutError'));
      }, TIMEOUT_MS);
    });
    try {
      return await Promise.race([step(this.#cache), late]);
    } catch (cause) {
      const message = `The outer cache failed to ${operation} an archived object: reads go on from S3. See \`cause\`, and mend or leave out \`cache.outer\`.`;
      throw new ArchiveCacheError(message, operation, { cause });
    } finally {
      clearTimeout(timer);
    }
  }
}
