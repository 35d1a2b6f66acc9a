import type { BatchObservableResult, Meter, ObservableGauge } from '@opentelemetry/api';
import type { HealthOptions, HealthReport } from '@tempest-ts/hybrid';
import { DB_COLLECTION, ENTITY, S3_BUCKET } from './attributes.js';
import { SECOND_MS } from './duration.js';

/** What is watched: a hybrid database. */
export interface Watched {
  health(options?: HealthOptions): Promise<HealthReport>;
}

/** Options of `watch`. */
export interface WatchOptions {
  /** Milliseconds for which a report serves: collections that come sooner ask no store. Default: 10,000. */
  readonly maxAgeMs?: number | undefined;
  /** Milliseconds that a store is given to answer. Default: 2,000. */
  readonly timeoutMs?: number | undefined;
}

const DEFAULT_MAX_AGE_MS = 10_000;
const STORE = 'tempest.store';

/** Observes what `health()` tells, whenever metrics are collected. */
export class HealthMetrics {
  readonly #db: Watched;
  readonly #options: WatchOptions;
  readonly #reachable: ObservableGauge;
  readonly #lag: ObservableGauge;
  readonly #overdue: ObservableGauge;
  readonly #lastRun: ObservableGauge;
  readonly #lastRunComplete: ObservableGauge;
  #report: { readonly at: number; readonly report: Promise<HealthReport> } | undefined;

  constructor(meter: Meter, db: Watched, options: WatchOptions) {
    this.#db = db;
    this.#options = options;
    const gauge = (name: string, unit: string, description: string): ObservableGauge =>
      meter.createObservableGauge(name, { unit, description });
    this.#reachable = gauge('tempest.store.reachable', '1', 'Whether a store answers this process for a table or a bucket: 1 or 0');
    this.#lag = gauge('tempest.archive.lag', 's', 'Age of the oldest item that should be archived and is not; 0 where there is none');
    this.#overdue = gauge('tempest.archive.overdue', 's', 'How long that item has been old enough');
    this.#lastRun = gauge('tempest.archive.last_run.time', 's', 'When the last run over a table ended, in seconds since 1970');
    this.#lastRunComplete = gauge('tempest.archive.last_run.complete', '1', 'Whether that run read the table to its end: 1 or 0');
  }

  /** Begins to observe. Returns what ends it. */
  start(meter: Meter): () => void {
    const gauges = [this.#reachable, this.#lag, this.#overdue, this.#lastRun, this.#lastRunComplete];
    const callback = (result: BatchObservableResult): Promise<void> => this.#observe(result);
    meter.addBatchObservableCallback(callback, gauges);
    return () => meter.removeBatchObservableCallback(callback, gauges);
  }

  async #observe(result: BatchObservableResult): Promise<void> {
    const { dynamoDb, s3, archive } = await this.#fresh();
    // By table and bucket: another database of this process has others.
    for (const { table, reachable } of dynamoDb.tables)
      result.observe(this.#reachable, reachable ? 1 : 0, { [STORE]: 'dynamodb', [DB_COLLECTION]: table });
    result.observe(this.#reachable, s3.reachable ? 1 : 0, { [STORE]: 's3', [S3_BUCKET]: s3.bucketName });
    for (const { table, entity, ageMs, overdueMs } of archive.lag) {
      const about = { [DB_COLLECTION]: table, [ENTITY]: entity };
      result.observe(this.#lag, ageMs / SECOND_MS, about);
      result.observe(this.#overdue, overdueMs / SECOND_MS, about);
    }
    for (const { table, endedAt, complete } of archive.lastRuns) {
      result.observe(this.#lastRun, endedAt.getTime() / SECOND_MS, { [DB_COLLECTION]: table });
      result.observe(this.#lastRunComplete, complete ? 1 : 0, { [DB_COLLECTION]: table });
    }
  }

  #fresh(): Promise<HealthReport> {
    const { maxAgeMs = DEFAULT_MAX_AGE_MS, timeoutMs } = this.#options;
    const now = performance.now();
    if (!this.#report || now - this.#report.at > maxAgeMs) {
      const report = this.#db.health(timeoutMs === undefined ? {} : { timeoutMs });
      this.#report = { at: now, report };
    }
    return this.#report.report;
  }
}
