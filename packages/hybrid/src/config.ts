import { S3Client } from '@aws-sdk/client-s3';
import { ConfigurationError } from '@tempest-ts/tempest';
import * as z from 'zod/mini';
import type { BodyFormat } from './body/body-format.js';
import { type CacheConfig, cacheConfigSchema } from './cache-config.js';
import { type ArchiveLimits, limitsShape } from './control/archive-limits.js';
import { type ArchiveRisk, DEFAULT_COOL_DOWN, type Safeguards, safeguardsShape } from './control/safeguards.js';
import { describeIssue } from './describe-issue.js';
import { type Duration, durationMs, durationSchema } from './duration.js';
import { type PackOptions, packShape, type ResolvedPackOptions, resolvePackOptions } from './pack/pack-options.js';
import { type ObjectSettings, type S3Config, s3ConfigSchema } from './s3-config.js';
import { safeParse } from './safe-parse.js';

/** When items move and where to, how many at once, and within which limits. */
export interface ArchivalConfig extends ArchiveLimits, Safeguards, PackOptions {
  /** `false`: `archiveOldData()` refuses to run; reads and dry runs go on. Default: true. */
  readonly enabled?: boolean | undefined;
  /** The age at which items move; an entity's `archiveAfterDays`, where set too, must have passed as well. */
  readonly archiveAfterDuration?: Duration | undefined;
  /** Parts of a table that are scanned side by side. Default: 4. */
  readonly segments?: number | undefined;
  /** Items that are on their way at once. Default: 64. */
  readonly concurrency?: number | undefined;
  /**
   * Whether up to 25 rows become pointers in one request (BatchExecuteStatement: each row on its own condition, at the same write capacity). `'auto'`: where
   * a probe at the beginning of a run shows that the server is up to it and the credentials have `dynamodb:PartiQLUpdate`, else one by one;
   * `result.whySingleSwaps` says why. `true`: without the probe. `false`: never. Default: `'auto'`.
   */
  readonly batchSwaps?: 'auto' | boolean | undefined;
  /**
   * Whether `archiveOldData()` leaves a record of how it ended under the key prefix, for `health()` of other processes: a read and a write of S3 for each table. Default: true.
   */
  readonly recordRuns?: boolean | undefined;
  /** The most time that one item's move may take, from when its row was read and retries included; above zero, and below the sweeper's grace. Default: 1 hour. */
  readonly maxAttemptAge?: Duration | undefined;
}

/** Options of `HybridLogicalDb.create()`. */
export interface HybridConfig {
  readonly s3Config: S3Config;
  readonly archivalConfig?: ArchivalConfig | undefined;
  /** How archived items are written; both are always read. Default: `'json'`. */
  readonly bodyFormat?: BodyFormat | undefined;
  /** Of objects of one item; packs are always gzip. Default: `'gzip'`. Both are always read. */
  readonly compression?: 'gzip' | 'none' | undefined;
  /** What to do where an archived item cannot be read: throw (default), or return the others and list each failure in `page.failures`. */
  readonly onHydrationError?: 'throw' | 'report' | undefined;
  /** Objects that are read from S3 at once, over all reads of this database. Default: 64. */
  readonly readConcurrency?: number | undefined;
  /** Keeps archived objects that were read, and reads each once for all who want it at the same time. Default: none, and every read goes to S3. */
  readonly cache?: CacheConfig | undefined;
  /** Tries at reading one object whose transfer breaks off, besides the S3 client's own. Default: 4. */
  readonly readAttempts?: number | undefined;
  /** Also read rows of an earlier system, which carry `_s3_pointer: 's3://path'`. Default: false. */
  readonly legacyPointers?: boolean | undefined;
  /** The time by which ages are told. Default: the system's. */
  readonly clock?: (() => Date) | undefined;
}

/** The config with its defaults. */
export interface ResolvedConfig {
  readonly bucketName: string;
  /** Where `s3Config.region` says it: a client keeps its own. */
  readonly bucketRegion: string | undefined;
  readonly client: S3Client;
  /** Whether the client is the library's own, to be closed with the database. */
  readonly ownsClient: boolean;
  readonly keyPrefix: string;
  readonly expectedBucketOwner: string | undefined;
  /** How objects are stored; an entity may name a storage class of its own. */
  readonly objectSettings: ObjectSettings;
  readonly enabled: boolean;
  readonly archiveAfterMs: number | undefined;
  readonly segments: number;
  readonly concurrency: number;
  readonly batchSwaps: 'auto' | boolean;
  readonly recordRuns: boolean;
  readonly maxAttemptAgeMs: number;
  readonly limits: ArchiveLimits;
  readonly safeguards: { readonly allow: readonly ArchiveRisk[]; readonly readers: readonly string[]; readonly coolDownMs: number };
  readonly packs: ResolvedPackOptions;
  readonly bodyFormat: BodyFormat;
  readonly compression: 'gzip' | 'none';
  readonly onHydrationError: 'throw' | 'report';
  readonly readConcurrency: number;
  readonly cache: CacheConfig | undefined;
  readonly readAttempts: number;
  readonly legacyPointers: boolean;
  readonly clock: () => Date;
}

const DEFAULT_CONCURRENCY = 64;
const DEFAULT_SEGMENTS = 4;
const DEFAULT_READ_ATTEMPTS = 4;
const DEFAULT_MAX_ATTEMPT_AGE: Duration = { hours: 1 };
/** Tries at one request, of a client of the library's own: the SDK backs off exponentially, with jitter. */
const SDK_ATTEMPTS = 5;
/** Milliseconds until a connection, or one on which nothing arrives any more, is given up and the request sent anew: the SDK itself waits for ever. */
const CONNECTION_TIMEOUT_MS = 5_000;
const SOCKET_TIMEOUT_MS = 30_000;
/** DynamoDB API reference, Scan, TotalSegments. */
const MAX_SEGMENTS = 1_000_000;

const count = (max: number) => z.optional(z.int('a whole number').check(z.minimum(1, 'at least 1'), z.maximum(max, `at most ${max}`)));
const functionOf = <T>() => z.optional(z.custom<T>(value => typeof value === 'function', 'a function'));

const schema = z.strictObject({
  s3Config: s3ConfigSchema,
  archivalConfig: z.optional(
    z.strictObject({
      enabled: z.optional(z.boolean()),
      archiveAfterDuration: z.optional(durationSchema),
      segments: count(MAX_SEGMENTS),
      concurrency: count(10_000),
      batchSwaps: z.optional(z.union([z.literal('auto'), z.boolean()], "'auto', true or false")),
      recordRuns: z.optional(z.boolean()),
      maxAttemptAge: z.optional(durationSchema.check(z.refine(value => durationMs(value) > 0, 'longer than no time'))),
      ...limitsShape,
      ...safeguardsShape,
      ...packShape,
    }),
  ),
  bodyFormat: z.optional(z.enum(['json', 'dynamodb-json'])),
  compression: z.optional(z.enum(['gzip', 'none'])),
  onHydrationError: z.optional(z.enum(['throw', 'report'])),
  readConcurrency: count(10_000),
  cache: z.optional(cacheConfigSchema),
  readAttempts: count(100),
  legacyPointers: z.optional(z.boolean()),
  clock: functionOf<() => Date>(),
});

/** Said of what nobody can do without, in place of the types that were expected and found. */
function missing(path: '' | 's3Config'): string {
  const s3Config = "{ bucketName: 'my-app-archive', region: 'us-west-2' }";
  return path === '' ? `the config: an object: { s3Config: ${s3Config} }` : `s3Config: an object: ${s3Config}`;
}

function describeConfigIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.join('.');
  if (issue.code === 'invalid_type' && (path === '' || path === 's3Config')) return missing(path);
  return path === '' && issue.code !== 'unrecognized_keys' ? `the config: ${issue.message}` : describeIssue(schema, issue);
}

function objectSettingsOf({
  storageClass,
  serverSideEncryption,
  kmsKeyId,
  bucketKeyEnabled,
  tags,
  objectLock,
}: ObjectSettings): ObjectSettings {
  return Object.freeze({ storageClass, serverSideEncryption, kmsKeyId, bucketKeyEnabled, tags: tags && { ...tags }, objectLock });
}

/**
 * Checks a config and fills in its defaults.
 *
 * @throws ConfigurationError that names every option at fault, KeyTemplateError (`packKeyTemplate`)
 */
export function resolveConfig(config: HybridConfig): ResolvedConfig {
  const { success, data, error } = safeParse(schema, config);
  if (!success) {
    throw new ConfigurationError(
      `HybridLogicalDb.create(): the config is not right. ${error.issues.map(describeConfigIssue).join('; ')}.`,
      {
        cause: error,
      },
    );
  }
  const { s3Config, archivalConfig = {} } = data;
  const {
    enabled,
    archiveAfterDuration,
    segments,
    concurrency: _,
    batchSwaps = 'auto',
    recordRuns = true,
    maxAttemptAge,
    allow = [],
    readers = [],
    globalTableCoolDown = DEFAULT_COOL_DOWN,
    layout,
    packMemberItems,
    packBytes,
    packKeyTemplate,
    ...limits
  } = archivalConfig;
  if ((s3Config.client === undefined) === (s3Config.region === undefined)) {
    const which = s3Config.client ? 'not both: a client has its own region' : "one of them: region: 'us-west-2'";
    throw new ConfigurationError(`HybridLogicalDb.create(): s3Config takes \`region\` or \`client\`, ${which}.`);
  }
  const readConcurrency = data.readConcurrency ?? DEFAULT_CONCURRENCY;
  const concurrency = archivalConfig.concurrency ?? DEFAULT_CONCURRENCY;
  // Reads go on while a run archives.
  const sockets = { keepAlive: true, maxSockets: readConcurrency + concurrency };
  const own = {
    region: s3Config.region ?? '',
    maxAttempts: SDK_ATTEMPTS,
    requestHandler: {
      httpsAgent: sockets,
      httpAgent: sockets,
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      socketTimeout: SOCKET_TIMEOUT_MS,
    },
  };
  return Object.freeze({
    bucketName: s3Config.bucketName,
    bucketRegion: s3Config.region,
    client: s3Config.client ?? new S3Client(own),
    ownsClient: s3Config.client === undefined,
    keyPrefix: s3Config.keyPrefix ?? '',
    expectedBucketOwner: s3Config.expectedBucketOwner,
    objectSettings: objectSettingsOf(s3Config),
    enabled: enabled ?? true,
    archiveAfterMs: archiveAfterDuration && durationMs(archiveAfterDuration),
    segments: segments ?? DEFAULT_SEGMENTS,
    concurrency,
    batchSwaps,
    recordRuns,
    maxAttemptAgeMs: durationMs(maxAttemptAge ?? DEFAULT_MAX_ATTEMPT_AGE),
    limits: Object.freeze(limits),
    safeguards: Object.freeze({ allow, readers, coolDownMs: durationMs(globalTableCoolDown) }),
    packs: resolvePackOptions({ layout, packMemberItems, packBytes, packKeyTemplate }),
    bodyFormat: data.bodyFormat ?? 'json',
    compression: data.compression ?? 'gzip',
    onHydrationError: data.onHydrationError ?? 'throw',
    readConcurrency,
    cache: data.cache,
    readAttempts: data.readAttempts ?? DEFAULT_READ_ATTEMPTS,
    legacyPointers: data.legacyPointers ?? false,
    clock: data.clock ?? (() => new Date()),
  });
}
