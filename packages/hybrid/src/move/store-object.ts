import { ArchiveStoreError } from '../errors.js';
import { ATTEMPT_METADATA } from '../hydrate/object-metadata.js';
import { withAttempt } from '../pointer/key-template-shorten.js';
import type { StorageClass } from '../storage-class.js';
import type { ArchiveStore } from '../store/archive-store.js';
import type { Capture } from './capture.js';

/** Stores an attempt's object, under a key that no other attempt has ever had. Returns the key. */
export async function storeObject(
  store: ArchiveStore,
  capture: Pick<Capture, 'plainKey' | 'attempt' | 'bytes' | 'metadata'>,
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
