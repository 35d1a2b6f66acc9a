import { PROBE_FOLDER } from '../preflight/probe-keys.js';
import type { ArchiveStore, ListedObject } from '../store/archive-store.js';

/** Folders under the key prefix that hold no archived items. */
export const LEDGER_FOLDER = 'tempest-ledger/';
const OWN_FOLDERS = [LEDGER_FOLDER, PROBE_FOLDER];

/** The archived objects under a prefix, a page at a time, whatever made them. */
export async function* walkObjects(
  store: ArchiveStore,
  keyPrefix: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly ListedObject[], void, undefined> {
  let from: string | undefined;
  do {
    const page = await store.list(keyPrefix, from, signal);
    yield page.objects.filter(({ key }) => !OWN_FOLDERS.some(folder => key.startsWith(keyPrefix + folder)));
    from = page.next;
  } while (from !== undefined && !signal?.aborted);
}
