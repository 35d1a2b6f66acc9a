import { type ArchivalTotal, sumArchivalResults } from '@tempest-ts/hybrid';
import { createTables, startLocalDynamoDb } from '@tempest-ts/testing';
import { CommitDatabase, CUTOFF } from '../commits/commit.js';
import { Differences } from '../commits/differences.js';
import { load } from '../commits/load.js';
import { readBack } from '../commits/read-back.js';
import { tableBytes } from '../commits/tier-bytes.js';
import type { JobModule } from '../harness/suite.js';
import { startS3Process } from '../servers/s3-process.js';
import { gzipLines } from '../stream/gzip-lines.js';
import { bucketDigest } from './bucket-digest.js';
import { commitArchive } from './commit-archive.js';
import { ShardCrew } from './shard-crew.js';

/** A crew of so many workers, on the commits of a file. */
export interface ShardsArguments {
  readonly file: string;
  /** `null`: all. */
  readonly limit: number | null;
  readonly workers: number;
}

/** Shards of the run: many to a worker, so that none waits long for the last. */
const SEGMENTS = 16;
/** What a request to S3 takes, about, besides what it takes here: workers wait as they would. */
const S3_DELAY_MS = 20;
/** Items that one worker has on their way: with the delay above, so many that one of them does not fill a processor. */
const CONCURRENCY = 8;

/** Loads the commits, has the crew archive the old ones, and looks at what became of each. */
export const measure: JobModule<ShardsArguments>['measure'] = async ({ file, limit, workers }) => {
  const lines = () => gzipLines(file, limit ?? undefined);
  const dynamoDb = await startLocalDynamoDb();
  const s3 = await startS3Process();
  const crew = new ShardCrew(workers);
  try {
    await createTables(dynamoDb.client, CommitDatabase);
    const now = new Date(Math.floor(Date.now() / 1000) * 1000);
    const db = commitArchive(dynamoDb.client, s3, { now, concurrency: CONCURRENCY });
    const loaded = await load(db, lines(), CUTOFF);
    const shards = await db.planShards({ segments: SEGMENTS });
    await s3.delay(S3_DELAY_MS);
    const place = {
      dynamoDb: dynamoDb.endpoint,
      s3: s3.endpoint,
      bucketName: s3.bucketName,
      now: now.toISOString(),
      concurrency: CONCURRENCY,
    };
    const { seconds, cpuSeconds, summaries } = await crew.work(place, shards);
    await s3.delay(0);

    const differences = new Differences();
    const total: ArchivalTotal = await sumArchivalResults(summaries);
    if (!total.complete) differences.add(`${total.shards.complete} of ${total.shards.count} shards are complete`);
    for (const { stage, message } of total.errors) differences.add(`${stage}: ${message}`);
    const { pointers } = await tableBytes(dynamoDb.client);
    const { objects, digest } = await bucketDigest(s3.client, s3.bucketName);
    differences.expect('items archived', loaded.old, total.itemsArchived);
    differences.expect('pointers in the table', loaded.old, pointers.count);
    differences.expect('objects in the bucket', loaded.old, objects);
    differences.expect('items read back', loaded.items, await readBack(db, lines(), CUTOFF, differences));
    const values = { items: total.itemsArchived, objects, digest, seconds, cpuSeconds };
    return [
      { subject: `${workers}`, x: workers, values: { ...values, differences: differences.count, first: differences.first.join('; ') } },
    ];
  } finally {
    await Promise.all([crew.stop(), s3.stop(), dynamoDb.stop()]);
  }
};
