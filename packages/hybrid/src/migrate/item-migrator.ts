import { type Row, rowKey, type TableSchema } from '@tempest-ts/tempest/extend';
import { newAttempt } from '../archive/attempt-id.js';
import { objectMetadata } from '../archive/capture-item.js';
import { storeObject } from '../archive/store-object.js';
import { checksum } from '../body/checksum.js';
import { compressBody } from '../body/compress-body.js';
import { repoint } from '../compact/repoint.js';
import type { CapacityBudget } from '../control/capacity-budget.js';
import { AttemptExpiredError } from '../errors.js';
import { hydrationFailure } from '../hydrate/hydration-failure.js';
import type { Limiter } from '../hydrate/limiter.js';
import { SCHEMA_METADATA } from '../hydrate/object-metadata.js';
import { pointerAttributes } from '../hydrate/pointer-attributes.js';
import { PointerReadError } from '../hydrate/pointer-read-error.js';
import { readAgain } from '../hydrate/read-again.js';
import { readArchived } from '../hydrate/read-archived.js';
import { encodePointer, hasSamePointer, type Pointer } from '../pointer/pointer.js';
import type { LiveTable } from '../preflight/live-table.js';
import { moveWriteUnits } from '../price/item-footprint.js';
import { FIRST_SCHEMA_VERSION } from '../schema/schema-history.js';
import { retry } from '../store/retry.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import { isTransientRequest } from '../walk/request-failure.js';
import type { MigrateReason } from './migrate-result.js';
import { type MigratedItem, migratedItem } from './migrated-item.js';
import { PackGatherer } from './pack-gatherer.js';
import type { ReplacedObject } from './replaced-object.js';
import { type CodedEntity, plainKeyOf } from './stale-pointer.js';

/** Times that a repoint is sent that was throttled or whose answer was lost, besides the DynamoDB client's own retries. */
const REPOINT_ATTEMPTS = 5;

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
export type Migrated = { readonly kind: 'migrated'; readonly bodyBytes: number } | { readonly kind: 'skipped' };

/** What rows are migrated with. */
export interface MigratorOptions {
  readonly context: ArchiveContext;
  readonly writes: CapacityBudget;
  readonly limiter: Limiter;
  readonly signal: AbortSignal;
  /** Whether the store refuses to overwrite when asked to. */
  readonly conditional: boolean;
  /** Whether what rows have gained since moves with them. */
  readonly merges: boolean;
  readonly onReplace: ((object: ReplacedObject) => Promise<void> | void) | undefined;
  /** An object is stored. */
  readonly stored: (bytes: number) => void;
}

/** An item that goes into a pack. */
interface Passenger {
  readonly stale: StaleRow;
  readonly item: MigratedItem;
  outcome: Migrated;
}

/** Moves archived items from one object to another: reads, proves and encodes each, stores it, then has its row name that. */
export class ItemMigrator {
  readonly #options: MigratorOptions;
  readonly #packs: PackGatherer<Passenger>;

  constructor(options: MigratorOptions) {
    this.#options = options;
    const { context, limiter, signal, stored } = options;
    this.#packs = new PackGatherer({
      store: context.store,
      config: context.config,
      signal,
      limiter,
      stored,
      metadata: (_entity, attempt, owners) => this.#metadata(owners, attempt),
      land: async (passenger, { s3Key, attempt, place }) => {
        const { stale, item } = passenger;
        passenger.outcome = await this.#budgeted(stale, item, { ...item.words, s3Key, attempt, place }, async pointer => pointer);
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
  async intoPack(stale: StaleRow, item: MigratedItem): Promise<Migrated> {
    const passenger: Passenger = { stale, item, outcome: { kind: 'skipped' } };
    await this.#packs.add(stale.coded.entity, stale.part, { row: stale.row, body: item.body, readAt: stale.readAt }, passenger);
    return passenger.outcome;
  }

  /** Moves an item to an object of its own. */
  async single(stale: StaleRow): Promise<Migrated> {
    const item = await this.prepare(stale);
    if (item === 'moved-on') return { kind: 'skipped' };
    const { context, signal, conditional, stored } = this.#options;
    const { store, config } = context;
    const { coded, readAt } = stale;
    const compressed = config.compression === 'gzip';
    const bytes = compressed ? await compressBody(item.body) : item.body;
    const attempt = newAttempt();
    const plainKey = plainKeyOf(coded, item.content, config.keyPrefix);
    const metadata = this.#metadata([{ stale, item }], attempt);
    const planned: Pointer = { ...item.words, s3Key: plainKey, attempt, checksum: checksum(bytes), storedBytes: bytes.byteLength };
    return this.#budgeted(stale, item, planned, async pointer => {
      if (this.#isExpired(readAt)) throw new AttemptExpiredError('not-applied');
      const options = { conditional, compressed, storageClass: coded.entity.storageClass, signal };
      const s3Key = await storeObject(store, { plainKey, attempt, bytes, metadata }, options);
      stored(bytes.byteLength);
      return { ...pointer, s3Key };
    });
  }

  /** Has a row name the object that `store` has stored, within the budget of writes, which is waited for first: an object whose row is not written is garbage. */
  async #budgeted(stale: StaleRow, item: MigratedItem, planned: Pointer, store: (pointer: Pointer) => Promise<Pointer>): Promise<Migrated> {
    const { writes, signal, onReplace, context } = this.#options;
    const { table, row, live, readAt } = stale;
    const estimate = moveWriteUnits(row, { ...row, ...item.gained, ...encodePointer(planned) }, [...live.indexes.values()]);
    await writes.take(estimate, signal);
    let units = 0;
    try {
      signal.throwIfAborted();
      const pointer = await store(planned);
      if (stale.reason === 'legacy') {
        const { bucketName } = context.store;
        await onReplace?.({ bucketName, s3Key: item.from, table: table.tableName, key: rowKey(table, row) });
      }
      const asked = {
        table,
        row,
        pointer: encodePointer(pointer),
        gained: item.gained,
        moved: item.moved,
        attempt: pointer.attempt,
        isExpired: () => this.#isExpired(readAt),
        sends: { count: 0 },
        throttled: () => writes.throttled(),
      };
      const repointed = await retry({ attempts: REPOINT_ATTEMPTS, isRetryable: isTransientRequest, signal }, () =>
        repoint(context.wire, asked),
      );
      units = repointed.units ?? estimate;
      return repointed.outcome === 'moved' ? { kind: 'migrated', bodyBytes: item.words.bodyBytes } : { kind: 'skipped' };
    } finally {
      writes.settle(estimate, units);
    }
  }

  /** What an object says of itself; of its items' schema only where all have the same. */
  #metadata(owners: readonly Pick<Passenger, 'stale' | 'item'>[], attempt: string): Readonly<Record<string, string>> {
    const [first] = owners;
    if (!first) return {};
    const { live, coded } = first.stale;
    const { [SCHEMA_METADATA]: _todays, ...metadata } = objectMetadata(coded.entity, live, this.#options.context.config, attempt);
    const { schema } = first.item.words;
    const isOne = owners.every(({ item }) => item.words.schema === schema);
    return { ...metadata, ...(isOne && schema !== FIRST_SCHEMA_VERSION && { [SCHEMA_METADATA]: String(schema) }) };
  }

  /** From when its row was read: an object of a row that was erased since is found by when the row went. */
  #isExpired(readAt: number): boolean {
    return performance.now() - readAt > this.#options.context.config.maxAttemptAgeMs;
  }
}
