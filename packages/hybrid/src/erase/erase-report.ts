import type { RowKey } from '@tempest-ts/tempest';
import type { ErasureLimit } from './erasure-limits.js';

/** Why bytes are still there. */
export type RemainingReason =
  /** The attempt that made it may not have ended: its row could come to name it. The second pass takes it. */
  | 'attempt-under-way'
  /** It could not be looked at or taken away: a permission, a legal hold, no answer. `cause` says. */
  | 'refused'
  /**
   * The table is a global one, and says that the object is of a table in another region: the same item, as that region's archiver stored it. `cause` says whose, and how
   * to erase it.
   */
  | 'another-region'
  /** It is of the item's table and does not say which row it is of. */
  | 'unreadable';

/** One version of an object that is still there. In a bucket without versions each object is its one version, `'null'`. */
export interface RemainingObject {
  readonly s3Key: string;
  readonly versionId: string;
  readonly why: RemainingReason;
  readonly cause: unknown;
}

/** What became of one item. */
export interface ErasedItem {
  readonly table: string;
  /** As stored. */
  readonly key: RowKey;
  /**
   * `'present'`: it is there, as it is in a dry run, or has been saved again before a second pass. `'unknown'`: its deletion failed, and none of its objects was
   * touched.
   */
  readonly row: 'deleted' | 'absent' | 'present' | 'unknown';
  /** Versions of objects whose bytes are gone, and those bytes. */
  readonly versionsErased: number;
  readonly bytesErased: number;
  readonly remaining: readonly RemainingObject[];
  /** Keys that stay taken by an object without a byte, so that no late request can hurt an item that takes them again. They may hold personal data. */
  readonly keyNames: readonly string[];
  /** Objects under the item's keys that are of another table, or of nobody that can be told. They were left. */
  readonly foreign: readonly string[];
  /** What went wrong with the item as a whole. */
  readonly errors: readonly unknown[];
  /** From when on a second pass can be complete; `undefined` where there is nothing to wait for. */
  readonly secondPassAfter: Date | undefined;
  /** Whether nothing of it is left that this database can know of, `cannotProve` and `keyNames` aside. */
  readonly complete: boolean;
}

/** What `erase` did, or in a dry run would do. */
export interface EraseReport {
  readonly dryRun: boolean;
  /** One for each key. */
  readonly items: readonly ErasedItem[];
  /** Of a thorough search: objects of the items' tables that do not say which row they are of. The first 1,000. */
  readonly unreadable: readonly RemainingObject[];
  /** The latest of the items'. Call `erase` again after it, with `secondPass`. */
  readonly secondPassAfter: Date | undefined;
  /** Whether every item is. Never so in a first call. */
  readonly complete: boolean;
  /** Where copies may be that this library cannot see. Always the same, but for `'other-keys'`. */
  readonly cannotProve: readonly ErasureLimit[];
  readonly durationMs: number;
}
