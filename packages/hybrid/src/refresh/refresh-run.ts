import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { CallOptions } from '@tempest-ts/tempest';
import { ARCHIVE_ATTRIBUTE, type ReadonlyRow, type Row, rowBytes, rowKey, type TableSchema } from '@tempest-ts/tempest/extend';
import { rowsEqual } from '../body/rows-equal.js';
import type { CapacityBudget } from '../control/capacity-budget.js';
import { budgetsOf, type CapacityOptions, checkCapacityOptions } from '../control/capacity-options.js';
import { hydrationFailure } from '../hydrate/hydration-failure.js';
import { Limiter } from '../hydrate/limiter.js';
import { pointerAttributes } from '../hydrate/pointer-attributes.js';
import { PointerReadError } from '../hydrate/pointer-read-error.js';
import { readArchived } from '../hydrate/read-archived.js';
import { decodePointer, hasSamePointer } from '../pointer/pointer.js';
import { toldKept } from '../pointer/told-kept.js';
import { describeLiveTable } from '../preflight/live-table.js';
import { writeUnits } from '../price/item-footprint.js';
import { type ArchiveContext, hybridTables } from '../walk/archive-context.js';
import { eachItem } from '../walk/each-item.js';
import { FailureWatch } from '../walk/failure-watch.js';
import { FirstOnes } from '../walk/first-ones.js';
import { readRow } from '../walk/read-row.js';
import { type CheckpointOptions, RunCheckpoints } from '../walk/run-checkpoints.js';
import { RunUpdates } from '../walk/run-updates.js';
import { walkArchivedRows } from '../walk/walk-archived-rows.js';
import { refreshedPointer, refreshInput } from './refresh-input.js';
import type { RefreshFailure, RefreshProgress, RefreshResult } from './refresh-result.js';

/** Options of `refreshPointers`. */
export interface RefreshOptions extends CallOptions, CapacityOptions, CheckpointOptions {
  /** Only count the rows that lack something: nothing is written, and nothing read from S3. Default: false. */
  readonly dryRun?: boolean;
  /** Ends the run; the result says where to go on. */
  readonly signal?: AbortSignal;
  /** Told after every page of rows. What it throws ends the run. */
  readonly onProgress?: (progress: RefreshProgress) => void;
}

type Outcome = 'itemsRefreshed' | 'itemsCurrent' | 'itemsSkipped';

/** One run that has archived rows keep what today's declarations and live indexes ask them to. */
export class RefreshRun {
  readonly #context: ArchiveContext;
  readonly #options: RefreshOptions;
  readonly #limiter: Limiter;
  readonly #reads: CapacityBudget;
  readonly #writes: CapacityBudget;
  readonly #checkpoints: RunCheckpoints;
  readonly #failures = new FailureWatch();
  /** What live indexes and expiry need of each table's rows. */
  readonly #needed = new Map<TableSchema, readonly string[]>();
  readonly #errors = new FirstOnes<RefreshFailure>();
  readonly #counts = { itemsProcessed: 0, itemsRefreshed: 0, itemsCurrent: 0, itemsSkipped: 0 };

  constructor(context: ArchiveContext, options: RefreshOptions) {
    checkCapacityOptions(options, 'refreshPointers()');
    this.#context = context;
    this.#options = options;
    this.#limiter = new Limiter(context.config.concurrency);
    ({ reads: this.#reads, writes: this.#writes } = budgetsOf(options, context.config.limits));
    this.#checkpoints = new RunCheckpoints('refreshPointers()', options, options.dryRun);
  }

  async run(): Promise<RefreshResult> {
    const started = performance.now();
    const { signal, onProgress, dryRun = false } = this.#options;
    const resumeFrom = await this.#checkpoints.begin();
    const hasBegun = await this.#lookAtTables(signal);
    const checkpoint = hasBegun
      ? await walkArchivedRows(this.#context, {
          job: 'refreshPointers',
          dryRun,
          resumeFrom,
          signal,
          reads: this.#reads,
          handle: (table, rows, stop) => this.#refreshRows(table, rows, stop),
          onCheckpoint: async reached => {
            await this.#checkpoints.moved(reached);
            onProgress?.({ ...this.#counts, errorCount: this.#errors.count, checkpoint: reached });
          },
        })
      : resumeFrom;
    const complete = hasBegun && checkpoint === undefined;
    await this.#checkpoints.end(checkpoint, complete);
    const durationMs = performance.now() - started;
    return Object.freeze({
      dryRun,
      ...this.#counts,
      errors: this.#errors.list,
      errorCount: this.#errors.count,
      durationMs,
      complete,
      checkpoint,
    });
  }

  /** `false`: it was aborted. */
  async #lookAtTables(signal: AbortSignal | undefined): Promise<boolean> {
    try {
      for (const table of hybridTables(this.#context)) {
        this.#needed.set(table, (await describeLiveTable(this.#context.wire, table, signal)).neededAttributes);
      }
      return true;
    } catch (error) {
      if (signal?.aborted) return false;
      throw error;
    }
  }

  async #refreshRows(table: TableSchema, rows: readonly Row[], signal: AbortSignal): Promise<void> {
    await eachItem(rows, {
      limiter: this.#limiter,
      failures: this.#failures,
      signal,
      step: async row => {
        const outcome = await this.#refreshRow(table, row, signal);
        if (outcome === 'itemsRefreshed') this.#failures.passed();
        this.#counts.itemsProcessed += 1;
        this.#counts[outcome] += 1;
      },
      failed: (row, cause) => {
        this.#counts.itemsProcessed += 1;
        this.#errors.add({ table: table.tableName, key: rowKey(table, row), cause });
      },
    });
  }

  async #refreshRow(table: TableSchema, row: Row, signal: AbortSignal): Promise<Outcome> {
    const { wire, reader, entities } = this.#context;
    const entity = entities.ofRow(table, row);
    const pointer = decodePointer(row);
    if (!entity || !pointer) return 'itemsSkipped';
    const wanted = entity.kept.with(this.#needed.get(table) ?? []);
    const told = toldKept(pointer, entity.kept);
    if (told && wanted.names.every(name => told.has(name))) return 'itemsCurrent';
    if (this.#options.dryRun) return 'itemsRefreshed';
    const context = { table, entityOf: (each: ReadonlyRow) => entities.ofRow(table, each), keepsS3Key: false, signal };
    try {
      const whole = await readArchived(reader, context, row);
      if (!whole || wanted.names.every(name => whole.kept.has(name))) return 'itemsCurrent';
      const gained = Object.fromEntries(Object.entries(whole.body).filter(([name]) => wanted.has(name) && !whole.kept.has(name)));
      const fresh = refreshedPointer(pointer, whole.kept.with(wanted.names), whole.body);
      return await this.#send(refreshInput(table, row, gained, fresh), { ...row, ...gained }, fresh, signal);
    } catch (error) {
      if (!(error instanceof PointerReadError)) throw error;
      const current = await readRow(wire, table, row, signal, this.#reads);
      if (!current || !hasSamePointer(row, current, pointerAttributes(row))) return 'itemsSkipped';
      throw hydrationFailure(error, row, table, reader.objects.bucketName);
    }
  }

  async #send(input: UpdateItemCommandInput, row: Row, fresh: AttributeValue, signal: AbortSignal): Promise<Outcome> {
    const updated = await new RunUpdates(this.#context.wire, this.#writes, signal).send(input, writeUnits(rowBytes(row)));
    if (updated.kind === 'done') return 'itemsRefreshed';
    // An earlier send, whose answer was lost, may have landed.
    const landed = updated.row?.[ARCHIVE_ATTRIBUTE];
    return landed && rowsEqual({ pointer: landed }, { pointer: fresh }) ? 'itemsRefreshed' : 'itemsSkipped';
  }
}
