import { rowIdentity } from '@tempest-ts/tempest/extend';
import { MAX_ITEM_BODY_BYTES } from '../body/body-format.js';
import type { Limiter } from '../hydrate/limiter.js';
import type { ArchiveStore, ListedVersion } from '../store/archive-store.js';
import { isOwnRecord } from '../store/own-folders.js';
import { isPack } from '../walk/pack-file.js';
import type { TableIdentities } from '../walk/table-identities.js';
import type { RemainingObject } from './erase-report.js';
import { bodyOf } from './key-eraser.js';
import { listPages } from './list-keys.js';
import type { PackFinder } from './pack-finder.js';

/** What is searched, and for what. */
export interface ObjectSearch {
  readonly store: ArchiveStore;
  readonly keyPrefix: string;
  readonly identities: TableIdentities;
  /** By a row's identity, the keys under which it was found: added to. */
  readonly wanted: ReadonlyMap<string, Set<string>>;
  /** Looks into packs. */
  readonly packs: PackFinder;
  /** Added to. */
  readonly unreadable: RemainingObject[];
  readonly limiter: Limiter;
  readonly signal: AbortSignal | undefined;
}

const MAX_LISTED = 1_000;

/** Reads every object under the prefix, all versions, a page at a time, for the rows that they are of. Returns whether it came to the end. */
export async function searchAllObjects(search: ObjectSearch): Promise<boolean> {
  const { store, keyPrefix, limiter, signal } = search;
  let complete = true;
  try {
    for await (const page of listPages(store, keyPrefix, signal)) {
      const some = page.filter(({ key, isDeleteMarker, size }) => !isDeleteMarker && size > 0 && !isOwnRecord(key, keyPrefix));
      await Promise.all(some.map(version => limiter.run(() => look(search, version), signal)));
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
    complete = false;
  }
  return complete;
}

async function look({ store, identities, wanted, packs, unreadable, signal }: ObjectSearch, version: ListedVersion): Promise<void> {
  const { key: s3Key, versionId } = version;
  const object = await store.getVersion(s3Key, versionId, { maxBytes: MAX_ITEM_BODY_BYTES, signal }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    remains('refused', cause);
    return 'missing' as const;
  });
  const table = object === 'missing' ? undefined : (identities.tableOf(object.metadata) ?? identities.replicaOf(object.metadata));
  if (object === 'missing' || !table) return;
  if (isPack(object.metadata)) return packs.look(version);
  try {
    wanted.get(rowIdentity(table, await bodyOf(object)))?.add(s3Key);
  } catch (cause) {
    remains('unreadable', cause);
  }

  function remains(why: RemainingObject['why'], cause: unknown): void {
    if (unreadable.length < MAX_LISTED) unreadable.push({ s3Key, versionId, why, cause });
  }
}
