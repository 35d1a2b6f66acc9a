import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { CallOptions } from '@tempest-ts/tempest';
import {
  compare,
  literal,
  NOT_BEFORE_ATTRIBUTE,
  Placeholders,
  path,
  type Row,
  renderCondition,
  rowBytes,
  rowKey,
  type TableSchema,
} from '@tempest-ts/tempest/extend';
import type { CapacityBudget } from '../control/capacity-budget.js';
import { budgetsOf, type CapacityOptions, checkCapacityOptions } from '../control/capacity-options.js';
import { Limiter } from '../hydrate/limiter.js';
import { writeUnits } from '../price/item-footprint.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import { eachItem } from '../walk/each-item.js';
import { FailureWatch } from '../walk/failure-watch.js';
import { FirstOnes } from '../walk/first-ones.js';
import { type CheckpointOptions, RunCheckpoints } from '../walk/run-checkpoints.js';
import { RunUpdates } from '../walk/run-updates.js';
import { walkRows } from '../walk/walk-rows.js';
import type { ReleaseFailure, ReleaseProgress, ReleaseResult } from './release-result.js';

/** Options of `releaseRestored`. */
export interface ReleaseOptions extends CallOptions, CapacityOptions, CheckpointOptions {
  /** Only count the rows that have a mark: nothing is written. Default: false. */
  readonly dryRun?: boolean;
  /** Ends the run; the result says where to go on. */
  readonly signal?: AbortSignal;
  /** Told after every page of rows. What it throws ends the run. */
  readonly onProgress?: (progress: ReleaseProgress) => void;
}

/** The request that takes a row's mark away, where it still is the one that was read: who restores meanwhile sets another. */
function releaseInput(table: TableSchema, row: Row): UpdateItemCommandInput {
  const placeholders = new Placeholders();
  const name = placeholders.name(NOT_BEFORE_ATTRIBUTE);
  const same = compare('eq', path(NOT_BEFORE_ATTRIBUTE), literal(row[NOT_BEFORE_ATTRIBUTE] ?? { NULL: true }));
  return {
    TableName: table.tableName,
    Key: rowKey(table, row),
    UpdateExpression: `REMOVE ${name}`,
    ConditionExpression: renderCondition(same, placeholders),
    ExpressionAttributeNames: placeholders.names,
    ExpressionAttributeValues: placeholders.values,
  };
}

/** One run that takes away the marks of restored rows. */
export class ReleaseRun {
  readonly #context: ArchiveContext;
  readonly #options: ReleaseOptions;
  readonly #limiter: Limiter;
  readonly #reads: CapacityBudget;
  readonly #writes: CapacityBudget;
  readonly #checkpoints: RunCheckpoints;
  readonly #failures = new FailureWatch();
  readonly #errors = new FirstOnes<ReleaseFailure>();
  readonly #counts = { itemsProcessed: 0, itemsReleased: 0, itemsSkipped: 0 };

  constructor(context: ArchiveContext, options: ReleaseOptions) {
    checkCapacityOptions(options, 'releaseRestored()');
    this.#context = context;
    this.#options = options;
    this.#limiter = new Limiter(context.config.concurrency);
    ({ reads: this.#reads, writes: this.#writes } = budgetsOf(options, context.config.limits));
    this.#checkpoints = new RunCheckpoints('releaseRestored()', options, options.dryRun);
  }

  async run(): Promise<ReleaseResult> {
    const started = performance.now();
    const { signal, onProgress, dryRun = false } = this.#options;
    const resumeFrom = await this.#checkpoints.begin();
    const checkpoint = await walkRows(this.#context, {
      rows: 'held',
      job: 'releaseRestored',
      dryRun,
      resumeFrom,
      signal,
      reads: this.#reads,
      handle: (table, rows, stop) => this.#releaseRows(table, rows, stop),
      onCheckpoint: async reached => {
        await this.#checkpoints.moved(reached);
        onProgress?.({ ...this.#counts, errorCount: this.#errors.count, checkpoint: reached });
      },
    });
    await this.#checkpoints.end(checkpoint, checkpoint === undefined);
    return Object.freeze({
      dryRun,
      ...this.#counts,
      errors: this.#errors.list,
      errorCount: this.#errors.count,
      durationMs: performance.now() - started,
      complete: checkpoint === undefined,
      checkpoint,
    });
  }

  async #releaseRows(table: TableSchema, rows: readonly Row[], signal: AbortSignal): Promise<void> {
    const updates = new RunUpdates(this.#context.wire, this.#writes, signal);
    await eachItem(rows, {
      limiter: this.#limiter,
      failures: this.#failures,
      signal,
      step: async row => {
        const outcome = this.#options.dryRun ? 'itemsReleased' : await this.#release(updates, table, row);
        this.#failures.passed();
        this.#counts.itemsProcessed += 1;
        this.#counts[outcome] += 1;
      },
      failed: (row, cause) => {
        this.#counts.itemsProcessed += 1;
        this.#errors.add({ table: table.tableName, key: rowKey(table, row), cause });
      },
    });
  }

  async #release(updates: RunUpdates, table: TableSchema, row: Row): Promise<'itemsReleased' | 'itemsSkipped'> {
    const updated = await updates.send(releaseInput(table, row), writeUnits(rowBytes(row)));
    if (updated.kind === 'done') return 'itemsReleased';
    // An earlier send, whose answer was lost, may have landed.
    return updated.resent && updated.row && updated.row[NOT_BEFORE_ATTRIBUTE] === undefined ? 'itemsReleased' : 'itemsSkipped';
  }
}
