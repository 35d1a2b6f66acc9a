// The code of docs/guide/scaling-out.md: `npm run docs` copies each region there; the test beside it runs it all.
import type { S3Client } from '@aws-sdk/client-s3';
import {
  type ArchivalSummary,
  type ArchivalTotal,
  ArchiveFractionError,
  type ArchiveShard,
  type HybridLogicalDb,
  type ShardResult,
  s3Checkpoints,
  sumArchivalResults,
  summarizeArchivalResult,
} from '@tempest-ts/hybrid';
import type { UserDatabase } from './readme.js';

type Db = HybridLogicalDb<UserDatabase>;

/** Whatever hands texts from one process to another. */
export interface Queue {
  send(text: string): Promise<void>;
}

export async function plan(db: Db, queue: Queue): Promise<number> {
  // #region plan
  const shards = await db.planShards();
  for (const shard of shards) await queue.send(JSON.stringify(shard));
  // #endregion
  return shards.length;
}

export async function work(db: Db, s3: S3Client, message: string, again: Queue): Promise<ArchivalSummary> {
  // #region work
  const shard: ArchiveShard = JSON.parse(message);
  const checkpoint = s3Checkpoints({ client: s3, bucketName: 'my-app-state', key: `archive/${shard.id}` });
  const result = await db.archiveShard(shard, { checkpoint, deadline: new Date(Date.now() + 10 * 60_000) });
  // Whoever has it next goes on from the checkpoint.
  if (!result.complete) await again.send(message);
  // #endregion
  return summarizeArchivalResult(result);
}

export async function byHand(db: Db, shard: ArchiveShard): Promise<ShardResult> {
  // #region by-hand
  const first = await db.archiveShard(shard, { maxItems: 10 });
  const rest = await db.archiveShard(shard, { checkpoint: first.checkpoint });
  // #endregion
  return rest;
}

export async function report(db: Db, summaries: Iterable<ArchivalSummary> | AsyncIterable<ArchivalSummary>, alert: (text: string) => void) {
  // #region sum
  const total: ArchivalTotal = await sumArchivalResults(summaries);
  await db.recordRun(total); // for health()
  if (!total.complete) alert(`${total.shards.complete} of ${total.shards.count} shards are done`);
  // #endregion
  return total;
}

export async function held(db: Db, shards: readonly ArchiveShard[], workers: number): Promise<readonly ShardResult[]> {
  const results: ShardResult[] = [];
  for (const shard of shards) {
    try {
      // #region limits
      const result = await db.archiveShard(shard, {
        readCapacityPerSecond: 4_000 / workers,
        writeCapacityPerSecond: 2_000 / workers,
        maxFraction: 0.05,
      });
      // #endregion
      results.push(result);
    } catch (error) {
      if (!(error instanceof ArchiveFractionError)) throw error;
    }
  }
  return results;
}

export async function byIndex(db: Pick<Db, 'planShards'>): Promise<readonly ArchiveShard[]> {
  // #region index
  const shards = await db.planShards({ ageIndexes: [{ index: 'by_created', partitions: ['group1', 'group2'] }] });
  // #endregion
  return shards;
}
