import type { ArchiveStore, ListedObject, ListStart } from './archive-store.js';

/**
 * The objects whose keys begin so, a page at a time, as far as the signal lets it come.
 *
 * @param after the key behind which to begin. Default: at the beginning
 */
export async function* listObjects(
  store: ArchiveStore,
  prefix: string,
  signal: AbortSignal | undefined,
  after?: string,
): AsyncGenerator<readonly ListedObject[], void, undefined> {
  let from: string | ListStart | undefined = after === undefined ? undefined : { after };
  do {
    const page = await store.list(prefix, from, signal);
    yield page.objects;
    from = page.next;
  } while (from !== undefined && !signal?.aborted);
}
