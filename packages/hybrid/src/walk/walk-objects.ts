import type { ArchiveStore, ListedObject } from '../store/archive-store.js';
import { listObjects } from '../store/list-objects.js';
import { isOwnRecord } from '../store/own-folders.js';

/**
 * The archived objects under a prefix, a page at a time, whatever made them.
 *
 * @param after the key behind which to begin. Default: at the beginning
 */
export async function* walkObjects(
  store: ArchiveStore,
  keyPrefix: string,
  signal: AbortSignal | undefined,
  after?: string,
): AsyncGenerator<readonly ListedObject[], void, undefined> {
  for await (const page of listObjects(store, keyPrefix, signal, after)) yield page.filter(({ key }) => !isOwnRecord(key, keyPrefix));
}
