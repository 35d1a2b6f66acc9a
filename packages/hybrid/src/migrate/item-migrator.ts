import { type Row, rowKey, type TableSchema } from '@tempest-ts/tempest/extend';
import { checksum } from '../body/checksum.js';
import { compressBody } from '../body/compress-body.js';
import { type Repointed, repoint } from '../compact/repoint.js';
import type { CapacityBudget } from '../control/capacity-budget.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { AttemptExpiredError } from '../errors.js';
import { hydrationFailure } from '../hydrate/hydration-failure.js';
import type { Limiter } from '../hydrate/limiter.js';
import { SCHEMA_METADATA } from '../hydrate/object-metadata.js';
import { pointerAttributes } from '../hydrate/pointer-attributes.js';
import { PointerReadError } from '../hydrate/pointer-read-error.js';
import { readAgain } from '../hydrate/read-again.js';
import { readArchived } from '../hydrate/read-archived.js';
import { newAttempt } from '../move/attempt-id.js';
import { objectMetadata } from '../move/capture-item.js';
import { PackGatherer, type PackGroup } from '../move/pack-gatherer.js';
import { packPlacement } from '../move/pack-placement.js';
import { storeObject } from '../move/store-object.js';
import { encodePointer, hasSamePointer, type Pointer } from '../pointer/pointer.js';
import type { LiveTable } from '../preflight/live-table.js';
import { moveWriteUnits } from '../price/item-footprint.js';
import { FIRST_SCHEMA_VERSION } from '../schema/schema-history.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import type { MigrateReason } from './migrate-result.js';
import { type MigratedItem, migratedItem } from './migrated-item.js';
import type { ReplacedObject } from './replaced-object.js';
import { type CodedEntity, plainKeyOf } from './stale-pointer.js';

/** An archived row whose object is not where it should be. */
export interface StaleRow {
  readonly table: TableSchema;
  readonly live: LiveTable;
  readonly coded: CodedEntity;
  readonly row: Row;
  readonly reason: MigrateReason;
  /** The part of the table that it was read in. */
  readonly part: string;
  /** When its row was asked for, by `performance.now()`. */
  readonly readAt: number;
}

/** What became of one. */
export type Migrated = ({ readonly kind: 'migrated'; readonly bodyBytes: number } | { readonly kind: 'skipped' }) &
  Pick<Repointed, 'units'>;

/** What rows are migrated with. */
export interface MigratorOptions {
  readonly context: ArchiveContext;
  readonly writes: CapacityBudget;
  readonly limiter: Limiter;
  readonly signal: AbortSignal;
  /** Milliseconds that an item waits for others at most, where that is less than a minute. */
  readonly patienceMs: number | undefined;
  /** Whether the store refuses to overwrite when asked to. */
  readonly conditional: boolean;
  /** Whether what rows have gained since moves with them. */
  readonly merges: boolean;
  readonly onReplace: ((object: ReplacedObject) => Promise<void> | void) | undefined;
  /** An object is stored. */
  readonly stored: (bytes: number) => void;
}

/** What is left to do with an item whose body is stored, or on its way into a pack. */
interface Passenger {
  readonly stale: StaleRow;
  readonly item: Pick<MigratedItem, 'words' | 'gained' | 'moved' | 'from'>;
}

/** Moves archived items from one object to another: reads, proves and encodes each, stores it, then has its row name that. */
export class ItemMigrator {
  readonly #options: MigratorOptions;
  readonly #packs: PackGatherer<Passenger, Migrated>;
  readonly #groups = new Map<HybridEntity, PackGroup<Passenger>>();

  constructor(options: MigratorOptions) {
    this.#options = options;
    const { context, limiter, signal, patienceMs, stored, writes } = options;
    const { store, config } = context;
    this.#packs = new PackGatherer({
      store,
      config,
      signal,
      limiter,
      unitsPerSecond: () => writes.rate,
      patienceMs,
      stored,
      land: ({ stale, item }, { s3Key, attempt, place, isExpired }) => {
        const pointer = { ...item.words, s3Key, attempt, place };
        return writes.spend(this.#units(stale, item, pointer), signal, () => this.#repoint({ stale, item }, pointer, isExpired));
      },
    });
  }

  /** Waits until there is memory for more items. */
  room(): Promise<void> {
    return this.#packs.room();
  }

  /** No more items come for now. */
  flush(): void {
    this.#packs.flush();
  }

  /**
   * The item as it is to be stored; `'moved-on'`: the row does not carry the pointer any more that was seen.
   *
   * @throws HydrationError, UnarchivableItemError, BodyFormatError
   */
  async prepare({ table, live, coded: { entity }, row }: StaleRow): Promise<MigratedItem | 'moved-on'> {
    const { context, signal } = this.#options;
    const { wire, reader, entities, config } = context;
    const pointers = { table, entityOf: (each: Row) => entities.ofRow(table, each), keepsS3Key: false, signal };
    try {
      const whole = await readArchived(reader, pointers, row);
      return whole ? migratedItem(entity, live, config, row, whole, this.#options.merges) : 'moved-on';
    } catch (error) {
      if (!(error instanceof PointerReadError)) throw error;
      const current = await readAgain(wire, table, row, { signal });
      if (!current || !hasSamePointer(row, current, pointerAttributes(row))) return 'moved-on';
      throw hydrationFailure(error, row, table, reader.objects.bucketName);
    }
  }

  /** Takes a prepared item along, to a pack with others. Resolves when its row names that, which may be many pages later. */
  intoPack(stale: StaleRow, { body, words, gained, moved, from }: MigratedItem): Promise<Migrated> {
    const { part: lane, row, readAt } = stale;
    const group = this.#group(stale.coded.entity);
    const item = { words, gained, moved, from };
    const units = this.#units(stale, item, { ...words, ...this.#packs.example(group) });
    return this.#packs.add(group, { lane, row, body, readAt, units, owner: { stale, item } });
  }

  /** Moves an item to an object of its own. */
  async single(stale: StaleRow): Promise<Migrated> {
    const item = await this.prepare(stale);
    if (item === 'moved-on') return { kind: 'skipped', units: undefined };
    const { context, signal, conditional, stored, writes } = this.#options;
    const { store, config } = context;
    const { coded, readAt } = stale;
    const compressed = config.compression === 'gzip';
    const bytes = compressed ? await compressBody(item.body) : item.body;
    const attempt = newAttempt();
    const plainKey = plainKeyOf(coded, item.content, config.keyPrefix);
    const metadata = this.#metadata(coded.entity, attempt, [{ stale, item }]);
    const planned: Pointer = { ...item.words, s3Key: plainKey, attempt, checksum: checksum(bytes), storedBytes: bytes.byteLength };
    // From when its row was read: an object of a row that was erased since is found by when the row went.
    const isExpired = (): boolean => performance.now() - readAt > config.maxAttemptAgeMs;
    // Waited for before the object is stored: an object whose row is not written is garbage.
    return writes.spend(this.#units(stale, item, planned), signal, async () => {
      if (isExpired()) throw new AttemptExpiredError('not-applied');
      const options = { conditional, compressed, storageClass: coded.entity.storageClass, signal };
      const s3Key = await storeObject(store, { plainKey, attempt, bytes, metadata }, options);
      stored(bytes.byteLength);
      return this.#repoint({ stale, item }, { ...planned, s3Key }, isExpired);
    });
  }

  #units({ row, live }: StaleRow, { gained }: Pick<MigratedItem, 'gained'>, planned: Pointer): number {
    return moveWriteUnits(row, { ...row, ...gained, ...encodePointer(planned) }, [...live.indexes.values()]);
  }

  /** Has a row name the object that is stored. */
  async #repoint({ stale, item }: Passenger, pointer: Pointer, isExpired: () => boolean): Promise<Migrated> {
    const { writes, signal, onReplace, context } = this.#options;
    const { wire, store } = context;
    const { table, row, reason } = stale;
    const { gained, moved, from, words } = item;
    if (reason === 'legacy')
      await onReplace?.({ bucketName: store.bucketName, s3Key: from, table: table.tableName, key: rowKey(table, row) });
    const asked = { table, row, pointer: encodePointer(pointer), gained, moved, attempt: pointer.attempt, isExpired };
    const { outcome, units } = await repoint({ wire, signal, throttled: () => writes.throttled() }, asked);
    return outcome === 'moved' ? { kind: 'migrated', bodyBytes: words.bodyBytes, units } : { kind: 'skipped', units };
  }

  #group(entity: HybridEntity): PackGroup<Passenger> {
    const known = this.#groups.get(entity);
    if (known) return known;
    const group: PackGroup<Passenger> = {
      ...packPlacement(entity, this.#options.context.config),
      metadata: (attempt, owners) => this.#metadata(entity, attempt, owners),
    };
    this.#groups.set(entity, group);
    return group;
  }

  /** What an object says of itself; of its items' schema only where all have the same. */
  #metadata(entity: HybridEntity, attempt: string, owners: readonly Passenger[]): Readonly<Record<string, string>> {
    const [first] = owners;
    if (!first) return {};
    const { stale, item } = first;
    const { [SCHEMA_METADATA]: _todays, ...metadata } = objectMetadata(entity, stale.live, this.#options.context.config, attempt);
    const { schema } = item.words;
    const isOne = owners.every(({ item: { words } }) => words.schema === schema);
    return { ...metadata, ...(isOne && schema !== FIRST_SCHEMA_VERSION && { [SCHEMA_METADATA]: String(schema) }) };
  }
}
