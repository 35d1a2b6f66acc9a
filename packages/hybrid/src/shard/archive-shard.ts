import * as z from 'zod/mini';
import { safeParse } from '../safe-parse.js';
import { ShardError } from './shard-error.js';

/** Of this version of the library; another's is refused, not guessed at. */
export const SHARD_FORMAT = 1;

/** Where a shard of an age index looks. */
export interface ShardAgeIndex {
  readonly index: string;
  /** The one partition of the index that is queried, as DynamoDB stores it (bytes in base64); absent: a segment of the index is scanned. */
  readonly partition?: { readonly S: string } | { readonly N: string } | { readonly B: string } | undefined;
}

/** An entity of a shard's table, and how old its items must be. */
export interface ShardEntity {
  readonly entity: string;
  /** The attribute that tells an item's age. */
  readonly timestamp: string;
  /** Items from before this moment are old, ISO 8601: the run's instant less the age. */
  readonly cutoff: string;
}

/**
 * A part of an archiving run: one segment of one table, with all that makes every shard of the run agree on what is old. Plain JSON of about half a kilobyte, for
 * queues, files and state machines; `archiveShard` takes it on any machine, in any order, and again.
 */
export interface ArchiveShard {
  readonly format: 1;
  /** No other shard's: letters, digits and `-`, so that jobs, files and S3 keys can be named by it. */
  readonly id: string;
  /** The run's id, the same in all its shards. */
  readonly run: string;
  /** Its place among the shards of the run, from 0. */
  readonly index: number;
  /** Shards of the run. */
  readonly count: number;
  /** The run's instant, ISO 8601: by it all shards tell ages, whenever they are done. */
  readonly now: string;
  /** The table's name in its declaration. */
  readonly table: string;
  readonly tableName: string;
  readonly tableArn: string;
  /** Of this very table; absent where a server names none. */
  readonly tableId?: string | undefined;
  readonly bucketName: string;
  readonly keyPrefix: string;
  readonly entities: readonly ShardEntity[];
  /** From 0; of an index that is queried, the place of its partition among those of the run. */
  readonly segment: number;
  readonly totalSegments: number;
  /** Absent: the table itself is scanned. */
  readonly ageIndex?: ShardAgeIndex | undefined;
  /** Smaller items stay, in bytes. */
  readonly minItemBytes: number;
  /** Items from before this moment are listed as errors, ISO 8601. */
  readonly earliestPlausible: string;
}

const time = z.iso.datetime();
const name = z.string().check(z.minLength(1));
const place = z.int().check(z.minimum(0));

const format = z.strictObject({
  format: z.literal(SHARD_FORMAT),
  id: z.string().check(z.regex(/^[\w-]+$/)),
  run: name,
  index: place,
  count: z.int().check(z.minimum(1)),
  now: time,
  table: name,
  tableName: name,
  tableArn: name,
  tableId: z.optional(name),
  bucketName: name,
  keyPrefix: z.string(),
  entities: z.array(z.strictObject({ entity: name, timestamp: name, cutoff: time })).check(z.minLength(1)),
  segment: place,
  totalSegments: z.int().check(z.minimum(1)),
  ageIndex: z.optional(
    z.strictObject({
      index: name,
      partition: z.optional(
        z.union([
          z.strictObject({ S: z.string() }),
          z.strictObject({ N: z.string().check(z.regex(/\d/)) }),
          z.strictObject({ B: z.base64() }),
        ]),
      ),
    }),
  ),
  minItemBytes: place,
  earliestPlausible: time,
});

const versioned = z.looseObject({ format: z.number() });

/**
 * What came back from a queue or a file, checked.
 *
 * @throws ShardError
 */
export function parseShard(value: unknown): ArchiveShard {
  const { success, data, error } = safeParse(format, value);
  if (success && data.segment < data.totalSegments && data.index < data.count) return data;
  const other = safeParse(versioned, value);
  if (other.success && other.data.format !== SHARD_FORMAT) {
    const message =
      `The shard is of format ${other.data.format}, and this version of the library plans and does shards of format ${SHARD_FORMAT}. Deploy one version to what plans ` +
      'and what archives, and plan again: what was archived stays so.';
    throw new ShardError('format', message);
  }
  const where = error?.issues.map(({ path, message }) => `${path.join('.') || 'the shard'}: ${message}`).join('; ');
  const why = where ?? 'its segment, or its place, is past the last';
  const options = error ? { cause: error } : {};
  throw new ShardError('malformed', `This is no shard that planShards() made: ${why}. Hand its shards on as they are, as JSON.`, options);
}
