import type { ArchiveStore, ListedObject } from './archive-store.js';

/** The objects whose keys begin so, a page at a time, as far as the signal lets it come. */
export async function* listObjects(
  store: ArchiveStore,
  prefix: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly ListedObject[], void, undefined> {
  let from: string | undefined;
  do {
    const page = await store.list(prefix, from, signal);
    yield page.objects;
    from = page.next;
  } while (from !== undefined && !signal?.aborted);
}
