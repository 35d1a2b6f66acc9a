import { setMaxListeners } from 'node:events';
import type { RowKey } from '@tempest-ts/tempest';
import { type BoundView, type Row, rowKey, type TableSchema } from '@tempest-ts/tempest/extend';
import type { HybridEntities } from '../entity/hybrid-entities.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { ArchiveStoreError } from '../errors.js';
import { Limiter } from '../hydrate/limiter.js';
import { ArchivalReport } from './archival-report.js';
import type { ArchivalProgress, ArchivalResult, ArchivalStage } from './archival-result.js';
import { describeLiveTable, type LiveTable } from './live-table.js';
import { type MoveContext, moveItem } from './move-item.js';
import { isHopelessRequest } from './request-failure.js';
import { type RawScanPage, scanSegment } from './scan-segment.js';
import { selectRow } from './select.js';
import { StageError } from './stage-error.js';
import { honoursIfAbsent } from './store-object.js';

/** Options of `archiveOldData` and `archiveOldDataDryRun`. */
export interface ArchiveOptions {
  /** Ends the run: items on their way arrive or stay, none is left half moved, and the result says `complete: false`. */
  readonly signal?: AbortSignal;
  /** Told after every page of the scan, and at the end of each table. What it throws ends the run. */
  readonly onProgress?: (progress: ArchivalProgress) => void;
}

/** What a run is made of. */
export interface ArchiveRunContext extends MoveContext {
  readonly entities: HybridEntities;
  /** The database's tables with their views' codecs. */
  readonly tables: ReadonlyMap<TableSchema, ReadonlyMap<string, BoundView>>;
}

/** Whether every other item would fail alike. */
function isHopeless(cause: unknown): boolean {
  if (cause instanceof ArchiveStoreError) return cause.failure === 'bucket-missing' || cause.failure === 'wrong-region';
  return isHopelessRequest(cause);
}

/** One run over every table that holds a hybrid entity, one pass for each table. */
export class ArchiveRun {
  readonly #context: ArchiveRunContext;
  readonly #options: ArchiveOptions;
  readonly #dryRun: boolean;
  readonly #report = new ArchivalReport();
  readonly #limiter: Limiter;
  readonly #now: Date;
  /** Ends the other segments where one cannot go on. */
  readonly #failure = new AbortController();
  readonly #signal: AbortSignal;
  #conditional = true;
  #approximateRows = 0;

  constructor(context: ArchiveRunContext, options: ArchiveOptions, dryRun: boolean) {
    this.#context = context;
    this.#options = options;
    this.#dryRun = dryRun;
    this.#limiter = new Limiter(context.config.concurrency);
    this.#now = context.config.clock();
    this.#signal = AbortSignal.any([this.#failure.signal, ...(options.signal ? [options.signal] : [])]);
    setMaxListeners(0, this.#signal); // each request listens; Node warns of a leak from the eleventh on
  }

  /** Throws where nothing can be moved at all: a missing table or bucket, a permission. One bad item never stops it. */
  async run(): Promise<ArchivalResult> {
    const started = performance.now();
    const { entities, tables } = this.#context;
    const hybrid = [...tables.keys()].filter(table => entities.of(table).length > 0);
    for (const table of hybrid) for (const entity of entities.of(table)) this.#report.expect(table.tableName, entity.schema.name);
    for (const [table, live] of await this.#prepare(hybrid)) {
      if (!this.#signal.aborted) await this.#archiveTable(table, live);
    }
    if (this.#signal.aborted) this.#report.incomplete(undefined);
    return this.#report.result(this.#dryRun, performance.now() - started);
  }

  /** Looks at everything that a run needs, before it writes anything but a probe. */
  async #prepare(tables: readonly TableSchema[]): Promise<ReadonlyMap<TableSchema, LiveTable>> {
    const { client, store, config } = this.#context;
    const signal = this.#signal;
    const live = new Map<TableSchema, LiveTable>();
    try {
      signal.throwIfAborted();
      for (const table of tables) live.set(table, await describeLiveTable(client, table, signal));
      if (!this.#dryRun) this.#conditional = await honoursIfAbsent(store, config.keyPrefix, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    for (const { approximateRows } of live.values()) this.#approximateRows += approximateRows;
    return live;
  }

  async #archiveTable(table: TableSchema, live: LiveTable): Promise<void> {
    const { segments } = this.#context.config;
    const workers = Array.from({ length: segments }, async (_, segment) => {
      try {
        await this.#archiveSegment(table, live, segment);
      } catch (error) {
        this.#failure.abort(error);
        throw error;
      }
    });
    for (const result of await Promise.allSettled(workers)) if (result.status === 'rejected') throw result.reason;
    this.#progress(table);
  }

  async #archiveSegment(table: TableSchema, live: LiveTable, segment: number): Promise<void> {
    const { client, config } = this.#context;
    const pages = scanSegment(client, table, segment, config.segments, this.#signal);
    while (!this.#signal.aborted) {
      const page = await this.#nextPage(table, pages);
      if (!page) return;
      this.#report.scanned(page.scanned);
      // The next page waits for this one's items, so that no more than a page of each segment is ever held.
      const settled = await Promise.allSettled(page.rows.map(row => this.#archiveRow(table, live, row)));
      for (const result of settled) if (result.status === 'rejected') throw result.reason;
      this.#progress(table);
    }
  }

  /** `undefined` where the segment ends, or cannot be read on: the other segments are. */
  async #nextPage(table: TableSchema, pages: AsyncGenerator<RawScanPage, void, undefined>): Promise<RawScanPage | undefined> {
    try {
      const page = await pages.next();
      return page.done ? undefined : page.value;
    } catch (cause) {
      if (this.#signal.aborted) return undefined;
      if (isHopeless(cause)) throw cause;
      this.#report.incomplete({ table: table.tableName, entity: undefined, key: undefined, stage: 'scan', cause });
      return undefined;
    }
  }

  async #archiveRow(table: TableSchema, live: LiveTable, row: Row): Promise<void> {
    const { entities, tables, config } = this.#context;
    const entity = entities.ofRow(table, row);
    const codec = entity && tables.get(table)?.get(entity.view.name)?.codec;
    if (!entity || !codec) return;
    const selected = selectRow(entity, codec, row, this.#now, config.legacyPointers);
    if (selected.kind === 'stays') return;
    const key = rowKey(table, row);
    if (selected.kind === 'unclear') return this.#failed(entity, key, 'select', selected.cause);
    await this.#limiter.run(async () => {
      if (this.#signal.aborted) return;
      const options = { dryRun: this.#dryRun, conditional: this.#conditional, signal: this.#signal };
      try {
        const outcome = await moveItem(this.#context, { entity, live, row, timestamp: selected.timestamp }, options);
        this.#report.item(table.tableName, entity.schema.name, outcome);
      } catch (error) {
        if (!(error instanceof StageError)) throw error;
        // Before its swap an item is hot and whole, and an abort is no failure of it.
        if (this.#signal.aborted && error.stage !== 'swap') return;
        this.#failed(entity, key, error.stage, error.cause);
        if (!isHopeless(error.cause)) return;
        this.#failure.abort(error.cause); // now, not when the page is done: every other item of it would store an object in vain
        throw error.cause;
      }
    });
  }

  #failed(entity: HybridEntity, key: RowKey, stage: ArchivalStage, cause: unknown): void {
    const place = { table: entity.view.table.tableName, entity: entity.schema.name };
    this.#report.item(place.table, place.entity, { kind: 'failed', error: { ...place, key, stage, cause } });
  }

  #progress(table: TableSchema): void {
    this.#options.onProgress?.(this.#report.progress(table.tableName, this.#approximateRows));
  }
}
