import { ConfigurationError } from '@tempest-ts/hybrid';
import { checkToleratedItems, FAILED_ITEMS_ERROR } from './failed-items.js';
import type { ShardLimits } from './handler-events.js';
import { FIRST_STATE, onlyRunStates, type State } from './only-run.js';
import { PERMANENT_ERROR } from './permanent-error.js';

/** Shards that are archived at once. */
export const DEFAULT_MAX_CONCURRENCY = 10;
/** Step Functions developer guide, "Quotas": child workflow executions that a Map Run has at once. */
const MAX_MAP_CONCURRENCY = 10_000;
/** Percent of the shards that may fail: whatever some cannot do, the others can, and a run that is incomplete fails by its report. */
const DEFAULT_TOLERATED_FAILURE = 100;
/** Items that may fail: somebody has to look at each, as it comes again every run. */
const DEFAULT_TOLERATED_ITEMS = 0;

/** A week: longer than this something is wrong. */
const DEFAULT_RUN_SECONDS = 7 * 24 * 3600;

/** Tries besides the first: with their pauses they take a quarter of an hour, as long as most troubles of a service. */
const MAX_RETRIES = 6;
const FIRST_PAUSE_SECONDS = 10;
const LONGEST_PAUSE_SECONDS = 300;
/** A minute more than Lambda's longest timeout, 15 minutes: Step Functions itself would wait for years for an answer that was lost. */
const TASK_TIMEOUT_SECONDS = 960;

/** Options of `archiveDefinition`. */
export interface ArchiveDefinitionOptions {
  /** The ARNs of the functions whose handlers `createArchiveHandlers` made. */
  readonly functions: { readonly plan: string; readonly archive: string; readonly report: string };
  /** Shards that are archived at once. Default: 10. */
  readonly maxConcurrency?: number | undefined;
  /** Limits of the whole run at each moment, of which each worker is given its part: capacity units per second. */
  readonly capacity?: { readonly readPerSecond?: number | undefined; readonly writePerSecond?: number | undefined } | undefined;
  /** The largest part of a table that may move, from above 0 to 1, of each shard's own rows: for runs after the first, which rightly moves most of an old table. Default: no limit. */
  readonly maxFraction?: number | undefined;
  /** Seconds after which a run is ended. Default: 7 days; a table of ten billion items takes about two. */
  readonly timeoutSeconds?: number | undefined;
  /** Percent of the shards that may fail, after their retries, while the others go on. The run fails in the end all the same. Default: 100. */
  readonly toleratedFailurePercentage?: number | undefined;
  /** Items that a run could not move, and left in DynamoDB, up to which it succeeds all the same. Default: 0. */
  readonly toleratedFailedItems?: number | undefined;
}

/** A state machine in the Amazon States Language. */
export interface StateMachineDefinition {
  readonly Comment: string;
  readonly TimeoutSeconds: number;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** Retries of everything but what no retry mends; what Lambda says when a function dies among them. */
const RETRY = [
  { ErrorEquals: [PERMANENT_ERROR], MaxAttempts: 0 },
  {
    ErrorEquals: ['States.ALL'],
    IntervalSeconds: FIRST_PAUSE_SECONDS,
    BackoffRate: 2,
    MaxAttempts: MAX_RETRIES,
    MaxDelaySeconds: LONGEST_PAUSE_SECONDS,
    JitterStrategy: 'FULL',
  },
];

const TRIED = { TimeoutSeconds: TASK_TIMEOUT_SECONDS, Retry: RETRY };

/** A call of a function. */
const task = (arn: string) => ({ Type: 'Task', Resource: arn, ...TRIED });

function limitsOf({ capacity = {}, maxFraction, maxConcurrency = DEFAULT_MAX_CONCURRENCY }: ArchiveDefinitionOptions): ShardLimits {
  const { readPerSecond, writePerSecond } = capacity;
  return {
    ...(readPerSecond !== undefined && { readCapacityPerSecond: readPerSecond / maxConcurrency }),
    ...(writePerSecond !== undefined && { writeCapacityPerSecond: writePerSecond / maxConcurrency }),
    ...(maxFraction !== undefined && { maxFraction }),
  };
}

/** A shard's own execution: the function is called until the shard is complete, each time from where it stopped. */
function shardProcessor({ archive }: ArchiveDefinitionOptions['functions']) {
  return {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'Archive shard',
    States: {
      'Archive shard': { ...task(archive), ResultPath: '$.result', Next: 'Is there more?' },
      'Is there more?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.result.again', BooleanEquals: true, Next: 'Archive shard' }],
        Default: 'Shard has ended',
      },
      // What becomes of a shard is in S3: thousands of outputs would not fit the state.
      'Shard has ended': { Type: 'Pass', Parameters: { 'shard.$': '$.shard.id', 'complete.$': '$.result.complete' }, End: true },
    },
  };
}

/**
 * The state machine of a run: plans it, archives its shards in a Distributed Map, and adds up. It succeeds only if every shard is complete and every item moved, and where an older execution
 * of it is not over, which it leaves alone. Its role needs `lambda:InvokeFunction`, `states:ListExecutions`, and what a Distributed Map does.
 *
 * @throws ConfigurationError
 */
export function archiveDefinition(options: ArchiveDefinitionOptions): StateMachineDefinition {
  const {
    functions,
    maxConcurrency = DEFAULT_MAX_CONCURRENCY,
    toleratedFailurePercentage = DEFAULT_TOLERATED_FAILURE,
    toleratedFailedItems = DEFAULT_TOLERATED_ITEMS,
  } = options;
  if (!Number.isInteger(maxConcurrency) || maxConcurrency < 1 || maxConcurrency > MAX_MAP_CONCURRENCY)
    throw new ConfigurationError(`maxConcurrency: a whole number from 1 to ${MAX_MAP_CONCURRENCY}; it is ${maxConcurrency}.`);
  checkToleratedItems(toleratedFailedItems);
  const isComplete = { Variable: '$.complete', BooleanEquals: true };
  const places = { 'Bucket.$': '$.bucket' };
  return {
    Comment: 'Moves the old items of DynamoDB tables to S3 (@tempest-ts/aws)',
    TimeoutSeconds: options.timeoutSeconds ?? DEFAULT_RUN_SECONDS,
    StartAt: FIRST_STATE,
    States: {
      ...onlyRunStates('Plan shards', TRIED),
      'Plan shards': { ...task(functions.plan), Next: 'Archive shards' },
      'Archive shards': {
        Type: 'Map',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSON' },
          Parameters: { ...places, 'Key.$': '$.shardsKey' },
        },
        ItemSelector: { 'shard.$': '$$.Map.Item.Value', limits: limitsOf(options) },
        MaxConcurrency: maxConcurrency,
        ToleratedFailurePercentage: toleratedFailurePercentage,
        ItemProcessor: shardProcessor(functions),
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { ...places, 'Prefix.$': '$.mapPrefix' } },
        ResultPath: null,
        // The report tells what was done all the same, and the run fails by it.
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Report' }],
        Next: 'Report',
      },
      Report: { ...task(functions.report), Next: 'Is it complete?' },
      'Is it complete?': {
        Type: 'Choice',
        Choices: [
          { And: [isComplete, { Variable: '$.itemsFailed', NumericLessThanEquals: toleratedFailedItems }], Next: 'Complete' },
          { ...isComplete, Next: 'Items failed' },
        ],
        Default: 'Incomplete',
      },
      Complete: { Type: 'Succeed' },
      'Items failed': {
        Type: 'Fail',
        Error: FAILED_ITEMS_ERROR,
        Cause: `More than ${toleratedFailedItems} items could not be moved, and stay in DynamoDB as they are: report.json of the run lists the first. All else was done.`,
      },
      Incomplete: {
        Type: 'Fail',
        Error: 'Tempest.Incomplete',
        Cause:
          'Some shards were not done to their end: report.json of the run lists them, and the Map Run says why. The next run does what is left.',
      },
    },
  };
}
