import { type Row, rowIdentity, type TableSchema } from '@tempest-ts/tempest/extend';
import { BodyFormatError } from '../body/body-format-error.js';
import { decodeText } from '../body/decode-body.js';
import type { CachedObjects } from '../cache/cached-objects.js';
import type { HybridEntities } from '../entity/hybrid-entities.js';
import { ATTEMPT_METADATA, STORED_METADATA } from '../hydrate/object-metadata.js';
import { blankMember } from '../pack/blank-member.js';
import type { PackDescription } from '../pack/pack-description.js';
import { decodePackIndex } from '../pack/pack-index.js';
import { MAX_PACK_OBJECT_BYTES } from '../pack/pack-limits.js';
import { PackMember } from '../pack/pack-member.js';
import type { ArchiveStore, ListedVersion, StoredObject } from '../store/archive-store.js';
import { isPack, packDescription } from '../walk/pack-file.js';
import type { TableIdentities } from '../walk/table-identities.js';
import { ofAnotherRegion } from './another-region.js';
import { isDue } from './key-eraser.js';
import { listVersionsOf } from './list-keys.js';
import type { PackClaim } from './pack-finder.js';

/** What erasing from packs goes by. */
export interface PackEraserOptions {
  readonly store: ArchiveStore;
  readonly identities: TableIdentities;
  readonly entities: HybridEntities;
  readonly cache: CachedObjects | undefined;
  readonly dryRun: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Times that a pack is read anew, as another eraser replaced it meanwhile. */
const MAX_TRIES = 10;

/** A pack without some items. */
interface Blanked {
  readonly bytes: Uint8Array;
  /** Whose items are gone from it, and how many bytes each had. */
  readonly gone: ReadonlyMap<PackClaim, number>;
  /** The members that they were in. */
  readonly members: readonly { readonly offset: number; readonly length: number }[];
  /** The first of its items. */
  readonly row: Row | undefined;
}

/**
 * Erases items from packs: each is blanked where it lies, in a pack of the same key and length, so that pointers to its neighbours, those in backups too, stay
 * true. Then every older version that holds it goes.
 */
export class PackEraser {
  readonly #options: PackEraserOptions;

  constructor(options: PackEraserOptions) {
    this.#options = options;
  }

  async erase(s3Key: string, claims: ReadonlySet<PackClaim>): Promise<void> {
    try {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) if (await this.#eraseOnce(s3Key, claims)) return;
      throw new BodyFormatError('corrupt', `The pack was replaced ${MAX_TRIES} times while it was read`);
    } catch (cause) {
      for (const { tally } of claims) tally.remaining.push({ s3Key, versionId: '', why: 'refused', cause });
    }
  }

  /** `false`: another eraser was faster. */
  async #eraseOnce(s3Key: string, claims: ReadonlySet<PackClaim>): Promise<boolean> {
    const { store, dryRun, signal } = this.#options;
    signal?.throwIfAborted();
    const versions = (await listVersionsOf(store, s3Key, signal)).filter(({ isDeleteMarker, size }) => !isDeleteMarker && size > 0);
    const [newest, ...older] = versions.sort((a, b) => Number(b.isLatest) - Number(a.isLatest) || +b.lastModified - +a.lastModified);
    if (!newest) return true;
    const stale = [...older];
    const first = await this.#blank(newest, claims);
    if (first && first.blanked.gone.size > 0) {
      // Where a delete marker is the current version, the neighbours are brought back: who put it there may not have meant to lose them.
      const etag = newest.isLatest ? first.object.etag : undefined;
      const put = dryRun ? undefined : await this.#replace(newest, first, etag);
      if (put === 'changed') return false;
      if (!dryRun) await this.#forget(s3Key, first);
      if (put && put.versionId !== newest.versionId) stale.unshift(newest);
      for (const [{ tally }, bytes] of first.blanked.gone) {
        tally.versionsErased += 1;
        tally.bytesErased += bytes;
      }
    }
    for (const version of stale) {
      const found = version === newest ? first : await this.#blank(version, claims);
      if (!found || found.blanked.gone.size === 0) continue;
      // What else it holds is in the newest: older ones come of nothing but blanking.
      if (!dryRun) await store.deleteVersion(s3Key, version.versionId, signal);
      if (version === newest) continue;
      for (const [{ tally }, bytes] of found.blanked.gone) {
        tally.versionsErased += 1;
        tally.bytesErased += bytes;
      }
    }
    return true;
  }

  /** Caches let go of the members: neighbours are read anew. */
  async #forget(s3Key: string, { object, blanked }: Found): Promise<void> {
    const attempt = object.metadata[ATTEMPT_METADATA];
    for (const { offset, length } of blanked.members) await this.#options.cache?.forget({ s3Key, attempt, offset, expectedBytes: length });
  }

  async #replace(version: ListedVersion, { object, blanked, table }: Found, etag: string | undefined) {
    const { store, entities, signal } = this.#options;
    const entity = blanked.row && entities.ofRow(table, blanked.row);
    return store.replace(version.key, blanked.bytes, etag, {
      metadata: { ...object.metadata, [STORED_METADATA]: storedAt(object, version).toISOString() },
      contentEncoding: undefined,
      contentType: 'application/gzip',
      storageClass: entity?.storageClass,
      signal,
    });
  }

  /** A version without the items that may go; `undefined`: it is gone, or no pack of a table of this database. */
  async #blank(version: ListedVersion, claims: ReadonlySet<PackClaim>): Promise<Found | undefined> {
    const { store, identities, signal } = this.#options;
    const object = await store.getVersion(version.key, version.versionId, { maxBytes: MAX_PACK_OBJECT_BYTES, signal });
    if (object === 'missing' || !isPack(object.metadata)) return undefined;
    const replica = identities.replicaOf(object.metadata);
    const table = identities.tableOf(object.metadata) ?? replica;
    if (!table) {
      for (const { tally } of claims) tally.foreign.add(version.key); // a row named it, which may say anything
      return undefined;
    }
    if (!replica) await identities.refuseLivingMaker(object.metadata, signal);
    if (!object.bytes) throw new BodyFormatError('too-large', `The pack has ${object.size} bytes`);
    const own = new Map([...claims].filter(({ subject }) => subject.table === table).map(claim => [claim.identity, claim]));
    const description = packDescription(object.metadata);
    if (replica) {
      await eachLine(object.bytes, description, line => {
        const claim = own.get(rowIdentity(table, decodeText(line)));
        if (!claim) return;
        claim.tally.foreign.add(version.key);
        claim.tally.remaining.push(ofAnotherRegion(version, table, object.metadata));
      });
      return undefined;
    }
    const asStored = { ...version, lastModified: storedAt(object, version) };
    return { object, table, blanked: await blank(object.bytes, description, table, own, asStored) };
  }
}

interface Found {
  readonly object: StoredObject;
  readonly table: TableSchema;
  readonly blanked: Blanked;
}

/** When a pack was first stored: whoever may still come to name it began before. */
function storedAt({ metadata }: StoredObject, { lastModified }: ListedVersion): Date {
  const first = new Date(metadata[STORED_METADATA] ?? Number.NaN);
  return Number.isNaN(first.getTime()) ? lastModified : first;
}

/** Goes over what the members of a pack hold. */
async function eachLine(pack: Uint8Array, { membersBytes, indexBytes }: PackDescription, step: (line: Uint8Array) => void): Promise<void> {
  for (const { offset, length } of decodePackIndex(pack.subarray(membersBytes, membersBytes + indexBytes)))
    for (const line of (await PackMember.open(pack.subarray(offset, offset + length))).lines) step(line);
}

async function blank(
  pack: Uint8Array,
  { membersBytes, indexBytes }: PackDescription,
  table: TableSchema,
  claims: ReadonlyMap<string, PackClaim>,
  version: ListedVersion,
): Promise<Blanked> {
  const bytes = Buffer.from(pack);
  const gone = new Map<PackClaim, number>();
  const waiting = new Set<PackClaim>();
  const members: { readonly offset: number; readonly length: number }[] = [];
  let first: Row | undefined;
  for (const { offset, length } of decodePackIndex(bytes.subarray(membersBytes, membersBytes + indexBytes))) {
    const { lines } = await PackMember.open(bytes.subarray(offset, offset + length));
    const left = lines.filter(line => {
      const row = decodeText(line);
      first ??= row;
      const claim = claims.get(rowIdentity(table, row));
      if (!claim || waiting.has(claim)) return true;
      if (!gone.has(claim) && !isDue(version, claim.subject, claim.tally)) {
        waiting.add(claim);
        return true;
      }
      gone.set(claim, (gone.get(claim) ?? 0) + line.byteLength);
      return false;
    });
    if (left.length === lines.length) continue;
    bytes.set(blankMember(left, length), offset);
    members.push({ offset, length });
  }
  return { bytes, gone, members, row: first };
}
