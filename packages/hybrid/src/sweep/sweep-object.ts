import { SWEPT_METADATA } from '../hydrate/object-metadata.js';
import type { ArchiveStore } from '../store/archive-store.js';

/**
 * Takes an object's bytes away, once no attempt can come to name it any more. A key that holds an attempt's id is nobody else's, ever: it is deleted. A plain
 * key could be taken again, and a delete that comes late, or twice, would then take away the new object. Not every store deletes on a condition, so such a
 * key is never given free: an object without a byte keeps it taken, and whoever archives the item again takes a key of the attempt's own.
 */
export async function sweepObject(store: ArchiveStore, s3Key: string, attempt: string, signal: AbortSignal | undefined): Promise<void> {
  if (s3Key.includes(attempt)) await store.delete(s3Key, signal);
  else await store.blank(s3Key, { [SWEPT_METADATA]: attempt }, signal);
}
