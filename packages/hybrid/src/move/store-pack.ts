import { ArchiveStoreError } from '../errors.js';
import { ATTEMPT_METADATA, PACK_METADATA } from '../hydrate/object-metadata.js';
import type { AssembledPack } from '../pack/assemble-pack.js';
import { encodePackDescription } from '../pack/pack-description.js';
import type { StorageClass } from '../storage-class.js';
import type { ArchiveStore } from '../store/archive-store.js';

/** Stores an attempt's pack, under the key that holds the attempt's id. */
export async function storePack(
  store: ArchiveStore,
  s3Key: string,
  { bytes, indexBytes }: AssembledPack,
  options: {
    readonly metadata: Readonly<Record<string, string>>;
    readonly storageClass: StorageClass | undefined;
    readonly signal: AbortSignal | undefined;
  },
): Promise<void> {
  const stored = await store.putIfAbsent(s3Key, bytes, {
    ...options,
    metadata: { ...options.metadata, [PACK_METADATA]: encodePackDescription({ membersBytes: bytes.byteLength - indexBytes, indexBytes }) },
    contentEncoding: undefined, // whoever downloads it gets the .gz that the name says
    contentType: 'application/gzip',
  });
  if (stored === 'stored') return;
  // The first try may have landed and its answer been lost: the object then is our own.
  const metadata = await store.head(s3Key, options.signal);
  if (metadata !== 'missing' && metadata[ATTEMPT_METADATA] === options.metadata[ATTEMPT_METADATA]) return;
  const message = `The key ${JSON.stringify(s3Key)} in bucket ${store.bucketName} is taken, though no attempt but this one has it. Nothing was changed.`;
  throw new ArchiveStoreError('unavailable', message, store.bucketName, s3Key);
}
