import { randomBytes } from 'node:crypto';
import type { TableSchema } from '@tempest-ts/tempest/extend';
import * as z from 'zod/mini';
import type { AgeIndex } from '../archive/archive-options.js';
import { ageIndexesSchema, callShape, checkOptions } from '../archive/archive-options.js';
import type { ArchiveRunContext } from '../archive/archive-run.js';
import { ageIndexParts, tablesOfAgeIndexes } from '../archive/resolve-age-index.js';
import { type ArchiveLimits, DEFAULT_EARLIEST_PLAUSIBLE, limitsShape } from '../control/archive-limits.js';
import type { LiveTable } from '../preflight/live-table.js';
import { Preflight } from '../preflight/preflight.js';
import { refuseFindings } from '../preflight/refuse-findings.js';
import { tellWarnings, warningsOf } from '../preflight/tell-warnings.js';
import { hybridTables } from '../walk/archive-context.js';
import { type ArchiveShard, SHARD_FORMAT, type ShardAgeIndex } from './archive-shard.js';
import type { PlanShardsOptions } from './plan-shards-options.js';
import { shardEntities } from './shard-entities.js';
import { encodePartition } from './shard-partition.js';
import { spreadOrder } from './spread-order.js';

/** 256 MiB: some minutes of one worker's, so that a function with a deadline of 15 minutes mostly does a shard in one go. */
export const DEFAULT_SHARD_BYTES = 256 * 1024 ** 2;
/** DynamoDB API reference, Scan, TotalSegments. */
const MAX_SEGMENTS = 1_000_000;
const RUN_BYTES = 4;

const optionsSchema = z.strictObject({
  ...callShape,
  minItemBytes: limitsShape.minItemBytes,
  earliestPlausible: limitsShape.earliestPlausible,
  ageIndexes: z.optional(ageIndexesSchema),
  shardBytes: z.optional(z.number('a number of bytes').check(z.minimum(1, 'at least 1'))),
  segments: z.optional(z.int('a whole number').check(z.minimum(1, 'at least 1'), z.maximum(MAX_SEGMENTS, `at most ${MAX_SEGMENTS}`))),
});

/** @throws ConfigurationError */
export function checkPlanShardsOptions(options: PlanShardsOptions): void {
  checkOptions(optionsSchema, options, 'planShards()');
}

/** What of a table one shard does. */
type ShardPart = Pick<ArchiveShard, 'segment' | 'totalSegments' | 'ageIndex'>;

/** The shards of a run that begins now. Reads no item. */
export async function planShards(context: ArchiveRunContext, options: PlanShardsOptions): Promise<readonly ArchiveShard[]> {
  const { entities, config, tables } = context;
  const now = config.clock();
  const hybrid = hybridTables(context);
  const byAge = tablesOfAgeIndexes(options.ageIndexes ?? [], hybrid);
  const { live, findings } = await new Preflight(context, { depth: 'run', signal: options.signal }).run(hybrid);
  refuseFindings(findings, 'planShards()');
  tellWarnings(context.wire.observer, 'planShards', warningsOf(findings));
  const limits: ArchiveLimits = { ...config.limits, ...definedLimits(options) };
  const run = `${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(RUN_BYTES).toString('hex')}`;
  const planned = [...live].flatMap(([schema, table]) => {
    const ageIndex = byAge.get(schema);
    // For its complaints: the workers would all have the same.
    if (ageIndex) ageIndexParts(ageIndex, schema, table, entities.of(schema), tables.get(schema) ?? new Map(), now, { segments: 1 });
    const common = { ...tableOf(schema, table), entities: shardEntities(entities, schema, now) };
    return shardParts(ageIndex, segmentsOf(table, config.segments, options)).map(part => ({ ...common, ...part }));
  });
  return planned.map((part, index) => ({
    format: SHARD_FORMAT,
    id: `${run}-${index}`,
    run,
    index,
    count: planned.length,
    now: now.toISOString(),
    bucketName: config.bucketName,
    keyPrefix: config.keyPrefix,
    minItemBytes: limits.minItemBytes ?? 0,
    earliestPlausible: (limits.earliestPlausible ?? DEFAULT_EARLIEST_PLAUSIBLE).toISOString(),
    ...part,
  }));
}

function definedLimits({ minItemBytes, earliestPlausible }: PlanShardsOptions): Pick<ArchiveLimits, 'minItemBytes' | 'earliestPlausible'> {
  return { ...(minItemBytes !== undefined && { minItemBytes }), ...(earliestPlausible !== undefined && { earliestPlausible }) };
}

function tableOf(schema: TableSchema, { arn, id }: LiveTable): Pick<ArchiveShard, 'table' | 'tableName' | 'tableArn' | 'tableId'> {
  return { table: schema.name, tableName: schema.tableName, tableArn: arn, ...(id !== undefined && { tableId: id }) };
}

function segmentsOf(
  { approximateBytes }: LiveTable,
  least: number,
  { segments, shardBytes = DEFAULT_SHARD_BYTES }: PlanShardsOptions,
): number {
  return segments ?? Math.min(MAX_SEGMENTS, Math.max(least, Math.ceil(approximateBytes / shardBytes)));
}

function shardParts(ageIndex: AgeIndex | undefined, segments: number): readonly ShardPart[] {
  const { index, partitions } = ageIndex ?? {};
  const indexOf = (part: Omit<ShardAgeIndex, 'index'>) => (index === undefined ? {} : { ageIndex: { index, ...part } });
  if (partitions)
    return partitions.map((partition, segment) => ({
      segment,
      totalSegments: partitions.length,
      ...indexOf({ partition: encodePartition(partition) }),
    }));
  return spreadOrder(segments).map(segment => ({ segment, totalSegments: segments, ...indexOf({}) }));
}
