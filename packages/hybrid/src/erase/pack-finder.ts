import { rowIdentity, type TableSchema } from '@tempest-ts/tempest/extend';
import type { Limiter } from '../hydrate/limiter.js';
import { partitionHash } from '../pack/partition-hash.js';
import type { PackKeyTemplate } from '../pointer/pack-key-template.js';
import type { ArchiveStore, ListedVersion } from '../store/archive-store.js';
import { isPack, PackFile } from '../walk/pack-file.js';
import type { TableIdentities } from '../walk/table-identities.js';
import type { RemainingObject } from './erase-report.js';
import type { ErasureSubject, ErasureTally } from './key-eraser.js';
import { listPages } from './list-keys.js';

/** An item that is to go from packs. */
export interface PackClaim {
  readonly subject: ErasureSubject;
  readonly identity: string;
  readonly tally: ErasureTally;
}

/** What packs are searched with. */
export interface PackSearch {
  readonly store: ArchiveStore;
  readonly identities: TableIdentities;
  readonly limiter: Limiter;
  readonly claims: readonly PackClaim[];
  /** Versions that do not say what they hold: added to. */
  readonly unreadable: RemainingObject[];
  readonly signal: AbortSignal | undefined;
}

const MAX_LISTED = 1_000;

/** Finds the packs that hold items, by the indexes at their ends. */
export class PackFinder {
  readonly #search: PackSearch;
  readonly #claims: readonly { readonly claim: PackClaim; readonly hash: number }[];
  /** By their keys. */
  readonly found = new Map<string, Set<PackClaim>>();

  constructor(search: PackSearch) {
    this.#search = search;
    this.#claims = search.claims.map(claim => ({ claim, hash: partitionHash(claim.subject.table, claim.subject.key) }));
  }

  /** Looks through all versions of the packs whose keys a template gives for the items' tables: of any entity, as classes are renamed. */
  async lookThrough(template: PackKeyTemplate, keyPrefix: string): Promise<void> {
    const { store, limiter, signal } = this.#search;
    const tables = new Set(this.#claims.map(({ claim }) => claim.subject.table));
    const prefixes = [...tables].map(({ tableName }) => keyPrefix + template.bindTable(tableName).literalStart);
    for (const prefix of new Set(prefixes)) {
      for await (const page of listPages(store, prefix, signal)) {
        const some = page.filter(({ key, isDeleteMarker, size }) => !isDeleteMarker && size > 0 && key.endsWith('.gz'));
        await Promise.all(some.map(version => limiter.run(() => this.look(version), signal)));
      }
    }
  }

  /** Looks into one version of an object. */
  async look(version: ListedVersion): Promise<void> {
    const { store, identities, signal } = this.#search;
    const { key: s3Key, versionId } = version;
    try {
      const metadata = await store.headVersion(s3Key, versionId, signal);
      const table = metadata === 'missing' ? undefined : (identities.tableOf(metadata) ?? identities.replicaOf(metadata));
      if (metadata === 'missing' || !table || !isPack(metadata)) return;
      await this.#lookInto(table, s3Key, new PackFile(store, { s3Key, versionId }, metadata, signal));
    } catch (cause) {
      if (signal?.aborted) throw cause;
      const { unreadable } = this.#search;
      if (unreadable.length < MAX_LISTED) unreadable.push({ s3Key, versionId, why: 'unreadable', cause });
    }
  }

  async #lookInto(table: TableSchema, s3Key: string, file: PackFile): Promise<void> {
    const wanted = this.#claims.filter(({ claim }) => claim.subject.table === table);
    if (wanted.length === 0) return;
    for (const member of await file.index()) {
      const maybe = wanted.filter(({ hash }) => member.partitions.includes(hash));
      if (maybe.length === 0) continue;
      const held = new Set((await file.rows(member)).map(row => rowIdentity(table, row)));
      for (const { claim } of maybe) if (held.has(claim.identity)) this.add(s3Key, claim);
    }
  }

  /** A pack is known to have held an item. */
  add(s3Key: string, claim: PackClaim): void {
    const known = this.found.get(s3Key) ?? new Set();
    this.found.set(s3Key, known.add(claim));
  }
}
