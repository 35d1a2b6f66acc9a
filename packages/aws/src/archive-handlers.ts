import {
  type ArchivalProgress,
  type ArchivalResult,
  type ArchivalSummary,
  ArchiveFractionError,
  type ArchiveShard,
  CheckpointError,
  ConfigurationError,
  type HybridOperations,
  type Logger,
  type PlanShardsOptions,
  sumArchivalResults,
  summarizeArchivalResult,
} from '@tempest-ts/hybrid';
import { checkToleratedItems, FAILED_ITEMS_ERROR, failedItems } from './failed-items.js';
import type { ArchiveEvent, ArchiveOutput, PlanEvent, PlanOutput, ReportEvent, ReportOutput, ShardLimits } from './handler-events.js';
import type { LambdaContext } from './lambda-context.js';
import { DEFAULT_DEADLINE_MARGIN_MS, lambdaDeadline } from './lambda-deadline.js';
import { rethrow } from './permanent-error.js';
import { RunFiles, type RunStatePlace } from './run-files.js';
import { SparseCheckpoints } from './sparse-checkpoints.js';

/** What of a hybrid database the handlers use. */
export type ArchiverDb = Pick<HybridOperations, 'archiveOldData' | 'archiveShard' | 'planShards' | 'recordRun'>;

/** Options of `createArchiveHandlers`. */
export interface ArchiveHandlersOptions {
  /** The database, or what makes it, once in each function's life and when it is first needed. */
  readonly db: ArchiverDb | (() => ArchiverDb | Promise<ArchiverDb>);
  readonly state: RunStatePlace;
  /** How runs are divided, and what moves; an execution's input may say otherwise. */
  readonly plan?: Omit<PlanShardsOptions, 'signal' | 'timeoutMs' | 'capacity'> | undefined;
  /** Limits of one worker, where the event names none. */
  readonly limits?: ShardLimits | undefined;
  /**
   * Called as each call of a shard begins, and with `undefined` for a run of `archiveTables`: what it returns is told how that call goes on, after every page. `() => telemetry.archiveProgress()`,
   * for example.
   */
  readonly onProgress?: ((shard: ArchiveShard | undefined) => ((progress: ArchivalProgress) => void) | undefined) | undefined;
  /** Told that `archiveTables` begins anew, as its checkpoint is of other declarations. Default: nobody is told. */
  readonly logger?: Pick<Logger, 'warn'> | undefined;
  /** Items that one run of `archiveTables` could not move, and left in DynamoDB, up to which it succeeds all the same. Default: 0. For the state machine its own option of this name holds. */
  readonly toleratedFailedItems?: number | undefined;
  /** Milliseconds before the end of an invocation at which a run stops by itself and leaves the rest to the next. Default: 40,000. */
  readonly deadlineMarginMs?: number | undefined;
}

/** Lambda handlers: three for the state machine, and one that does without. */
export interface ArchiveHandlers {
  /** Plans a run, and writes its shards to S3. */
  readonly plan: (event: PlanEvent | undefined, context: LambdaContext) => Promise<PlanOutput>;
  /** Archives one shard until its time is over. */
  readonly archive: (event: ArchiveEvent, context: LambdaContext) => Promise<ArchiveOutput>;
  /** Adds up what became of a run's shards, and records it for `health()`. */
  readonly report: (event: ReportEvent, context: LambdaContext) => Promise<ReportOutput>;
  /** A whole run in one invocation, for small tables on a schedule: what it does not get done, the next goes on with. */
  readonly archiveTables: (event: unknown, context: LambdaContext) => Promise<ArchivalSummary>;
}

/**
 * Lambda handlers that archive a database's old items. They keep shards, checkpoints and results in S3, so that an invocation may be killed at any time, run twice, or run beside others.
 *
 * @throws ConfigurationError
 * @example
 * export const { plan, archive, report } = createArchiveHandlers({ db: createDatabase, state: { client: s3, bucketName: 'my-app-state' } });
 */
export function createArchiveHandlers(options: ArchiveHandlersOptions): ArchiveHandlers {
  const { state, deadlineMarginMs: margin = DEFAULT_DEADLINE_MARGIN_MS, toleratedFailedItems = 0 } = options;
  if (!options.db || !state?.client || typeof state.bucketName !== 'string' || state.bucketName === '')
    throw new ConfigurationError("createArchiveHandlers(): { db, state: { client: an S3Client, bucketName: 'my-app-state' } }.");
  checkToleratedItems(toleratedFailedItems);
  const files = new RunFiles(state);
  const db = once(options.db);
  return Object.freeze({
    plan: guarded(async (event: PlanEvent | undefined) => {
      const shards = await (await db()).planShards({ ...options.plan, ...event?.plan });
      const [first] = shards;
      if (!first) throw new ConfigurationError('plan: the database has no table of archived entities. Mark one with @HybridTable.');
      const { run } = first;
      const shardsKey = await files.putShards(run, shards);
      return { run, shards: shards.length, bucket: files.bucketName, shardsKey, mapPrefix: files.keyOf(run, 'map') };
    }),

    archive: guarded(async ({ shard, limits }: ArchiveEvent, context: LambdaContext) => {
      const deadline = lambdaDeadline(context, margin);
      const archiver = await db();
      const checkpoint = new SparseCheckpoints(files.checkpoints(shard));
      const result = await archiver
        .archiveShard(shard, { ...options.limits, ...limits, checkpoint, deadline, onProgress: options.onProgress?.(shard) })
        .catch(async (error: unknown) => {
          // It moved something before it ended.
          if (error instanceof ArchiveFractionError)
            await files.putResult(shard, context.awsRequestId, summarizeArchivalResult({ ...error.result, shard }));
          throw error;
        });
      await checkpoint.flush();
      await files.putResult(shard, context.awsRequestId, summarizeArchivalResult(result));
      const { complete, stopped, itemsArchived, errors } = result;
      // The table could not be read on. The next try goes on from the checkpoint, after a while.
      if (!complete && !stopped)
        throw new Error(`Shard ${shard.id} was not read to its end.`, { cause: errors.find(({ stage }) => stage === 'scan')?.cause });
      return { complete, again: stopped === 'deadline', itemsArchived };
    }),

    report: guarded(async ({ run }: ReportEvent) => {
      const total = await sumArchivalResults(files.results(run));
      const reportKey = await files.putReport(run, total);
      await (await db()).recordRun(total);
      const { complete, itemsArchived, errorCount, rowsScanned, bytesBefore, bytesStored, shards } = total;
      const counts = { itemsArchived, itemsFailed: failedItems(total), errorCount, rowsScanned, bytesBefore, bytesStored };
      return { run, complete, ...counts, shards: shards.count, shardsComplete: shards.complete, bucket: files.bucketName, reportKey };
    }),

    archiveTables: guarded(async (_: unknown, context: LambdaContext) => {
      const deadline = lambdaDeadline(context, margin);
      const { ageIndexes, minItemBytes, earliestPlausible } = options.plan ?? {};
      const selection = { ageIndexes, minItemBytes, earliestPlausible };
      const archiver = await db();
      const checkpoints = new SparseCheckpoints(files.tableCheckpoints());
      const run = (): Promise<ArchivalResult> =>
        archiver.archiveOldData({ ...options.limits, ...selection, checkpoints, deadline, onProgress: options.onProgress?.(undefined) });
      const result = await run().catch(async (error: unknown) => {
        if (!(error instanceof CheckpointError)) throw error;
        // The age was lowered, say, as one does step by step. To begin anew costs the reading of what was read, and nothing else.
        options.logger?.warn(
          { code: error.code },
          `The checkpoint of an earlier run is cleared, and this one begins anew. ${error.message}`,
        );
        await checkpoints.clear();
        return run();
      });
      await checkpoints.flush();
      if (!result.complete && !result.stopped)
        throw new Error('The tables were not read to their end.', { cause: result.errors.find(({ stage }) => stage === 'scan')?.cause });
      refuseFailedItems(result, toleratedFailedItems);
      return summarizeArchivalResult(result);
    }),
  });
}

/** Has an invocation fail by items that could not be moved, so that somebody is told: all else of it is done. */
function refuseFailedItems(result: ArchivalResult, tolerated: number): void {
  const failed = failedItems(result);
  if (failed <= tolerated) return;
  const first = result.errors.find(({ stage }) => stage !== 'scan');
  const of = first ? ` The first, of ${first.entity ?? first.table}, by its ${first.stage}.` : '';
  const message = `${failed} items could not be moved, and stay in DynamoDB as they are.${of} ${result.itemsArchived} were archived.`;
  throw Object.assign(new Error(message, { cause: first?.cause }), { name: FAILED_ITEMS_ERROR });
}

/** Makes the database when it is first asked for. Where that fails, the next who asks tries again. */
function once(db: ArchiveHandlersOptions['db']): () => Promise<ArchiverDb> {
  let made: Promise<ArchiverDb> | undefined;
  return () => {
    made ??= Promise.resolve(typeof db === 'function' ? db() : db);
    made.catch(() => {
      made = undefined;
    });
    return made;
  };
}

function guarded<Event, Output>(
  handler: (event: Event, context: LambdaContext) => Promise<Output>,
): (event: Event, context: LambdaContext) => Promise<Output> {
  return (event, context) => handler(event, context).catch(rethrow);
}
