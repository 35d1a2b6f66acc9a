import { setMaxListeners } from 'node:events';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { type AnyBoundKey, ConfigurationError } from '@tempest-ts/tempest';
import {
  type BoundDb,
  type LoadTarget,
  loadTargets,
  type Row,
  rowKey,
  send,
  type TableSchema,
  type Wire,
} from '@tempest-ts/tempest/extend';
import { PointerFormatError } from '../errors.js';
import { Limiter } from '../hydrate/limiter.js';
import type { ObjectRead } from '../hydrate/object-read.js';
import { decodePointer, isPackPointer } from '../pointer/pointer.js';
import { Ledger } from '../sweep/ledger.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import { persistently } from '../walk/persistently.js';
import { readRow } from '../walk/read-row.js';
import { TableIdentities } from '../walk/table-identities.js';
import { checkErasable, type EraseOptions, waitMs } from './erase-options.js';
import type { ErasedItem, EraseReport, RemainingObject } from './erase-report.js';
import { erasureLimits } from './erasure-limits.js';
import { ErasureRecord } from './erasure-record.js';
import { findItemKeys, namedKey } from './item-keys.js';
import { type ErasureSubject, type ErasureTally, KeyEraser, laterOf } from './key-eraser.js';
import { PackEraser } from './pack-eraser.js';
import { PackFinder } from './pack-finder.js';
import { searchAllObjects } from './search-all-objects.js';
import { storedKey } from './stored-key.js';

/** An item on its way out. */
interface Subject {
  readonly table: TableSchema;
  readonly key: Row;
  readonly identity: string;
  /** `undefined`: rows of the table are never archived. */
  readonly record: ErasureRecord | undefined;
  row: ErasedItem['row'];
  /** Keys that the row named, before and as it was deleted: of objects of its own, and of packs. */
  readonly named: Set<string>;
  readonly packs: Set<string>;
  /** Since when the row is gone, by S3's time. */
  since: Date | undefined;
  /** Keys of which a thorough search has found that they hold it. */
  readonly seen: Set<string>;
  readonly tally: ErasureTally;
  readonly errors: unknown[];
}

/** What a run works with once it has looked around. */
interface Ground {
  readonly identities: TableIdentities;
  readonly eraser: KeyEraser;
  readonly now: Date;
}

/** One run that erases items. */
export class EraseRun {
  readonly #context: ArchiveContext;
  readonly #db: BoundDb;
  readonly #options: EraseOptions;
  readonly #limiter: Limiter;
  readonly #waitMs: number;

  constructor(context: ArchiveContext, db: BoundDb, options: EraseOptions) {
    checkErasable(context.config);
    this.#context = context;
    this.#db = db;
    this.#options = options;
    this.#limiter = new Limiter(context.config.concurrency);
    this.#waitMs = waitMs(context.config);
    if (options.signal) setMaxListeners(0, options.signal); // each request listens; Node warns of a leak from the eleventh on
  }

  async run(keys: Iterable<AnyBoundKey>): Promise<EraseReport> {
    const started = performance.now();
    const { dryRun = false, thorough = false, signal } = this.#options;
    const targets = loadTargets(this.#db, keys);
    const ground = await this.#lookAround();
    const subjects = targets.map(target => this.#subjectOf(target, ground.identities));
    await this.#each(subjects, subject => this.#deleteRow(subject));
    const unreadable: RemainingObject[] = [];
    const known = subjects.filter(({ row }) => row !== 'unknown');
    const packs = this.#packFinder(known, ground, unreadable);
    let searched = true;
    if (thorough) {
      const wanted = new Map(known.map(({ identity, seen }) => [identity, seen]));
      const { store, config } = this.#context;
      const search = { store, keyPrefix: config.keyPrefix, identities: ground.identities, wanted, packs };
      searched = await searchAllObjects({ ...search, unreadable, limiter: this.#limiter, signal });
    }
    await this.#erasePacks(known, packs, ground);
    const items: ErasedItem[] = [];
    await this.#each(subjects, async (subject, position) => {
      items[position] = await this.#eraseObjects(subject, ground);
    });
    return Object.freeze({
      dryRun,
      items: Object.freeze(items),
      unreadable: Object.freeze(unreadable),
      secondPassAfter: items.reduce<Date | undefined>((latest, item) => laterOf(latest, item.secondPassAfter), undefined),
      complete: searched && unreadable.length === 0 && items.every(item => item.complete),
      cannotProve: erasureLimits(thorough),
      durationMs: performance.now() - started,
    });
  }

  /** Asks both services before anything is deleted, so that a missing bucket or permission is known in time. */
  async #lookAround(): Promise<Ground> {
    const { store, config } = this.#context;
    const { dryRun = false, adopt = {}, signal } = this.#options;
    const identities = await TableIdentities.of(this.#context, adopt, signal);
    await identities.refuseLiving(signal);
    const ledger = new Ledger(store, config.keyPrefix);
    await store.listVersions(config.keyPrefix, undefined, signal);
    const now = dryRun ? config.clock() : await ledger.now(signal); // a dry run writes nothing, not even to learn S3's time
    const eraser = new KeyEraser({
      store,
      identities,
      ledger,
      cache: this.#context.cache,
      legacyPointers: config.legacyPointers,
      dryRun,
      signal,
    });
    return { identities, eraser, now };
  }

  #packFinder(subjects: readonly Subject[], { identities, now }: Ground, unreadable: RemainingObject[]): PackFinder {
    const { store } = this.#context;
    const claims = subjects.map(subject => ({
      subject: this.#erasureOf(subject, subject.packs, now),
      identity: subject.identity,
      tally: subject.tally,
    }));
    const finder = new PackFinder({ store, identities, limiter: this.#limiter, claims, unreadable, signal: this.#options.signal });
    subjects.forEach(({ packs }, at) => {
      const claim = claims[at];
      if (claim) for (const s3Key of packs) finder.add(s3Key, claim);
    });
    return finder;
  }

  /** All items at once, so that a pack that holds several is replaced once. */
  async #erasePacks(subjects: readonly Subject[], finder: PackFinder, { identities }: Ground): Promise<void> {
    const { store, config, entities, cache } = this.#context;
    const { dryRun = false, thorough = false, signal } = this.#options;
    try {
      if (!thorough) await finder.lookThrough(config.packs.keyTemplate, config.keyPrefix);
      const eraser = new PackEraser({ store, identities, entities, cache, dryRun, signal });
      await Promise.all([...finder.found].map(([s3Key, claims]) => this.#limiter.run(() => eraser.erase(s3Key, claims))));
    } catch (error) {
      for (const { errors } of subjects) errors.push(error);
    }
  }

  /** @param named keys that its row names */
  #erasureOf(subject: Subject, named: ReadonlySet<string>, now: Date): ErasureSubject {
    const { table, key, since } = subject;
    const stays = (this.#options.secondPass ?? false) && subject.row === 'present';
    const [keptKey] = stays ? named : [];
    const savedSince = stays && since ? new Date(since.getTime() + this.#waitMs) : undefined;
    return { table, key, keptKey, savedSince, now, waitMs: this.#waitMs };
  }

  #subjectOf({ key, views, identity }: LoadTarget, identities: TableIdentities): Subject {
    const [view] = views;
    if (!view) throw new ConfigurationError('erase(): a key names no view.');
    const { table } = view.schema;
    const { store, config } = this.#context;
    const row = `${identities.idOf(table)}\n${identity}`;
    const record = identities.has(table) ? new ErasureRecord(store, config.keyPrefix, row) : undefined;
    const tally = {
      versionsErased: 0,
      bytesErased: 0,
      remaining: [],
      keyNames: new Set<string>(),
      foreign: new Set<string>(),
      waitUntil: undefined,
    };
    const found = { named: new Set<string>(), packs: new Set<string>(), seen: new Set<string>() };
    return { table, key: storedKey(table, key), identity, record, row: 'unknown', ...found, since: undefined, tally, errors: [] };
  }

  /** The row goes first: from then on no attempt that read it can make it a pointer. */
  async #deleteRow(subject: Subject): Promise<void> {
    const { wire, config } = this.#context;
    const { dryRun = false, secondPass = false, signal } = this.#options;
    const { table, key, record, named, packs } = subject;
    const name = (row: Row | undefined): void => {
      const s3Key = namedKey(row, config.keyPrefix);
      if (s3Key !== undefined) (isPackPointer(row) ? packs : named).add(s3Key);
    };
    try {
      signal?.throwIfAborted();
      const before = await readRow(wire, table, key, signal);
      name(before);
      subject.since = await record?.time(signal);
      if (secondPass && before && record && !subject.since) {
        throw new ConfigurationError(
          'erase(): there is no earlier call to finish, as the row is there and no erasure of it is recorded. Leave `secondPass` out.',
        );
      }
      const goes = before !== undefined && !dryRun && !secondPass;
      if (goes) {
        const gone = await deleteRow(wire, table, key, signal);
        name(gone);
        // Its bytes in S3 may have to wait; copies of them need not.
        for (const row of [before, gone]) await this.#forget(row).catch((error: unknown) => subject.errors.push(error));
      }
      // Whoever else deleted it may have done so just now.
      if (goes || (!before && !subject.since && !dryRun)) {
        await record?.write(signal);
        subject.since = await record?.time(signal);
      }
      subject.row = goes ? 'deleted' : before ? 'present' : 'absent';
    } catch (error) {
      subject.errors.push(error);
    }
  }

  async #forget(row: Row | undefined): Promise<void> {
    const read = row && readOf(row);
    if (read) await this.#context.cache?.forget(read);
  }

  async #eraseObjects(subject: Subject, { eraser, now }: Ground): Promise<ErasedItem> {
    const { store, config, entities } = this.#context;
    const { dryRun = false, secondPass = false, signal } = this.#options;
    const { table, key, record, named, since, seen, tally, errors } = subject;
    const goneAt = since && new Date(since.getTime() + this.#waitMs);
    let more = false;
    if (subject.row !== 'unknown') {
      try {
        const keys = await findItemKeys(store, entities.of(table), key, [...named], config.keyPrefix, signal);
        more = keys.more;
        for (const s3Key of seen) if (!keys.found.has(s3Key)) keys.found.set(s3Key, 'claimed');
        const what = this.#erasureOf(subject, named, now);
        for (const [s3Key, source] of keys.found) await eraser.erase(s3Key, source, what, tally);
      } catch (error) {
        errors.push(error);
      }
    }
    const isGone = subject.row === 'absent' || subject.row === 'deleted' || secondPass;
    const hasWaited = !record || (goneAt !== undefined && goneAt <= now);
    const isClean = errors.length === 0 && tally.remaining.length === 0 && (!more || (this.#options.thorough ?? false));
    const complete = !dryRun && isGone && hasWaited && isClean;
    if (complete) await record?.remove(signal).catch((error: unknown) => errors.push(error));
    return Object.freeze({
      table: table.tableName,
      key: rowKey(table, key),
      row: subject.row,
      versionsErased: tally.versionsErased,
      bytesErased: tally.bytesErased,
      remaining: Object.freeze(tally.remaining),
      keyNames: Object.freeze([...tally.keyNames]),
      foreign: Object.freeze([...tally.foreign]),
      errors: Object.freeze(errors),
      secondPassAfter: complete ? undefined : laterOf(hasWaited ? undefined : goneAt, tally.waitUntil),
      complete: complete && errors.length === 0,
    });
  }

  async #each(subjects: readonly Subject[], step: (subject: Subject, position: number) => Promise<void>): Promise<void> {
    await Promise.all(subjects.map((subject, position) => this.#limiter.run(() => step(subject, position))));
  }
}

/** Deletes a row. Returns it as it was. */
function deleteRow(wire: Wire, table: TableSchema, key: Row, signal: AbortSignal | undefined): Promise<Row | undefined> {
  const request = { operation: 'DeleteItem', table: table.tableName, writes: true, signal };
  const input = { TableName: table.tableName, Key: key, ReturnValues: 'ALL_OLD' as const };
  return persistently(wire, request, async () => {
    const { Attributes } = await send(wire, request, input, (sent, options) => wire.client.send(new DeleteItemCommand(sent), options));
    return Attributes;
  });
}

/** By what a row's pointer is read; `undefined`: it has none that can be. */
function readOf(row: Row): ObjectRead | undefined {
  try {
    const pointer = decodePointer(row);
    if (!pointer) return undefined;
    const { s3Key, attempt, place } = pointer;
    return place ? { s3Key, attempt, offset: place.offset, expectedBytes: place.length } : { s3Key, attempt, expectedBytes: undefined };
  } catch (error) {
    if (error instanceof PointerFormatError) return undefined; // nothing is read by such
    throw error;
  }
}
