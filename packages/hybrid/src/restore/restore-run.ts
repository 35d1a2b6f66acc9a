import { type AnyBoundKey, type CallOptions, ConfigurationError, InvalidOffsetError } from '@tempest-ts/tempest';
import { type BoundDb, loadTargets, type Row, rowKey, type TableSchema } from '@tempest-ts/tempest/extend';
import type { CapacityBudget } from '../control/capacity-budget.js';
import { budgetsOf, type CapacityOptions, checkCapacityOptions } from '../control/capacity-options.js';
import { DAY_MS } from '../duration.js';
import { CheckpointError } from '../errors.js';
import { Limiter } from '../hydrate/limiter.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import { beginRun } from '../walk/begin-run.js';
import { eachItem } from '../walk/each-item.js';
import { FailureWatch } from '../walk/failure-watch.js';
import { persistently } from '../walk/persistently.js';
import { readRow } from '../walk/read-row.js';
import { type CheckpointOptions, RunCheckpoints } from '../walk/run-checkpoints.js';
import { runSignal } from '../walk/run-signal.js';
import { walkArchivedRows } from '../walk/walk-archived-rows.js';
import { ItemRestorer } from './item-restorer.js';
import { RestoreReport } from './restore-report.js';
import type { RestoreProgress, RestoreResult } from './restore-result.js';
import type { ResolvedTarget } from './restore-target.js';
import { rowsOfCondition } from './rows-of-condition.js';

/** Options of `restore`. */
export interface RestoreOptions extends CallOptions, CapacityOptions, CheckpointOptions {
  /**
   * The time before which no run archives the items again, whatever their age. It lasts until an item's next `save`, which makes it an item like any other. Where it is given, items of
   * keys and of a condition that are hot already stay until then as well, at a write each; `'all'` means what is archived. A later time that an item was held until before stands.
   * Default: restored items stay for 30 days from now, and hot ones are left as they are.
   */
  readonly notAgainBefore?: Date;
  /** Only tell what would be restored: nothing is written, and nothing read from S3. Default: false. */
  readonly dryRun?: boolean;
  /** Ends the run: items on their way arrive or stay, and the result says where to go on. */
  readonly signal?: AbortSignal;
  /** Told after every page of rows. What it throws ends the run. */
  readonly onProgress?: (progress: RestoreProgress) => void;
}

const JOB = 'restore';
/** The name of a condition's rows in the run's position. */
const CONDITION = 'condition';
const DEFAULT_HOLD_MS = 30 * DAY_MS;

type ConditionTarget = Extract<ResolvedTarget, { kind: 'condition' }>;

function otherCondition(cause: InvalidOffsetError): CheckpointError {
  return new CheckpointError(
    'other-run',
    'The checkpoint is that of a restore of another condition. Leave `resumeFrom` out, or clear its store, and the run begins anew.',
    { cause },
  );
}

function heldUntil({ notAgainBefore }: RestoreOptions, now: Date): Date {
  if (notAgainBefore === undefined) return new Date(now.getTime() + DEFAULT_HOLD_MS);
  if (notAgainBefore instanceof Date && !Number.isNaN(notAgainBefore.getTime())) return notAgainBefore;
  throw new ConfigurationError('restore(): `notAgainBefore` is a Date, such as new Date(Date.now() + 7 * 86_400_000).');
}

/** One run that brings archived items back. */
export class RestoreRun {
  readonly #context: ArchiveContext;
  readonly #db: BoundDb;
  readonly #options: RestoreOptions;
  readonly #report = new RestoreReport();
  readonly #limiter: Limiter;
  readonly #failures = new FailureWatch();
  readonly #reads: CapacityBudget;
  readonly #writes: CapacityBudget;
  readonly #checkpoints: RunCheckpoints;
  readonly #heldUntil: Date;

  constructor(context: ArchiveContext, db: BoundDb, options: RestoreOptions) {
    checkCapacityOptions(options, 'restore()');
    this.#context = context;
    this.#db = db;
    this.#options = options;
    this.#heldUntil = heldUntil(options, context.config.clock());
    this.#limiter = new Limiter(context.config.concurrency);
    ({ reads: this.#reads, writes: this.#writes } = budgetsOf(options, context.config.limits));
    this.#checkpoints = new RunCheckpoints('restore()', options, options.dryRun);
  }

  async run(target: ResolvedTarget): Promise<RestoreResult> {
    const started = performance.now();
    const complete = await this.#restore(target, runSignal(this.#options.signal));
    return this.#report.result({ dryRun: this.#options.dryRun ?? false, durationMs: performance.now() - started, complete });
  }

  async #restore(target: ResolvedTarget, signal: AbortSignal): Promise<boolean> {
    const { notAgainBefore, dryRun = false } = this.#options;
    const restorer = new ItemRestorer({
      context: this.#context,
      reads: this.#reads,
      writes: this.#writes,
      heldUntil: this.#heldUntil,
      holdsHot: target.kind !== 'all' && notAgainBefore !== undefined,
      dryRun,
    });
    if (target.kind === 'keys') return this.#restoreKeys(restorer, target.keys, signal);
    const resumeFrom = await this.#checkpoints.begin();
    this.#report.checkpoint = resumeFrom;
    const left = target.kind === 'all' ? await this.#restoreAll(restorer, signal) : await this.#restoreCondition(restorer, target, signal);
    this.#report.checkpoint = left;
    await this.#checkpoints.end(left, left === undefined);
    return left === undefined;
  }

  #restoreAll(restorer: ItemRestorer, signal: AbortSignal): Promise<string | undefined> {
    return walkArchivedRows(this.#context, {
      job: JOB,
      dryRun: this.#options.dryRun,
      resumeFrom: this.#checkpoints.reached,
      signal,
      reads: this.#reads,
      handle: (table, rows, stop) => this.#restoreRows(restorer, table, rows, stop),
      onCheckpoint: checkpoint => this.#progress(checkpoint),
    });
  }

  /** Returns where to go on after an abort. */
  async #restoreCondition(restorer: ItemRestorer, { view, condition }: ConditionTarget, signal: AbortSignal): Promise<string | undefined> {
    const { wire } = this.#context;
    const { capacity, dryRun } = this.#options;
    const { table, name } = view.schema;
    const resumeFrom = this.#checkpoints.reached;
    const position = beginRun(this.#context, { job: JOB, about: { view: [table.name, name] }, dryRun, resumeFrom });
    const reads = this.#reads;
    const request = { operation: 'Query', table: table.tableName, signal, throttled: () => reads.throttled() };
    const read = (after: string | undefined) => reads.spend(0, signal, () => rowsOfCondition(view, condition, after, { signal, capacity }));
    for (let { done, after } = position.list(CONDITION); !done; ) {
      if (signal.aborted) return String(position);
      const page = await persistently(wire, request, () => read(after)).catch(error => {
        if (signal.aborted) return undefined;
        throw error instanceof InvalidOffsetError ? otherCondition(error) : error;
      });
      if (!page) return String(position);
      const wanted = page.rows.filter(row => restorer.wants(table, row));
      await this.#restoreRows(restorer, table, wanted, signal);
      if (signal.aborted) return String(position);
      after = page.offset;
      done = after === undefined;
      position.setList(CONDITION, { done, after });
      await this.#progress(String(position));
    }
    return undefined;
  }

  async #restoreKeys(restorer: ItemRestorer, keys: Iterable<AnyBoundKey>, signal: AbortSignal): Promise<boolean> {
    const { resumeFrom, checkpoints } = this.#options;
    if (resumeFrom !== undefined || checkpoints !== undefined) {
      const option = checkpoints === undefined ? 'resumeFrom' : 'checkpoints';
      throw new ConfigurationError(`restore(): \`${option}\` does not go with keys. Pass the keys that are left.`);
    }
    const targets = loadTargets(this.#db, keys).flatMap(({ key, views: [view] }) => (view ? [{ key, table: view.schema.table }] : []));
    await eachItem(targets, {
      limiter: this.#limiter,
      failures: this.#failures,
      signal,
      step: async ({ key, table }) =>
        this.#restoreRow(restorer, table, key, await readRow(this.#context.wire, table, key, signal, this.#reads), signal),
      failed: ({ key, table }, cause) => this.#failed(table, key, cause),
    });
    if (signal.aborted) return false;
    this.#options.onProgress?.(this.#report.progress());
    return true;
  }

  async #restoreRows(restorer: ItemRestorer, table: TableSchema, rows: readonly Row[], signal: AbortSignal): Promise<void> {
    await eachItem(rows, {
      limiter: this.#limiter,
      failures: this.#failures,
      signal,
      step: row => this.#restoreRow(restorer, table, row, row, signal),
      failed: (row, cause) => this.#failed(table, row, cause),
    });
  }

  async #restoreRow(restorer: ItemRestorer, table: TableSchema, key: Row, row: Row | undefined, signal: AbortSignal): Promise<void> {
    const outcome = await restorer.restore(table, row, signal);
    if (outcome.kind === 'restored') this.#failures.passed();
    this.#report.item(table.tableName, this.#context.entities.ofRow(table, row ?? key)?.schema.name, outcome);
  }

  #failed(table: TableSchema, row: Row, cause: unknown): void {
    const entity = this.#context.entities.ofRow(table, row)?.schema.name;
    const failure = { table: table.tableName, entity, key: rowKey(table, row), cause };
    this.#report.item(table.tableName, entity, { kind: 'failed', failure });
  }

  async #progress(checkpoint: string): Promise<void> {
    this.#report.checkpoint = checkpoint;
    await this.#checkpoints.moved(checkpoint);
    this.#options.onProgress?.(this.#report.progress());
  }
}
