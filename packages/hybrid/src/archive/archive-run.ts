import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RowKey } from '@tempest-ts/tempest';
import { type BoundView, type Row, rowKey, type TableSchema } from '@tempest-ts/tempest/extend';
import type { ResolvedConfig } from '../config.js';
import type { HybridEntities } from '../entity/hybrid-entities.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { Limiter } from '../hydrate/limiter.js';
import { encodePointer } from '../pointer/pointer.js';
import type { ArchiveStore } from '../store/archive-store.js';
import { ArchivalReport, type ItemOutcome } from './archival-report.js';
import type { ArchivalProgress, ArchivalResult, ArchivalStage } from './archival-result.js';
import { type Capture, captureRow } from './capture.js';
import { describeLiveTable, type LiveTable } from './live-table.js';
import { scanSegment } from './scan-segment.js';
import { selectRow } from './select.js';
import { honoursIfAbsent, storeObject } from './store-object.js';
import { swapInput, swapRow } from './swap.js';

/** Options of `archiveOldData` and `archiveOldDataDryRun`. */
export interface ArchiveOptions {
  /** Ends the run between requests: no item is left half moved, and the result says `complete: false`. */
  readonly signal?: AbortSignal;
  /** Told after every page of the scan, and at the end of each table. What it throws ends the run. */
  readonly onProgress?: (progress: ArchivalProgress) => void;
}

/** What a run is made of. */
export interface ArchiveRunContext {
  readonly client: DynamoDBClient;
  readonly store: ArchiveStore;
  readonly config: ResolvedConfig;
  readonly entities: HybridEntities;
  /** The database's tables with their views' codecs. */
  readonly tables: ReadonlyMap<TableSchema, ReadonlyMap<string, BoundView>>;
}

/** A failure with the stage that it happened in. */
class StageError extends Error {
  readonly stage: ArchivalStage;

  constructor(stage: ArchivalStage, cause: unknown) {
    super(stage, { cause });
    this.stage = stage;
  }
}

async function inStage<T>(stage: ArchivalStage, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    throw new StageError(stage, cause);
  }
}

/** One run over every table that holds a hybrid entity, one pass for each table. */
export class ArchiveRun {
  readonly #context: ArchiveRunContext;
  readonly #options: ArchiveOptions;
  readonly #dryRun: boolean;
  readonly #report = new ArchivalReport();
  readonly #limiter: Limiter;
  readonly #now: Date;
  #conditional = true;

  constructor(context: ArchiveRunContext, options: ArchiveOptions, dryRun: boolean) {
    this.#context = context;
    this.#options = options;
    this.#dryRun = dryRun;
    this.#limiter = new Limiter(context.config.concurrency);
    this.#now = context.config.clock();
  }

  /** Throws where nothing can be moved at all: a missing table or bucket, a permission. One bad item never stops it. */
  async run(): Promise<ArchivalResult> {
    const started = performance.now();
    const { client, entities, tables, store, config } = this.#context;
    const { signal } = this.#options;
    const live = new Map<TableSchema, LiveTable>();
    for (const table of tables.keys()) {
      if (entities.of(table).length === 0) continue;
      if (!signal?.aborted) live.set(table, await describeLiveTable(client, table, signal));
      for (const entity of entities.of(table)) this.#report.expect(table.tableName, entity.schema.name);
    }
    if (!this.#dryRun && !signal?.aborted) this.#conditional = await honoursIfAbsent(store, config.keyPrefix, signal);
    for (const [table, description] of live) await this.#archiveTable(table, description);
    if (signal?.aborted) this.#report.incomplete(undefined);
    return this.#report.result(this.#dryRun, performance.now() - started);
  }

  async #archiveTable(table: TableSchema, live: LiveTable): Promise<void> {
    const { segments } = this.#context.config;
    const workers = Array.from({ length: segments }, (_, segment) => this.#archiveSegment(table, live, segment));
    const results = await Promise.allSettled(workers);
    this.#progress(table, live);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  async #archiveSegment(table: TableSchema, live: LiveTable, segment: number): Promise<void> {
    const { client, config } = this.#context;
    const { signal } = this.#options;
    const pages = scanSegment(client, table, segment, config.segments, signal);
    while (!signal?.aborted) {
      let page: Awaited<ReturnType<typeof pages.next>>;
      try {
        page = await pages.next();
      } catch (cause) {
        this.#report.incomplete(
          signal?.aborted
            ? undefined
            : {
                table: table.tableName,
                entity: undefined,
                key: undefined,
                stage: 'scan',
                cause,
              },
        );
        return;
      }
      if (page.done) return;
      this.#report.scanned(page.value.scanned);
      // The next page waits for this one's items, so that no more than a page of each segment is ever held.
      await Promise.all(page.value.rows.map(row => this.#archiveRow(table, live, row)));
      this.#progress(table, live);
    }
  }

  async #archiveRow(table: TableSchema, live: LiveTable, row: Row): Promise<void> {
    const entity = this.#context.entities.ofRow(table, row);
    const codec = entity && this.#context.tables.get(table)?.get(entity.view.name)?.codec;
    if (!entity || !codec) return;
    const selected = selectRow(entity, codec, row, this.#now, this.#context.config.legacyPointers);
    if (selected.kind === 'stays') return;
    const key = rowKey(table, row);
    if (selected.kind === 'unclear') return this.#failed(entity, key, 'select', selected.cause);
    await this.#limiter.run(async () => {
      if (this.#options.signal?.aborted) return;
      try {
        this.#done(entity, await this.#moveRow(entity, live, row, selected.timestamp));
      } catch (error) {
        // An aborted step leaves the item hot, or archived: either way whole, and the next run sees which.
        if (this.#options.signal?.aborted) return;
        const { stage, cause } = error instanceof StageError ? error : { stage: 'encode' as const, cause: error };
        this.#failed(entity, key, stage, cause);
      }
    });
  }

  async #moveRow(entity: HybridEntity, live: LiveTable, row: Row, timestamp: Date): Promise<ItemOutcome> {
    const { config } = this.#context;
    const capture = await inStage('encode', () => captureRow(entity, live, config, row, timestamp));
    if (!capture) return { kind: 'skipped' };
    const archived: ItemOutcome = {
      kind: 'archived',
      bytesBefore: capture.bytesBefore,
      bytesStored: capture.bytes.byteLength,
    };
    if (this.#dryRun) return archived;
    return (await this.#commit(entity, capture)) === 'archived' ? archived : { kind: 'skipped' };
  }

  async #commit(entity: HybridEntity, capture: Capture): Promise<'archived' | 'skipped'> {
    const { client, store, config } = this.#context;
    const { signal } = this.#options;
    const began = performance.now();
    const archivedAt = config.clock();
    const compressed = config.compression === 'gzip';
    const s3Key = await inStage('store', () =>
      storeObject(store, capture, {
        conditional: this.#conditional,
        compressed,
        signal,
      }),
    );
    const pointer = encodePointer({
      s3Key,
      attempt: capture.attempt,
      checksum: capture.checksum,
      bodyBytes: capture.bodyBytes,
      storedBytes: capture.bytes.byteLength,
      archivedAt,
      kept: capture.kept,
    });
    const isExpired = (): boolean => performance.now() - began > config.maxAttemptAgeMs;
    return inStage('swap', () => swapRow(client, swapInput(entity.view.table, capture, pointer), capture.attempt, { isExpired, signal }));
  }

  #done(entity: HybridEntity, outcome: ItemOutcome): void {
    this.#report.item(entity.view.table.tableName, entity.schema.name, outcome);
  }

  #failed(entity: HybridEntity, key: RowKey, stage: ArchivalStage, cause: unknown): void {
    const error = {
      table: entity.view.table.tableName,
      entity: entity.schema.name,
      key,
      stage,
      cause,
    };
    this.#report.item(entity.view.table.tableName, entity.schema.name, {
      kind: 'failed',
      error,
    });
  }

  #progress(table: TableSchema, live: LiveTable): void {
    this.#options.onProgress?.(this.#report.progress(table.tableName, live.approximateRows));
  }
}
