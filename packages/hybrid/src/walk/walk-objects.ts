import type { ArchiveStore, ListedObject } from '../store/archive-store.js';
import { listObjects } from '../store/list-objects.js';
import { isOwnRecord } from '../store/own-folders.js';

/** The archived objects under a prefix, a page at a time, whatever made them. */
export async function* walkObjects(
  store: ArchiveStore,
  keyPrefix: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly ListedObject[], void, undefined> {
  for await (const page of listObjects(store, keyPrefix, signal)) yield page.filter(({ key }) => !isOwnRecord(key, keyPrefix));
}
