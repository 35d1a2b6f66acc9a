import { type ReadonlyRow, type Row, rowIdentity, type TableSchema, tableKeyAttributes } from '@tempest-ts/tempest/extend';
import { MAX_ITEM_BODY_BYTES } from '../body/body-format.js';
import { BodyFormatError } from '../body/body-format-error.js';
import { decodeBody } from '../body/decode-body.js';
import type { CachedObjects } from '../cache/cached-objects.js';
import { ATTEMPT_METADATA, SWEPT_METADATA } from '../hydrate/object-metadata.js';
import { hasAttempt } from '../pointer/key-template-shorten.js';
import type { ArchiveStore, ListedVersion, StoredObject } from '../store/archive-store.js';
import type { Ledger } from '../sweep/ledger.js';
import type { TableIdentities } from '../walk/table-identities.js';
import { ofAnotherRegion } from './another-region.js';
import type { RemainingObject } from './erase-report.js';
import type { KeySource } from './item-keys.js';
import { deleteEveryVersion, listVersionsOf } from './list-keys.js';

/** Whose a version is. */
export type VersionOwner =
  /** The item's. `attempt` is `undefined` where an earlier system made it. */
  | { readonly kind: 'item'; readonly attempt: string | undefined }
  /** Its bytes are gone already. */
  | { readonly kind: 'blank' }
  | { readonly kind: 'foreign' }
  /** The item's too, as another region's replica of its table archived it. */
  | { readonly kind: 'another-region'; readonly metadata: Readonly<Record<string, string>> }
  | { readonly kind: 'unreadable'; readonly cause: unknown };

/** One item that is to go. */
export interface ErasureSubject {
  readonly table: TableSchema;
  readonly key: Row;
  /** The row as it is, where it stays: what it names is its own. */
  readonly keptKey: string | undefined;
  /** Where the row stays: objects that were stored later are of the item that was saved since. */
  readonly savedSince: Date | undefined;
  /** S3's time, and milliseconds until whoever made an object has surely ended. */
  readonly now: Date;
  readonly waitMs: number;
}

/** Adds up what becomes of an item's objects. */
export interface ErasureTally {
  versionsErased: number;
  bytesErased: number;
  readonly remaining: RemainingObject[];
  readonly keyNames: Set<string>;
  readonly foreign: Set<string>;
  /** When the youngest object that had to be waited for will be old enough. */
  waitUntil: Date | undefined;
}

/** What erasing goes by. */
export interface EraserOptions {
  readonly store: ArchiveStore;
  readonly identities: TableIdentities;
  readonly ledger: Ledger;
  readonly cache: CachedObjects | undefined;
  readonly legacyPointers: boolean;
  readonly dryRun: boolean;
  readonly signal: AbortSignal | undefined;
}

/** What a blank says in place of an attempt, where an earlier system made the object. */
const EARLIER_SYSTEM = 'none';

/** Decodes what a version holds. @throws BodyFormatError */
export async function bodyOf(object: StoredObject): Promise<Row> {
  if (!object.bytes) throw new BodyFormatError('too-large', `The object has ${object.size} bytes`);
  return decodeBody(object.bytes);
}

/** Erases what is under one key, version by version. */
export class KeyEraser {
  readonly #options: EraserOptions;

  constructor(options: EraserOptions) {
    this.#options = options;
  }

  async erase(s3Key: string, source: KeySource, subject: ErasureSubject, tally: ErasureTally): Promise<void> {
    const { store, signal, dryRun } = this.#options;
    const listed = await listVersionsOf(store, s3Key, signal);
    const markers = listed.filter(({ isDeleteMarker }) => isDeleteMarker);
    // The current one last: no older one is to take its place.
    const versions = listed.filter(({ isDeleteMarker }) => !isDeleteMarker).sort((a, b) => Number(a.isLatest) - Number(b.isLatest));
    let left = 0;
    for (const version of versions) if (!(await this.#eraseVersion(version, source, subject, tally))) left += 1;
    // A current marker over what is left would bring that to light again.
    if (dryRun || (left > 0 && markers.some(({ isLatest }) => isLatest))) return;
    for (const { versionId } of markers) await this.#attempt(s3Key, versionId, tally, () => store.deleteVersion(s3Key, versionId, signal));
  }

  /** Returns whether the version is gone. */
  async #eraseVersion(version: ListedVersion, source: KeySource, subject: ErasureSubject, tally: ErasureTally): Promise<boolean> {
    const { key: s3Key, versionId, size, isLatest } = version;
    const owner = await this.#attempt(s3Key, versionId, tally, () => this.#ownerOf(version, source, subject));
    if (owner === 'refused') return false;
    if (owner === 'missing') return true;
    const staysTaken = isLatest && !hasAttempt(s3Key);
    if (owner.kind === 'foreign' || owner.kind === 'another-region') tally.foreign.add(s3Key);
    if (owner.kind === 'another-region') tally.remaining.push(ofAnotherRegion(version, subject.table, owner.metadata));
    if (owner.kind === 'unreadable') tally.remaining.push({ s3Key, versionId, why: 'unreadable', cause: owner.cause });
    if (owner.kind === 'blank' && staysTaken) tally.keyNames.add(s3Key);
    const mayGo = owner.kind === 'blank' ? !staysTaken : owner.kind === 'item' && isDue(version, subject, tally);
    if (!mayGo) return false;
    const attempt = owner.kind === 'item' ? owner.attempt : undefined;
    if (!this.#options.dryRun) {
      const erased = await this.#attempt(s3Key, versionId, tally, () => this.#takeAway(version, subject.table, attempt, staysTaken));
      if (erased === 'refused') return false;
    }
    if (staysTaken) tally.keyNames.add(s3Key);
    if (owner.kind === 'item') {
      tally.versionsErased += 1;
      tally.bytesErased += size;
    }
    return !staysTaken;
  }

  /** A plain key stays taken, as the sweeper leaves it: a late request of anybody's then cannot hit the object of an item that is saved and archived again. */
  async #takeAway(
    { key: s3Key, versionId }: ListedVersion,
    table: TableSchema,
    attempt: string | undefined,
    staysTaken: boolean,
  ): Promise<void> {
    const { store, identities, signal, ledger, cache } = this.#options;
    const read = { s3Key, attempt, expectedBytes: undefined };
    await cache?.forget(read);
    const blank = staysTaken ? await store.blank(s3Key, { [SWEPT_METADATA]: attempt ?? EARLIER_SYSTEM }, signal) : undefined;
    if (blank !== versionId) await store.deleteVersion(s3Key, versionId, signal);
    await cache?.forget(read); // a reader of a row that is no more may have brought it back meanwhile
    if (attempt !== undefined) await deleteEveryVersion(store, ledger.keyOf(identities.idOf(table), { s3Key, attempt }), signal);
  }

  async #ownerOf(version: ListedVersion, source: KeySource, subject: ErasureSubject): Promise<VersionOwner | 'missing'> {
    const { store, identities, legacyPointers, signal } = this.#options;
    const { key: s3Key, versionId } = version;
    // No body is read where the name tells: its encryption key may be gone, on purpose.
    const object = source === 'certain' ? undefined : await store.getVersion(s3Key, versionId, { maxBytes: MAX_ITEM_BODY_BYTES, signal });
    const metadata =
      object === undefined ? await store.headVersion(s3Key, versionId, signal) : object === 'missing' ? object : object.metadata;
    if (metadata === 'missing') return 'missing';
    if (metadata[SWEPT_METADATA] !== undefined) return { kind: 'blank' };
    const attempt = metadata[ATTEMPT_METADATA];
    const isLegacy = attempt === undefined && legacyPointers && source !== 'claimed' && !hasAttempt(s3Key);
    const isOwn = isLegacy || (attempt !== undefined && identities.tableOf(metadata) === subject.table);
    if (isOwn) await identities.refuseLivingMaker(metadata, signal);
    const own: VersionOwner = isOwn ? { kind: 'item', attempt } : { kind: 'another-region', metadata };
    if (object === undefined || object === 'missing') {
      // Nobody but a replica archives under a key that is certain to be the item's.
      const mayBeItem = isOwn || (identities.hasReplicas(subject.table) && !identities.tableOf(metadata));
      return mayBeItem ? own : { kind: 'foreign' };
    }
    if (!isOwn && identities.replicaOf(metadata) !== subject.table) return { kind: 'foreign' };
    try {
      return isOf(subject, await bodyOf(object), isLegacy) ? own : { kind: 'foreign' };
    } catch (cause) {
      return { kind: 'unreadable', cause };
    }
  }

  /** Runs a step; where it fails the version remains. */
  async #attempt<T>(s3Key: string, versionId: string, tally: ErasureTally, step: () => Promise<T>): Promise<T | 'refused'> {
    try {
      this.#options.signal?.throwIfAborted();
      return await step();
    } catch (cause) {
      tally.remaining.push({ s3Key, versionId, why: 'refused', cause });
      return 'refused';
    }
  }
}

/** Whether a version of the item's may go now. */
export function isDue({ key, versionId, isLatest, lastModified }: ListedVersion, subject: ErasureSubject, tally: ErasureTally): boolean {
  const { now, waitMs, savedSince, keptKey } = subject;
  if ((isLatest && key === keptKey) || (savedSince && lastModified > savedSince)) return false;
  const endedAt = new Date(lastModified.getTime() + waitMs);
  if (endedAt <= now) return true;
  tally.remaining.push({ s3Key: key, versionId, why: 'attempt-under-way', cause: undefined });
  tally.waitUntil = laterOf(tally.waitUntil, endedAt);
  return false;
}

/** Whether a body is the item's. Those of an earlier system may leave the keys out. */
function isOf({ table, key }: ErasureSubject, body: ReadonlyRow, isLegacy: boolean): boolean {
  const whole = isLegacy ? { ...key, ...body } : body;
  return tableKeyAttributes(table).every(name => whole[name] !== undefined) && rowIdentity(table, whole) === rowIdentity(table, key);
}

/** The later of two times. */
export function laterOf(a: Date | undefined, b: Date | undefined): Date | undefined {
  return !a || (b && b > a) ? b : a;
}
