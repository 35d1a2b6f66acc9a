import { NOT_BEFORE_ATTRIBUTE, type Row, rowBytes, rowKey, S3_KEY_ATTRIBUTE, type TableSchema } from '@tempest-ts/tempest/extend';
import type { CapacityBudget } from '../control/capacity-budget.js';
import { archivalTime } from '../entity/archival-time.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { AttemptExpiredError } from '../errors.js';
import { hydrationFailure } from '../hydrate/hydration-failure.js';
import { isArchivedRow } from '../hydrate/is-archived-row.js';
import type { Limiter } from '../hydrate/limiter.js';
import { PointerReadError } from '../hydrate/pointer-read-error.js';
import { readArchived } from '../hydrate/read-archived.js';
import { type Capture, captureRow } from '../move/capture.js';
import { captureItem, type ItemCapture, objectMetadata } from '../move/capture-item.js';
import { type Landing, PackGatherer, type PackGroup } from '../move/pack-gatherer.js';
import { packPlacement } from '../move/pack-placement.js';
import { pointerRow, pointerTo } from '../move/pointer-row.js';
import { selectRow } from '../move/select.js';
import { storeObject } from '../move/store-object.js';
import { encodePointer } from '../pointer/pointer.js';
import type { LiveTable } from '../preflight/live-table.js';
import { moveWriteUnits } from '../price/item-footprint.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import { readRow } from '../walk/read-row.js';
import type { ImportOptions } from './import-options.js';
import { putRow, type RowPut } from './put-row.js';

/** How a row of an export is to be in the table. */
export type RowPlan =
  | { readonly kind: 'hot' }
  /** It was a pointer in the export. */
  | { readonly kind: 'pointer' }
  | { readonly kind: 'archive'; readonly entity: HybridEntity; readonly timestamp: Date };

/** What became of one. */
export type Imported = 'hot' | 'pointer' | 'archived' | 'existing';

/** A row that may be imported now. */
export interface PreparedRow {
  /** Whether it goes into a pack, and waits for what later rows bring. */
  readonly waits: boolean;
  readonly land: () => Promise<Imported>;
}

/** What rows are imported with. */
export interface RowImporterOptions {
  readonly context: ArchiveContext;
  readonly table: TableSchema;
  readonly live: LiveTable;
  readonly options: Pick<ImportOptions, 'tier' | 'overwrite'>;
  readonly reads: CapacityBudget;
  readonly writes: CapacityBudget;
  readonly limiter: Limiter;
  readonly signal: AbortSignal;
  /** Milliseconds that an item waits for others at most, where that is less than a minute. */
  readonly patienceMs: number | undefined;
  /** Whether the store refuses to overwrite when asked to. */
  readonly conditional: boolean;
  /** Says in S3, once, that rows of the table name objects of the exported one: before the first of them is there. */
  readonly claim: () => Promise<void>;
  readonly stored: (bytes: number) => void;
}

/** An item that goes into a pack. */
interface Passenger {
  readonly capture: Omit<ItemCapture, 'body'>;
  readonly bodyBytes: number;
}

/** Puts rows of an export into a table, as they are or as pointers to objects that are stored first. */
export class RowImporter {
  readonly #options: RowImporterOptions;
  readonly #overwrite: boolean;
  readonly #now: Date;
  readonly #packs: PackGatherer<Passenger, Imported>;
  readonly #groups = new Map<HybridEntity, PackGroup<Passenger>>();

  constructor(options: RowImporterOptions) {
    this.#options = options;
    this.#overwrite = options.options.overwrite ?? false;
    const { context, limiter, signal, patienceMs, stored, writes } = options;
    const { config, store } = context;
    this.#now = config.clock();
    this.#packs = new PackGatherer({
      store,
      config,
      signal,
      limiter,
      unitsPerSecond: () => writes.rate,
      patienceMs,
      stored,
      land: (passenger, { isExpired, ...at }) => this.#put(this.#pointerRow(passenger, at), 'archived', { id: at.attempt, isExpired }),
    });
  }

  /** Waits until there is memory for more rows. */
  room(): Promise<void> {
    return this.#packs.room();
  }

  /** No more rows come for now. */
  flush(): void {
    this.#packs.flush();
  }

  /** The one decision where a row goes; a dry run makes the same. */
  plan(row: Row): RowPlan {
    const { context, table, options } = this.#options;
    const { entities, tables, config } = context;
    if (isArchivedRow(entities, table, row)) return { kind: 'pointer' };
    const { tier = 'hot' } = options;
    const entity = tier === 'hot' ? undefined : entities.ofRow(table, row);
    const codec = entity && tables.get(table)?.get(entity.view.name)?.codec;
    // What a pointer would replace is the item's own.
    if (!entity || !codec || row[S3_KEY_ATTRIBUTE] !== undefined) return { kind: 'hot' };
    if (tier === 'archived') return { kind: 'archive', entity, timestamp: archivalTime(entity, codec, row) };
    const rules = { now: this.#now, legacyPointers: config.legacyPointers, limits: config.limits, coolDownMs: 0, movesUnstamped: true };
    const selected = selectRow(entity, codec, row, rules);
    return selected.kind === 'old' ? { kind: 'archive', entity, timestamp: selected.timestamp } : { kind: 'hot' };
  }

  /**
   * Looks at whatever must be known of a row before it is imported.
   *
   * @param part those of one are neighbours in a pack, in the order in which they come
   * @throws UnarchivableItemError, BodyFormatError, RequestError; `land` HydrationError, KeyTemplateError, AttemptExpiredError, ArchiveStoreError, RequestError
   */
  async prepare(row: Row, plan: RowPlan, part: string): Promise<PreparedRow> {
    const { limiter, signal } = this.#options;
    const alone = (step: () => Promise<Imported>): PreparedRow => ({ waits: false, land: () => limiter.run(step, signal) });
    if (plan.kind === 'pointer') return alone(() => this.#pointer(row));
    if (plan.kind === 'hot') return alone(() => this.#put(row, 'hot'));
    // An object whose row stays another is garbage; a run that goes on where another was killed would make many.
    if (!this.#overwrite && (await limiter.run(() => this.#exists(row), signal))) return alone(async () => 'existing');
    if (!plan.entity.packTemplate) return alone(() => this.#single(row, plan));
    const captured = captureItem(plan.entity, this.#options.live, this.#options.context.config, row);
    return captured ? { waits: true, land: () => this.#packed(plan.entity, captured, part) } : alone(() => this.#put(row, 'hot'));
  }

  async #single(row: Row, { entity, timestamp }: Extract<RowPlan, { kind: 'archive' }>): Promise<Imported> {
    const { context, live, conditional, signal, stored } = this.#options;
    const { config, store } = context;
    const readAt = performance.now();
    const capture: Capture | undefined = await captureRow(entity, live, config, row, timestamp);
    if (!capture) return this.#put(row, 'hot');
    signal.throwIfAborted();
    const compressed = config.compression === 'gzip';
    const s3Key = await storeObject(store, capture, { conditional, compressed, storageClass: entity.storageClass, signal });
    stored(capture.bytes.byteLength);
    const isExpired = (): boolean => performance.now() - readAt > config.maxAttemptAgeMs;
    return this.#put(pointerRow(capture, pointerTo(capture, s3Key, this.#now)), 'archived', { id: capture.attempt, isExpired });
  }

  async #packed(entity: HybridEntity, captured: ItemCapture, lane: string): Promise<Imported> {
    const { body, ...capture } = captured;
    const { live } = this.#options;
    const { config } = this.#options.context;
    const group = this.#groups.get(entity) ?? {
      ...packPlacement(entity, config),
      metadata: (attempt: string) => objectMetadata(entity, live, config, attempt),
    };
    this.#groups.set(entity, group);
    const owner = { capture, bodyBytes: body.byteLength };
    const units = writeUnitsOf(this.#pointerRow(owner, this.#packs.example(group)), live);
    return this.#packs.add(group, { lane, row: capture.row, body, readAt: performance.now(), units, owner });
  }

  #pointerRow({ capture, bodyBytes }: Passenger, { s3Key, attempt, place }: Pick<Landing, 's3Key' | 'attempt' | 'place'>): Row {
    const { kept, digest, schema } = capture;
    return pointerRow(capture, encodePointer({ s3Key, attempt, place, bodyBytes, archivedAt: this.#now, kept, digest, schema }));
  }

  /** A row that names an object is put only when that has been read, and its owner's sweeper been told. */
  async #pointer(row: Row): Promise<Imported> {
    const { context, table, signal, claim } = this.#options;
    const { reader, entities } = context;
    await claim();
    try {
      await readArchived(reader, { table, entityOf: (each: Row) => entities.ofRow(table, each), keepsS3Key: false, signal }, row);
    } catch (error) {
      if (error instanceof PointerReadError) throw hydrationFailure(error, row, table, reader.objects.bucketName);
      throw error;
    }
    return this.#put(row, 'pointer');
  }

  async #exists(row: Row): Promise<boolean> {
    const { context, table, reads, signal } = this.#options;
    return (await readRow(context.wire, table, rowKey(table, row), signal, reads)) !== undefined;
  }

  async #put(row: Row, imported: Imported, attempt?: RowPut['attempt']): Promise<Imported> {
    const { context, table, live, writes, signal } = this.#options;
    const put = await writes.spend(writeUnitsOf(row, live), signal, () => {
      if (attempt?.isExpired()) throw new AttemptExpiredError('not-applied');
      return putRow(
        { wire: context.wire, signal, throttled: () => writes.throttled() },
        { table, row, overwrite: this.#overwrite, attempt },
      );
    });
    return put.outcome === 'put' ? imported : 'existing';
  }
}

/** Write units of a new row, and of the index entries that it has. */
export function writeUnitsOf(row: Row, live: LiveTable): number {
  const { [NOT_BEFORE_ATTRIBUTE]: _, ...rest } = row;
  const entries = [...live.indexes.values()].filter(({ keys }) => keys.every(name => rest[name] !== undefined));
  return moveWriteUnits(rest, rest, []) + entries.reduce(sum => sum + Math.ceil(rowBytes(rest) / 1024), 0);
}
