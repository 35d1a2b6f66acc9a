import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type CapacityRecorder, ConfigurationError, type RowKey } from '@tempest-ts/tempest';
import * as z from 'zod/mini';
import { storedNumber } from '../body/normalize-number.js';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import { type ArchiveLimits, limitsShape } from '../control/archive-limits.js';
import { describeIssue } from '../describe-issue.js';
import type { Prices } from '../price/prices.js';
import { safeParse } from '../safe-parse.js';
import { STORAGE_CLASSES } from '../storage-class.js';
import type { ArchivalProgress } from './archival-result.js';

/** Old items are found by an index whose sort key is the archival timestamp, rather than by reading the whole table. */
export interface AgeIndex {
  /** The index's name. Its sort key is the archival timestamp of an entity of the table, of type Date, `'epochSeconds'` or `'epochMillis'`. */
  readonly index: string;
  /** The table's name in its declaration, where several tables have such an index. */
  readonly table?: string | undefined;
  /**
   * The index's partition keys to look in, as they are stored: only items of these are found, and one that is named twice (`1` and `1n` too) is looked in once.
   * Default: the whole index is scanned, which costs as much as the index is large.
   */
  readonly partitions?: readonly (string | number | bigint | Uint8Array)[] | undefined;
}

/** An item that moved, or that would. */
export interface ArchivedItem {
  readonly table: string;
  readonly entity: string;
  readonly key: RowKey;
}

/** Options of a dry run. */
export interface DryRunOptions extends ArchiveLimits {
  /** Ends the run: items on their way arrive or stay, none is left half moved, and the result says `complete: false`. */
  readonly signal?: AbortSignal | undefined;
  /** When to end it likewise, by the system's clock: `new Date(Date.now() + context.getRemainingTimeInMillis() - 10_000)` in a Lambda function. */
  readonly deadline?: Date | undefined;
  /** Milliseconds after which the run ends as by a `deadline`. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /** Is told what each request of the run consumed. */
  readonly capacity?: CapacityRecorder | undefined;
  /** Told after every page of the scan, and at the end of each table. What it throws ends the run. */
  readonly onProgress?: ((progress: ArchivalProgress) => void) | undefined;
  /** Told of every item that moved (in a dry run: would move). What it throws ends the run. */
  readonly onItem?: ((item: ArchivedItem) => void) | undefined;
  /** Where an earlier run ended: its `result.checkpoint`. It goes on from there, in the segments in which that one began. */
  readonly resumeFrom?: string | undefined;
  /** Where the run keeps how far it is, so that one that is killed, or stopped, is resumed by the next. A dry run only looks where it would begin. */
  readonly checkpoints?: CheckpointStore | undefined;
  /** Tables of which old items are found by an index. Only items that are in the index are archived then. */
  readonly ageIndexes?: readonly AgeIndex[] | undefined;
  /** What the dry run's dollars are computed from. Default: `DEFAULT_PRICES`. */
  readonly prices?: Prices | undefined;
}

/** Options of `archiveOldData`. */
export type ArchiveOptions = Omit<DryRunOptions, 'prices'>;

const functionOf = () => z.optional(z.custom(value => typeof value === 'function', 'a function'));
const price = z.number('dollars').check(z.minimum(0, 'not negative'));

/**
 * How a call is told to end, and whom it tells what it does, as zod checks it.
 *
 * @internal
 */
export const callShape = {
  signal: z.optional(z.custom(value => value instanceof AbortSignal, 'an AbortSignal')),
  timeoutMs: z.optional(z.number('a number of milliseconds').check(z.positive('above zero'))),
  capacity: z.optional(
    z.custom(value => typeof (value as Partial<CapacityRecorder> | undefined)?.record === 'function', 'a CapacityMeter'),
  ),
};

/**
 * The options that a run and a shard of one share.
 *
 * @internal
 */
export const runShape = {
  ...callShape,
  deadline: z.optional(z.date('a Date')),
  onProgress: functionOf(),
  onItem: functionOf(),
};

/**
 * Checks a store by its methods: it may be anybody's own.
 *
 * @internal
 */
export const checkpointStore = z.custom<CheckpointStore>(
  (value: unknown) =>
    ['load', 'save', 'clear'].every(method => typeof (value as Readonly<Record<string, unknown>> | undefined)?.[method] === 'function'),
  'a CheckpointStore: fileCheckpoints(), s3Checkpoints(), dynamoDbCheckpoints(), or an object with load, save and clear',
);

/** @internal */
export const ageIndexesSchema = z.array(
  z.strictObject({
    index: z.string('the name of an index'),
    table: z.optional(z.string()),
    partitions: z.optional(
      z
        .array(z.union([z.string(), z.number(), z.bigint(), z.instanceof(Uint8Array)], 'a string, a number or bytes'))
        .check(z.minLength(1, 'at least one partition key; leave it out for all')),
    ),
  }),
);

const schema = z.strictObject({
  ...limitsShape,
  ...runShape,
  resumeFrom: z.optional(z.string('the checkpoint of a result')),
  checkpoints: z.optional(checkpointStore),
  ageIndexes: z.optional(ageIndexesSchema),
  prices: z.optional(
    z.object({
      dynamoDb: z.object({ storage: price, writeUnit: price, readUnit: price }),
      s3: z.record(z.enum(STORAGE_CLASSES), z.object({ storage: price, put: price, get: price, minimumObjectBytes: price })),
    }),
  ),
});

/** @throws ConfigurationError that names every option at fault */
export function checkArchiveOptions(options: DryRunOptions, call: string): void {
  checkOptions(schema, options, call);
}

/**
 * @throws ConfigurationError that names every option at fault
 * @internal
 */
export function checkOptions(optionsSchema: z.ZodMiniType, options: unknown, call: string): void {
  const { error } = safeParse(optionsSchema, options);
  if (!error) return;
  const issues = error.issues.map(issue => describeIssue(optionsSchema, issue));
  throw new ConfigurationError(`${call}: the options are not right. ${issues.join('; ')}.`, { cause: error });
}

/** A key's value as DynamoDB stores it. @throws ConfigurationError */
export function storedValue(value: string | number | bigint | Uint8Array): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'object') return { B: value };
  const number = storedNumber(String(value));
  if (number === undefined) throw new ConfigurationError(`ageIndexes: the partition ${value} is no number that DynamoDB holds.`);
  return { N: number };
}
