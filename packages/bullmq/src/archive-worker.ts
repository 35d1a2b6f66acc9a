import type { HybridOperations } from '@tempest-ts/hybrid';
import { type Job, Worker } from 'bullmq';
import type { AttemptOptions } from './add-run.js';
import { type ArchiveJobData, type ArchiveRunReport, PLAN_JOB, REPORT_JOB, SHARD_JOB } from './archive-jobs.js';
import { UnknownJobError } from './errors.js';
import { type OpenQueue, openQueue, type QueueOptions, queuePlace } from './open-queue.js';
import { processPlan } from './plan-job.js';
import { processReport, removeFailed } from './report-job.js';
import { processShard, type ShardJobOptions } from './shard-job.js';

/** Options of an `ArchiveWorker`. Limits are those of each shard: of a capacity, give each shard that runs at once, on any machine, its part. */
export interface ArchiveWorkerOptions extends QueueOptions, AttemptOptions, ShardJobOptions {
  /** Shards that this process does at once. One keeps a core busy. Default: 1 */
  readonly concurrency?: number | undefined;
  /** Milliseconds after which a worker that no longer says it is alive is taken for dead, and its shard given to another. Default: 30,000 */
  readonly lockMs?: number | undefined;
  /** Times that the worker of one shard may die before the shard is given up: as for a shard that kills whoever takes it. Default: 20 */
  readonly maxDeaths?: number | undefined;
  /** Told what a run did, when its last shard is done. What it throws has the report made again. */
  readonly onRun?: ((report: ArchiveRunReport) => void | Promise<void>) | undefined;
  /** Told what goes wrong: a shard's attempt that failed, Redis that cannot be reached. Default: nobody is told, and attempts and connections are made again all the same. */
  readonly onError?: ((error: Error) => void) | undefined;
}

const DEFAULT_LOCK_MS = 30_000;
const DEFAULT_MAX_DEATHS = 20;

/**
 * Does the shards of archive runs, one process of any number. It begins at once; one that is killed loses nothing: its shard goes on elsewhere, from its last checkpoint.
 *
 * @example
 * const worker = new ArchiveWorker(db, { connection: { host: 'redis', port: 6379 }, onError: error => log.error(error) });
 * process.once('SIGTERM', () => worker.close());
 */
export class ArchiveWorker {
  readonly #db: Pick<HybridOperations, 'planShards' | 'archiveShard' | 'recordRun'>;
  readonly #options: ArchiveWorkerOptions;
  readonly #worker: Worker<ArchiveJobData>;
  readonly #open: OpenQueue;
  /** Of the shards that are being done, by their jobs' ids. */
  readonly #underWay = new Map<string, AbortController>();
  readonly #closing = new AbortController();

  constructor(db: Pick<HybridOperations, 'planShards' | 'archiveShard' | 'recordRun'>, options: ArchiveWorkerOptions) {
    const { concurrency = 1, lockMs = DEFAULT_LOCK_MS, maxDeaths = DEFAULT_MAX_DEATHS } = options;
    const place = queuePlace(options);
    const onError = (error: Error): void => options.onError?.(error);
    this.#db = db;
    this.#options = options;
    this.#open = openQueue(place, onError);
    this.#worker = new Worker<ArchiveJobData>(place.queueName, (job, token) => this.#process(job, token), {
      ...place.base,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      maxStalledCount: maxDeaths,
    });
    this.#worker.on('error', onError);
    this.#worker.on('failed', (_job, error) => onError(error));
    // Another worker has the shard by now, or soon: to go on would only cost twice.
    this.#worker.on('lockRenewalFailed', ids => {
      for (const id of ids) this.#underWay.get(id)?.abort();
    });
  }

  /** Resolves when it is connected and takes shards. */
  async ready(): Promise<void> {
    await this.#worker.waitUntilReady();
  }

  /** Stops: shards under way go back to the queue with their checkpoints. Resolves when that is done and the connections are closed; a client that was handed in stays open. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#worker.close();
    await this.#open.close();
  }

  async #process(job: Job, token: string | undefined): Promise<unknown> {
    if (job.name === PLAN_JOB) return processPlan(this.#db, job, this.#open, this.#options);
    if (job.name === SHARD_JOB) return this.#processShard(job, token);
    if (job.name !== REPORT_JOB) throw new UnknownJobError(job.name);
    const { queue } = this.#open;
    const report = await processReport(this.#db, job, queue);
    await this.#options.onRun?.(report);
    await removeFailed(report, queue);
    return report;
  }

  async #processShard(job: Job, token: string | undefined): Promise<unknown> {
    const id = job.id ?? '';
    const lost = new AbortController();
    this.#underWay.set(id, lost);
    const { readCapacityPerSecond, writeCapacityPerSecond, maxItems, maxFraction, capacity, onProgress, onItem } = this.#options;
    const options = { readCapacityPerSecond, writeCapacityPerSecond, maxItems, maxFraction, capacity, onProgress, onItem };
    try {
      return await processShard(this.#db, job, token, options, AbortSignal.any([lost.signal, this.#closing.signal]));
    } finally {
      this.#underWay.delete(id);
    }
  }
}
