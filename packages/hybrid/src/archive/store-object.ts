import { randomUUID } from 'node:crypto';
import { ArchiveStoreError } from '../errors.js';
import { ATTEMPT_METADATA } from '../hydrate/object-metadata.js';
import { withAttempt } from '../pointer/key-template-shorten.js';
import type { StorageClass } from '../storage-class.js';
import type { ArchiveStore, PutOptions } from '../store/archive-store.js';
import type { Capture } from './capture.js';

/**
 * Whether the store refuses to put an object where there is one, when asked to. Some do not (Ceph on versioned buckets): every attempt then takes a key of
 * its own from the start. Found out by putting one object twice; it also shows that the archiver may write at all.
 */
export async function honoursIfAbsent(store: ArchiveStore, keyPrefix: string, signal: AbortSignal | undefined): Promise<boolean> {
  const key = `${keyPrefix}tempest-probe/${randomUUID()}`;
  const options: PutOptions = {
    metadata: {},
    contentEncoding: undefined,
    signal,
  };
  const bytes = Buffer.from('{}');
  await store.putIfAbsent(key, bytes, options);
  const honoured = (await store.putIfAbsent(key, bytes, options)) === 'taken';
  try {
    await store.delete(key, signal);
  } catch (error) {
    // An archiver need not be allowed to delete, nor a run to fail because S3 was slow to. The probe is two bytes of garbage then.
    if (!(error instanceof ArchiveStoreError)) throw error;
  }
  return honoured;
}

/** Stores an attempt's object, under a key that no other attempt has ever had. Returns the key. */
export async function storeObject(
  store: ArchiveStore,
  capture: Capture,
  options: {
    readonly conditional: boolean;
    readonly compressed: boolean;
    readonly storageClass: StorageClass | undefined;
    readonly signal: AbortSignal | undefined;
  },
): Promise<string> {
  const own = withAttempt(capture.plainKey, capture.attempt);
  const put = {
    metadata: capture.metadata,
    contentEncoding: options.compressed ? ('gzip' as const) : undefined,
    storageClass: options.storageClass,
    signal: options.signal,
  };
  for (const key of options.conditional ? [capture.plainKey, own] : [own]) {
    if ((await store.putIfAbsent(key, capture.bytes, put)) === 'stored') return key;
    // The first try may have landed and its answer been lost: the object then is our own.
    const metadata = await store.head(key, options.signal);
    if (metadata !== 'missing' && metadata[ATTEMPT_METADATA] === capture.attempt) return key;
  }
  const message = `The key ${JSON.stringify(own)} in bucket ${store.bucketName} is taken, though no attempt but this one has it. Nothing was changed.`;
  throw new ArchiveStoreError('unavailable', message, store.bucketName, own);
}
