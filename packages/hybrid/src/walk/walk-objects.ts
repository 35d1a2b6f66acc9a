import { PROBE_FOLDER } from '../preflight/probe-keys.js';
import type { ArchiveStore, ListedObject } from '../store/archive-store.js';
import { listObjects } from '../store/list-objects.js';

/** Folders under the key prefix that hold no archived items. */
export const LEDGER_FOLDER = 'tempest-ledger/';
export const ERASURE_FOLDER = 'tempest-erasure/';
const OWN_FOLDERS = [LEDGER_FOLDER, PROBE_FOLDER, ERASURE_FOLDER];

/** Whether a key is of the library's own records, and of no item. */
export function isOwnRecord(s3Key: string, keyPrefix: string): boolean {
  return OWN_FOLDERS.some(folder => s3Key.startsWith(keyPrefix + folder));
}

/** The archived objects under a prefix, a page at a time, whatever made them. */
export async function* walkObjects(
  store: ArchiveStore,
  keyPrefix: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly ListedObject[], void, undefined> {
  for await (const page of listObjects(store, keyPrefix, signal)) yield page.filter(({ key }) => !isOwnRecord(key, keyPrefix));
}
