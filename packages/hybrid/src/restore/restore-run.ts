import { type AnyBoundKey, type CallOptions, ConfigurationError } from '@tempest-ts/tempest';
import { type BoundDb, loadTargets, type Row, rowBytes, rowKey, type TableSchema } from '@tempest-ts/tempest/extend';
import { CapacityBudget } from '../control/capacity-budget.js';
import { DAY_MS } from '../duration.js';
import { isArchivedRow } from '../hydrate/is-archived-row.js';
import { Limiter } from '../hydrate/limiter.js';
import { readAgain } from '../hydrate/read-again.js';
import { restoreRow } from '../hydrate/restore-row.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import { eachItem } from '../walk/each-item.js';
import { FailureWatch } from '../walk/failure-watch.js';
import { runSignal } from '../walk/run-signal.js';
import { walkArchivedRows } from '../walk/walk-archived-rows.js';
import { RestoreReport } from './restore-report.js';
import type { RestoreProgress, RestoreResult } from './restore-result.js';
import type { ResolvedTarget } from './restore-target.js';
import { rowsOfCondition } from './rows-of-condition.js';

/** Options of `restore`. */
export interface RestoreOptions extends CallOptions {
  /**
   * The time before which no run archives the restored items again, whatever their age. It lasts until an item's next `save`, which makes it an item like
   * any other. Default: 30 days from now.
   */
  readonly notAgainBefore?: Date;
  /**
   * Write capacity units per second that the run may take, by the size of what it brings back and without indexes. Default: no limit; what DynamoDB throttles is sent again.
   */
  readonly writeCapacityPerSecond?: number;
  /** Only tell what would be restored: nothing is written, and nothing read from S3. Default: false. */
  readonly dryRun?: boolean;
  /** The checkpoint of an earlier call of the same target: go on there. Not for keys. */
  readonly resumeFrom?: string | undefined;
  /** Ends the run: items on their way arrive or stay, and the result says where to go on. */
  readonly signal?: AbortSignal;
  /** Told after every page of rows. What it throws ends the run. */
  readonly onProgress?: (progress: RestoreProgress) => void;
}

const DEFAULT_HOLD_MS = 30 * DAY_MS;
/** What one write unit covers, in bytes ("DynamoDB read and write operations"). */
const WRITE_UNIT_BYTES = 1024;

function heldUntil({ notAgainBefore }: RestoreOptions, now: Date): Date {
  if (notAgainBefore === undefined) return new Date(now.getTime() + DEFAULT_HOLD_MS);
  if (notAgainBefore instanceof Date && !Number.isNaN(notAgainBefore.getTime())) return notAgainBefore;
  throw new ConfigurationError('restore(): `notAgainBefore` is a Date, such as new Date(Date.now() + 7 * 86_400_000).');
}

function writeLimit({ writeCapacityPerSecond: limit }: RestoreOptions): number | undefined {
  if (limit === undefined || (Number.isFinite(limit) && limit > 0)) return limit;
  throw new ConfigurationError(`restore(): writeCapacityPerSecond is a number of capacity units above zero; it is ${limit}.`);
}

/** One run that brings archived items back. */
export class RestoreRun {
  readonly #context: ArchiveContext;
  readonly #db: BoundDb;
  readonly #options: RestoreOptions;
  readonly #heldUntil: Date;
  readonly #report = new RestoreReport();
  readonly #limiter: Limiter;
  readonly #failures = new FailureWatch();
  readonly #writes: CapacityBudget;

  constructor(context: ArchiveContext, db: BoundDb, options: RestoreOptions) {
    this.#context = context;
    this.#db = db;
    this.#options = options;
    this.#heldUntil = heldUntil(options, context.config.clock());
    this.#limiter = new Limiter(context.config.concurrency);
    this.#writes = new CapacityBudget(writeLimit(options));
    this.#report.checkpoint = options.resumeFrom;
  }

  async run(target: ResolvedTarget): Promise<RestoreResult> {
    const started = performance.now();
    const complete = await this.#restore(target, runSignal(this.#options.signal));
    return this.#report.result({ dryRun: this.#options.dryRun ?? false, durationMs: performance.now() - started, complete });
  }

  async #restore(target: ResolvedTarget, signal: AbortSignal): Promise<boolean> {
    if (target.kind === 'keys') return this.#restoreKeys(target.keys, signal);
    if (target.kind === 'condition') return this.#restoreCondition(target, signal);
    const { resumeFrom } = this.#options;
    const left = await walkArchivedRows(this.#context, {
      job: 'restore',
      resumeFrom,
      signal,
      handle: (table, rows, stop) => this.#restoreRows(table, rows, stop),
      onCheckpoint: checkpoint => this.#progress(checkpoint),
    });
    this.#report.checkpoint = left;
    return left === undefined;
  }

  async #restoreCondition({ view, condition }: Extract<ResolvedTarget, { kind: 'condition' }>, signal: AbortSignal): Promise<boolean> {
    const { resumeFrom } = this.#options;
    const { table } = view.schema;
    let offset = resumeFrom;
    do {
      if (signal.aborted) return false;
      const page = await rowsOfCondition(view, condition, offset, { signal, capacity: this.#options.capacity }).catch((error: unknown) => {
        if (signal.aborted) return undefined;
        throw error;
      });
      if (!page) return false;
      const archived = page.rows.filter(row => isArchivedRow(this.#context.entities, table, row));
      await this.#restoreRows(table, archived, signal);
      if (signal.aborted) return false;
      offset = page.offset;
      this.#progress(offset);
    } while (offset !== undefined);
    return true;
  }

  async #restoreKeys(keys: Iterable<AnyBoundKey>, signal: AbortSignal): Promise<boolean> {
    const { resumeFrom } = this.#options;
    if (resumeFrom !== undefined)
      throw new ConfigurationError('restore(): `resumeFrom` does not go with keys. Pass the keys that are left.');
    const { wire, entities } = this.#context;
    const targets = loadTargets(this.#db, keys).flatMap(({ key, views: [view] }) => (view ? [{ key, table: view.schema.table }] : []));
    await eachItem(targets, {
      limiter: this.#limiter,
      failures: this.#failures,
      signal,
      step: async ({ key, table }) => {
        const row = await readAgain(wire, table, key, { signal });
        if (row && isArchivedRow(entities, table, row)) await this.#restoreRow(table, row, signal);
        else this.#report.item(table.tableName, entities.ofRow(table, key)?.schema.name, { kind: 'skipped' });
      },
      failed: ({ key, table }, cause) => this.#failed(table, key, cause),
    });
    if (signal.aborted) return false;
    this.#progress(undefined);
    return true;
  }

  async #restoreRows(table: TableSchema, rows: readonly Row[], signal: AbortSignal): Promise<void> {
    await eachItem(rows, {
      limiter: this.#limiter,
      failures: this.#failures,
      signal,
      step: row => this.#restoreRow(table, row, signal),
      failed: (row, cause) => this.#failed(table, row, cause),
    });
  }

  async #restoreRow(table: TableSchema, row: Row, signal: AbortSignal): Promise<void> {
    const { wire, reader, entities } = this.#context;
    const entity = entities.ofRow(table, row)?.schema.name;
    const bytes = Number(row.s3Archive?.M?.b?.N ?? 0);
    if (this.#options.dryRun) {
      this.#report.item(table.tableName, entity, { kind: 'restored', bytes });
      return;
    }
    const units = Math.ceil((bytes + rowBytes(row)) / WRITE_UNIT_BYTES);
    await this.#writes.take(units, signal);
    signal.throwIfAborted();
    const pointers = { table, entityOf: (each: Row) => entities.ofRow(table, each), keepsS3Key: false, signal };
    const outcome = await restoreRow({ wire, reader, context: pointers, heldUntil: this.#heldUntil }, row, { table, signal });
    this.#writes.settle(units, units);
    this.#failures.passed();
    this.#report.item(table.tableName, entity, outcome === 'restored' ? { kind: 'restored', bytes } : { kind: 'skipped' });
  }

  #failed(table: TableSchema, row: Row, cause: unknown): void {
    const entity = this.#context.entities.ofRow(table, row)?.schema.name;
    const failure = { table: table.tableName, entity, key: rowKey(table, row), cause };
    this.#report.item(table.tableName, entity, { kind: 'failed', failure });
  }

  #progress(checkpoint: string | undefined): void {
    this.#report.checkpoint = checkpoint;
    this.#options.onProgress?.(this.#report.progress());
  }
}
