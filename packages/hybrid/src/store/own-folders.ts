/*
 * Folders under the key prefix that hold the library's own records. No item's key is ever in one, even without a prefix: no template renders a `~`, which in a key stands
 * before an attempt's id or a hash, and before nothing else.
 */

/** Where probes are. */
export const PROBE_FOLDER = 'tempest~probe/';

/** An object that stays, for readers to show that they can read what the archiver writes. */
export const STANDING_PROBE = `${PROBE_FOLDER}standing`;

/** Where readers say that they could read the standing probe. */
export const READERS_FOLDER = `${PROBE_FOLDER}readers/`;

/** Which objects were found unreferenced, and when. */
export const LEDGER_FOLDER = 'tempest~ledger/';

/** Since when rows are erased. */
export const ERASURE_FOLDER = 'tempest~erasure/';

/** How the last runs of archivers ended, by table: what the keys of those records begin with, behind `keyPrefix`. */
export const RUNS_FOLDER = 'tempest~runs/';

/** Which tables name objects of others. */
export const CLAIMS_FOLDER = 'tempest~claims/';

const OWN_FOLDERS = [PROBE_FOLDER, LEDGER_FOLDER, ERASURE_FOLDER, CLAIMS_FOLDER, RUNS_FOLDER];

/** Whether a key is of the library's own records, and of no item. */
export function isOwnRecord(s3Key: string, keyPrefix: string): boolean {
  return OWN_FOLDERS.some(folder => s3Key.startsWith(keyPrefix + folder));
}
