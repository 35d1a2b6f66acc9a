import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { CallOptions } from '@tempest-ts/tempest';
import {
  compare,
  literal,
  NOT_BEFORE_ATTRIBUTE,
  Placeholders,
  path,
  type Row,
  renderCondition,
  rowKey,
  send,
  type TableSchema,
} from '@tempest-ts/tempest/extend';
import { Limiter } from '../hydrate/limiter.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import { eachItem } from '../walk/each-item.js';
import { FailureWatch } from '../walk/failure-watch.js';
import { FirstOnes } from '../walk/first-ones.js';
import { walkRows } from '../walk/walk-rows.js';
import type { ReleaseFailure, ReleaseProgress, ReleaseResult } from './release-result.js';

/** Options of `releaseRestored`. */
export interface ReleaseOptions extends CallOptions {
  /** Only count the rows that have a mark: nothing is written. Default: false. */
  readonly dryRun?: boolean;
  /** The checkpoint of an earlier call: go on there. */
  readonly resumeFrom?: string | undefined;
  /** Ends the run; the result says where to go on. */
  readonly signal?: AbortSignal;
  /** Told after every page of rows. What it throws ends the run. */
  readonly onProgress?: (progress: ReleaseProgress) => void;
}

/** The request that takes a row's mark away, where it still is the one that was read: who restores meanwhile sets another. */
function releaseInput(table: TableSchema, row: Row) {
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
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** One run that takes away the marks of restored rows. */
export class ReleaseRun {
  readonly #context: ArchiveContext;
  readonly #options: ReleaseOptions;
  readonly #limiter: Limiter;
  readonly #failures = new FailureWatch();
  readonly #errors = new FirstOnes<ReleaseFailure>();
  readonly #counts = { itemsProcessed: 0, itemsReleased: 0, itemsSkipped: 0 };

  constructor(context: ArchiveContext, options: ReleaseOptions) {
    this.#context = context;
    this.#options = options;
    this.#limiter = new Limiter(context.config.concurrency);
  }

  async run(): Promise<ReleaseResult> {
    const started = performance.now();
    const { signal, resumeFrom, onProgress, dryRun = false } = this.#options;
    const checkpoint = await walkRows(this.#context, {
      rows: 'held',
      job: 'releaseRestored',
      resumeFrom,
      signal,
      handle: (table, rows, stop) => this.#releaseRows(table, rows, stop),
      onCheckpoint: reached => onProgress?.({ ...this.#counts, errorCount: this.#errors.count, checkpoint: reached }),
    });
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
    await eachItem(rows, {
      limiter: this.#limiter,
      failures: this.#failures,
      signal,
      step: async row => {
        const outcome = this.#options.dryRun ? 'itemsReleased' : await this.#release(table, row);
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

  async #release(table: TableSchema, row: Row): Promise<'itemsReleased' | 'itemsSkipped'> {
    const { wire } = this.#context;
    try {
      await send(wire, { operation: 'UpdateItem', table: table.tableName, writes: true }, releaseInput(table, row), (sent, options) =>
        wire.client.send(new UpdateItemCommand(sent), options),
      );
      return 'itemsReleased';
    } catch (error) {
      const failed = (error as { readonly cause?: { readonly name?: string } }).cause; // told by its name
      if (failed?.name !== 'ConditionalCheckFailedException') throw error;
      return 'itemsSkipped';
    }
  }
}
