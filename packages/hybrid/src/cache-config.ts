import * as z from 'zod/mini';

/**
 * A cache outside the process, such as Redis, that several processes share. It may forget anything at any time, and may fail: a read then goes to S3. Objects are cached
 * as they are stored in S3, but for the encryption of the bucket: keep it as safe as the bucket, and let its entries expire.
 *
 * @example
 * const outer: ArchiveCache = {
 *   get: key => redis.getBuffer(key),
 *   set: (key, bytes) => redis.set(key, Buffer.from(bytes), 'EX', 86_400),
 *   delete: key => redis.del(key),
 * };
 */
export interface ArchiveCache {
  /** The bytes that were set; `null` or `undefined`: none. Given up after a quarter of a second, and then not asked for five seconds. */
  get(key: string): Promise<Uint8Array | null | undefined>;
  /** Keys are ASCII, 61 characters long. What is stored under one never changes, and may be dropped. */
  set(key: string, bytes: Uint8Array): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

/** Where archived objects are kept that were read before. */
export interface CacheConfig {
  /** Bytes that they may take in this process's memory, overhead included. Default: none are kept there. */
  readonly maxBytes?: number | undefined;
  /** A cache outside the process, asked before S3. Default: none. */
  readonly outer?: ArchiveCache | undefined;
}

const hasMethods = (value: unknown): boolean =>
  ['get', 'set', 'delete'].every(name => typeof (value as Readonly<Record<string, unknown>> | undefined)?.[name] === 'function');

/**
 * Checks `cache`.
 *
 * @internal
 */
export const cacheConfigSchema = z
  .strictObject({
    maxBytes: z.optional(z.int('a whole number of bytes').check(z.minimum(1, 'at least 1 byte'))),
    outer: z.optional(z.custom<ArchiveCache>(hasMethods, 'an ArchiveCache: an object with get, set and delete')),
  })
  .check(
    z.refine(
      ({ maxBytes, outer }) => maxBytes !== undefined || outer !== undefined,
      'maxBytes, outer, or both; leave `cache` out to have none',
    ),
  );
