import type { TableSchema } from '@tempest-ts/tempest/extend';
import type { AgeIndex, DryRunOptions } from '../archive/archive-options.js';
import { ArchiveRun, type ArchiveRunContext } from '../archive/archive-run.js';
import { DAY_MS } from '../duration.js';
import type { LiveTable } from '../preflight/live-table.js';
import { hybridTables } from '../walk/archive-context.js';
import { type ArchiveShard, parseShard } from './archive-shard.js';
import type { ArchiveShardOptions } from './archive-shard-options.js';
import { shardEntities } from './shard-entities.js';
import { ShardError } from './shard-error.js';
import { decodePartition } from './shard-partition.js';
import type { ShardResult } from './shard-result.js';

const AGAIN = 'Plan the run again: what was archived stays so.';

/**
 * Does one shard of a run.
 *
 * @throws ShardError, and what a run throws
 */
export async function archiveShard(context: ArchiveRunContext, value: unknown, options: ArchiveShardOptions): Promise<ShardResult> {
  const shard = parseShard(value);
  const table = tableOf(context, shard);
  const { checkpoint, ...asked } = options;
  const place = typeof checkpoint === 'string' ? { resumeFrom: checkpoint } : { checkpoints: checkpoint };
  const run = new ArchiveRun(
    context,
    { ...asked, ...place, ...selection(shard) },
    {
      shard: {
        id: shard.id,
        now: new Date(shard.now),
        table,
        segment: shard.segment,
        totalSegments: shard.totalSegments,
        check: live => checkLive(shard, live),
      },
    },
  );
  return Object.freeze({ ...(await run.run()), shard });
}

/** What decides which items move. */
function selection({ table, ageIndex, minItemBytes, earliestPlausible }: ArchiveShard): DryRunOptions {
  const limits = { minItemBytes, earliestPlausible: new Date(earliestPlausible) };
  if (!ageIndex) return limits;
  const { index, partition } = ageIndex;
  const found: AgeIndex = { index, table, ...(partition && { partitions: [decodePartition(partition)] }) };
  return { ...limits, ageIndexes: [found] };
}

/** The shard's table, where it is one of this database and everything is as it was planned. */
function tableOf(context: ArchiveRunContext, shard: ArchiveShard): TableSchema {
  const { config, entities } = context;
  const { bucketName, keyPrefix } = config;
  const now = new Date(shard.now);
  const table = hybridTables(context).find(({ name }) => name === shard.table);
  if (!table) throw foreign(shard, `is of table ${shard.table}, which holds no archived entity of this database`);
  if (table.tableName !== shard.tableName)
    throw foreign(shard, `is of the table ${shard.tableName}; this database's is ${table.tableName}`);
  if (bucketName !== shard.bucketName || keyPrefix !== shard.keyPrefix)
    throw foreign(shard, `archives to ${shard.bucketName}/${shard.keyPrefix}; this database's items go to ${bucketName}/${keyPrefix}`);
  const declared = shardEntities(entities, table, now);
  const text = (list: ArchiveShard['entities']): string =>
    list.map(({ entity, timestamp, cutoff }) => `${entity} by ${timestamp} before ${cutoff}`).join(', ');
  if (text(declared) !== text(shard.entities)) {
    const message =
      `Shard ${shard.id} was planned for ${text(shard.entities)}; by this database's declarations and config it is ${text(declared)}. All shards of a run must ` +
      `agree on what is old. ${AGAIN}`;
    throw new ShardError('changed', message);
  }
  // What two clocks may differ by: past that, items would move that are not old enough.
  if (now.getTime() > config.clock().getTime() + DAY_MS)
    throw new ShardError(
      'future',
      `Shard ${shard.id} was planned at ${shard.now}, which is still to come. Set the clocks right, and plan the run again.`,
    );
  return table;
}

function checkLive(shard: ArchiveShard, { arn, id }: LiveTable): void {
  if (arn !== shard.tableArn) throw foreign(shard, `is of the table ${shard.tableArn}; this database's is ${arn}`);
  if (id !== shard.tableId) throw foreign(shard, `was planned for another table that was called ${shard.tableName} then`);
}

function foreign({ id }: ArchiveShard, why: string): ShardError {
  return new ShardError(
    'foreign',
    `Shard ${id} ${why}. Hand it to a worker of the environment that it was planned in. If that is this one: ${AGAIN}`,
  );
}
