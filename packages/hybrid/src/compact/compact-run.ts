import { DeclarationError } from '@tempest-ts/tempest';
import { rowIdentity, S3_KEY_ATTRIBUTE, type TableSchema } from '@tempest-ts/tempest/extend';
import { BodyFormatError } from '../body/body-format-error.js';
import type { CapacityBudget } from '../control/capacity-budget.js';
import { budgetsOf } from '../control/capacity-options.js';
import { Limiter } from '../hydrate/limiter.js';
import {
  ATTEMPT_METADATA,
  FORMAT_METADATA,
  KEPT_METADATA,
  SCHEMA_METADATA,
  TABLE_ID_METADATA,
  TABLE_METADATA,
} from '../hydrate/object-metadata.js';
import { PackGatherer, type PackGroup } from '../move/pack-gatherer.js';
import { packPlacement } from '../move/pack-placement.js';
import type { IndexedMember } from '../pack/pack-index.js';
import { encodePointer, isPackPointer } from '../pointer/pointer.js';
import { describeLiveTable, type LiveTable } from '../preflight/live-table.js';
import { moveWriteUnits } from '../price/item-footprint.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import { FailureWatch } from '../walk/failure-watch.js';
import { FirstOnes } from '../walk/first-ones.js';
import { isPack, PackFile, packDescription } from '../walk/pack-file.js';
import { runSignal } from '../walk/run-signal.js';
import { walkArchivedRows } from '../walk/walk-archived-rows.js';
import { type CompactOptions, checkCompactOptions, DEFAULT_LIVE_FRACTION } from './compact-options.js';
import type { CompactFailure, CompactResult } from './compact-result.js';
import { type LiveItem, liveItems } from './live-items.js';
import { type Repointed, repoint } from './repoint.js';

/** Of an old pack's metadata, what is true of a new one of some of its items too: their pointers name the kept set by its id. */
const OF_THE_ITEMS = [FORMAT_METADATA, KEPT_METADATA, SCHEMA_METADATA];

/** A pack that rows name. */
interface NamedPack {
  readonly table: TableSchema;
  live: number;
}

/** An item on its way to another pack, and its table. */
interface Passenger extends LiveItem {
  readonly table: TableSchema;
  readonly units: number;
}

type Metadata = Readonly<Record<string, string>>;

/** A pack that is to be written anew, as it was when it was asked for. */
interface OldPack {
  readonly s3Key: string;
  readonly table: TableSchema;
  readonly file: PackFile;
  readonly members: readonly IndexedMember[];
  readonly metadata: Metadata;
  /** By `performance.now()`. */
  readonly readAt: number;
}

/** One run that writes anew what is mostly dead. */
export class CompactRun {
  readonly #context: ArchiveContext;
  readonly #options: CompactOptions;
  readonly #reads: CapacityBudget;
  readonly #writes: CapacityBudget;
  readonly #limiter: Limiter;
  readonly #failures = new FailureWatch();
  readonly #errors = new FirstOnes<CompactFailure>();
  readonly #live = new Map<TableSchema, LiveTable>();
  readonly #counts = { packsCompacted: 0, packsWritten: 0, itemsMoved: 0, itemsSkipped: 0, bytesBefore: 0, bytesStored: 0 };

  constructor(context: ArchiveContext, options: CompactOptions) {
    checkCompactOptions(options);
    const { limits, concurrency } = context.config;
    this.#context = context;
    this.#options = options;
    ({ reads: this.#reads, writes: this.#writes } = budgetsOf(options, limits));
    this.#limiter = new Limiter(concurrency);
  }

  async run(): Promise<CompactResult> {
    const started = performance.now();
    const { dryRun = false } = this.#options;
    const signal = runSignal(this.#options.signal);
    const packs = await this.#namedPacks(signal);
    const gatherer = this.#gatherer(signal);
    // One after another: each holds a pack's live items.
    for (const [s3Key, pack] of packs) {
      if (signal.aborted) break;
      try {
        await this.#compact(s3Key, pack, gatherer, signal);
      } catch (cause) {
        if (signal.aborted || (await this.#isGone(s3Key, cause, signal))) continue;
        if (this.#failures.isHopeless(cause)) throw cause;
        this.#errors.add({ s3Key, cause });
      }
    }
    const errors = { errors: this.#errors.list, errorCount: this.#errors.count };
    const durationMs = performance.now() - started;
    return Object.freeze({ dryRun, packsSeen: packs.size, ...this.#counts, ...errors, durationMs, complete: !signal.aborted });
  }

  /** One small entry for each pack: their items are not held. */
  async #namedPacks(signal: AbortSignal): Promise<ReadonlyMap<string, NamedPack>> {
    const packs = new Map<string, NamedPack>();
    await walkArchivedRows(this.#context, {
      job: 'compactPacks',
      signal,
      reads: this.#reads,
      handle: async (table, rows) => {
        for (const row of rows.filter(isPackPointer)) {
          const s3Key = row[S3_KEY_ATTRIBUTE]?.S ?? '';
          const pack = packs.get(s3Key) ?? { table, live: 0 };
          pack.live += 1;
          packs.set(s3Key, pack);
        }
      },
    });
    return packs;
  }

  #gatherer(signal: AbortSignal): PackGatherer<Passenger, Repointed> {
    const { wire, store, config } = this.#context;
    const writes = this.#writes;
    const throttled = (): void => writes.throttled();
    return new PackGatherer({
      store,
      config,
      signal,
      limiter: this.#limiter,
      unitsPerSecond: () => writes.rate,
      stored: bytes => {
        this.#failures.passed();
        this.#counts.packsWritten += 1;
        this.#counts.bytesStored += bytes;
      },
      land: ({ table, row, pointer: old, units }, { s3Key, attempt, place, isExpired }) => {
        const pointer = encodePointer({ ...old, s3Key, attempt, place });
        return writes.spend(units, signal, () => repoint({ wire, signal, throttled }, { table, row, pointer, attempt, isExpired }));
      },
    });
  }

  async #compact(
    s3Key: string,
    { table, live }: NamedPack,
    gatherer: PackGatherer<Passenger, Repointed>,
    signal: AbortSignal,
  ): Promise<void> {
    const { store } = this.#context;
    const metadata = await store.head(s3Key, signal);
    if (metadata === 'missing' || !isPack(metadata)) return;
    const { membersBytes, indexBytes } = packDescription(metadata);
    const readAt = performance.now();
    const file = new PackFile(store, { s3Key }, metadata, signal);
    const members = await file.index();
    const written = members.reduce((sum, { items }) => sum + items, 0);
    if (live >= written * (this.#options.minLiveFraction ?? DEFAULT_LIVE_FRACTION)) return;
    if (this.#options.dryRun) this.#counts.itemsMoved += live;
    else if (!(await this.#rewrite({ s3Key, table, file, members, metadata, readAt }, gatherer, signal))) return;
    this.#counts.packsCompacted += 1;
    this.#counts.bytesBefore += membersBytes + indexBytes;
  }

  /**
   * Copies a pack's live items to a new one of its own attempt, and has their rows name that.
   *
   * @returns whether any were: rows may have moved on meanwhile
   */
  async #rewrite(old: OldPack, gatherer: PackGatherer<Passenger, Repointed>, signal: AbortSignal): Promise<boolean> {
    const before = this.#counts.packsWritten;
    const moving: Promise<Repointed>[] = [];
    // What could be read until then moves all the same: the rest stays where it is.
    const gathered = await this.#gather(old, gatherer, moving, signal).catch((error: unknown) => ({ error }));
    gatherer.flush();
    this.#count(old.s3Key, await Promise.allSettled(moving), signal);
    if (gathered) throw gathered.error;
    return this.#counts.packsWritten > before;
  }

  async #gather(
    old: OldPack,
    gatherer: PackGatherer<Passenger, Repointed>,
    moving: Promise<Repointed>[],
    signal: AbortSignal,
  ): Promise<undefined> {
    const { s3Key, table, file, members, readAt } = old;
    const context = { wire: this.#context.wire, reads: this.#reads, signal };
    const live = await this.#liveTable(table, signal);
    let group: PackGroup<Passenger> | undefined;
    for (const member of members) {
      const lines = await file.lines(member);
      // The rows are read after the pack: of an item that is being erased the row goes first, and what has no row is not copied.
      const items = lines.map(({ row }) => row);
      const found = await liveItems(context, table, s3Key, items);
      for (const { line, row: item } of lines) {
        const liveItem = found.get(rowIdentity(table, item));
        if (!liveItem) continue;
        const { row, pointer } = liveItem;
        group ??= this.#group(table, live, liveItem, old.metadata);
        const example = { ...row, ...encodePointer({ ...pointer, ...gatherer.example(group) }) };
        const units = moveWriteUnits(row, example, [...live.indexes.values()]);
        const moved = gatherer.add(group, { lane: '', row, body: line, readAt, units, owner: { table, row, pointer, units } });
        moved.catch(() => undefined); // told when all have moved
        moving.push(moved);
      }
      await gatherer.room();
    }
    return undefined;
  }

  /** Pointers of one pack go into packs of their own: others may have another kept set, which a pack tells. */
  #group(table: TableSchema, live: LiveTable, { row, pointer }: LiveItem, old: Metadata): PackGroup<Passenger> {
    const { entities, config } = this.#context;
    const entity = entities.ofRow(table, row);
    if (!entity) {
      const message = `compactPacks(): items of ${pointer.s3Key} are of no @HybridTable of table ${table.name}, so the pack stays as it is. Declare their class again to compact it.`;
      throw new DeclarationError(message, { table: table.name });
    }
    const same = Object.fromEntries(OF_THE_ITEMS.flatMap(name => (old[name] === undefined ? [] : [[name, old[name]]])));
    // The table's own, whosesoever the old pack is: the sweeper of a table that this one is a copy of is to keep away from it.
    const owner = { [TABLE_METADATA]: live.arn, ...(live.id !== undefined && { [TABLE_ID_METADATA]: live.id }) };
    return { ...packPlacement(entity, config), metadata: attempt => ({ ...same, ...owner, [ATTEMPT_METADATA]: attempt }) };
  }

  /** Of what failed together, one error. @throws what every other pack would fail with */
  #count(s3Key: string, settled: readonly PromiseSettledResult<Repointed>[], signal: AbortSignal): void {
    const causes = new Set<unknown>();
    for (const result of settled) {
      if (result.status === 'fulfilled') this.#counts[result.value.outcome === 'moved' ? 'itemsMoved' : 'itemsSkipped'] += 1;
      else causes.add(result.reason);
    }
    if (signal.aborted) return;
    for (const cause of causes) {
      if (this.#failures.isHopeless(cause)) throw cause;
      this.#errors.add({ s3Key, cause });
    }
  }

  async #liveTable(table: TableSchema, signal: AbortSignal): Promise<LiveTable> {
    const known = this.#live.get(table) ?? (await describeLiveTable(this.#context.wire, table, signal));
    this.#live.set(table, known);
    return known;
  }

  /** Whether a pack was taken away while it was read: its last row moved on, and the sweeper came. */
  async #isGone(s3Key: string, cause: unknown, signal: AbortSignal): Promise<boolean> {
    return cause instanceof BodyFormatError && (await this.#context.store.head(s3Key, signal).catch(() => undefined)) === 'missing';
  }
}
