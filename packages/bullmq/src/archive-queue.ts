import { ConfigurationError, type HybridOperations } from '@tempest-ts/hybrid';
import { type AttemptOptions, addRun, JOBS_KEPT, retryOptions } from './add-run.js';
import { type ArchiveRunReport, PLAN_JOB } from './archive-jobs.js';
import { type OpenQueue, openQueue, type QueueOptions, queuePlace } from './open-queue.js';
import { type PlanJobOptions, storePlanOptions } from './plan-options.js';

/** Options of an `ArchiveQueue`. */
export interface ArchiveQueueOptions extends QueueOptions, AttemptOptions {}

/** When scheduled runs begin: a cron pattern, or every so many milliseconds. */
export type ArchiveSchedule = (
  | { readonly pattern: string; readonly timeZone?: string | undefined; readonly everyMs?: undefined }
  | { readonly everyMs: number; readonly pattern?: undefined; readonly timeZone?: undefined }
) &
  PlanJobOptions;

/** How far a run is. */
export interface ArchiveRunStatus {
  readonly run: string;
  /** `'unknown'`: the queue has no such run, or no longer: it keeps the newest hundred. `'failed'`: its report could not be made, though its shards were done. */
  readonly state: 'running' | 'done' | 'failed' | 'unknown';
  /** Shards that are done, those that were given up among them, and those that are not. */
  readonly shards: { readonly done: number; readonly left: number };
  /** What it did, once it is done. */
  readonly report: ArchiveRunReport | undefined;
}

/** The one scheduler of a queue. */
const SCHEDULER = 'scheduled-run';

/**
 * Begins archive runs that the queue's workers do, at once or by a schedule. What it adds survives restarts of Redis as far as Redis' own persistence does; a run that is lost there loses no
 * item, and the next run does its work.
 *
 * @example
 * const queue = new ArchiveQueue(db, { connection: { host: 'redis', port: 6379 } });
 * const run = await queue.start();
 * await queue.schedule({ pattern: '0 3 * * *', timeZone: 'UTC' });
 */
export class ArchiveQueue {
  readonly #db: Pick<HybridOperations, 'planShards'>;
  readonly #open: OpenQueue;
  readonly #attempts: AttemptOptions;

  constructor(db: Pick<HybridOperations, 'planShards'>, options: ArchiveQueueOptions) {
    const { attempts, backoffMs } = options;
    this.#db = db;
    this.#attempts = { attempts, backoffMs };
    // The call that meets a broken connection says so.
    this.#open = openQueue(queuePlace(options), () => {});
  }

  /**
   * Plans a run now and adds its shards to the queue, all or none.
   *
   * @returns the run's id; `undefined` where no table holds anything that may be archived
   * @throws what `planShards` throws, and BullMQ's errors where Redis cannot be reached
   */
  async start(options: PlanJobOptions = {}): Promise<string | undefined> {
    return addRun(this.#open, await this.#db.planShards(options), this.#attempts);
  }

  /**
   * Has runs begin by themselves from now on, in place of the schedule before. One that is due while another is not over is left out.
   *
   * @throws ConfigurationError
   */
  async schedule(schedule: ArchiveSchedule): Promise<void> {
    const { pattern, timeZone, everyMs, ...options } = schedule;
    if ((pattern === undefined) === (everyMs === undefined)) {
      throw new ConfigurationError('schedule() needs either `pattern`, a cron pattern such as `0 3 * * *`, or `everyMs`, and not both.');
    }
    if (everyMs !== undefined && !(Number.isSafeInteger(everyMs) && everyMs > 0)) {
      throw new ConfigurationError(`schedule(): everyMs is a number of milliseconds above zero, and not ${everyMs}.`);
    }
    const repeat = pattern === undefined ? { every: everyMs } : { pattern, ...(timeZone !== undefined && { tz: timeZone }) };
    await this.#open.queue.upsertJobScheduler(SCHEDULER, repeat, {
      name: PLAN_JOB,
      data: { options: storePlanOptions(options) },
      opts: { ...retryOptions(this.#attempts), removeOnComplete: true, removeOnFail: { count: JOBS_KEPT } },
    });
  }

  /** Ends the schedule. Runs that have begun go on. */
  async unschedule(): Promise<void> {
    await this.#open.queue.removeJobScheduler(SCHEDULER);
  }

  /** How far a run is, and what it did. */
  async status(run: string): Promise<ArchiveRunStatus> {
    const job = await this.#open.queue.getJob(run);
    if (!job) return { run, state: 'unknown', shards: { done: 0, left: 0 }, report: undefined };
    const {
      processed = 0,
      unprocessed = 0,
      ignored = 0,
    } = await job.getDependenciesCount({ processed: true, unprocessed: true, ignored: true });
    const shards = { done: processed + ignored, left: unprocessed };
    const report = job.returnvalue as ArchiveRunReport | null | undefined;
    if (report) return { run, state: 'done', shards, report };
    return { run, state: (await job.isFailed()) ? 'failed' : 'running', shards, report: undefined };
  }

  /** Closes its connections to Redis; a client that was handed in stays open. */
  async close(): Promise<void> {
    await this.#open.close();
  }
}
