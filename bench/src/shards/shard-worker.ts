// A worker: a process that archives the shards that it is sent, one after the other.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { type HybridOperations, summarizeArchivalResult } from '@tempest-ts/hybrid';
import { commitArchive } from './commit-archive.js';
import type { ShardWorkerMessage, ShardWorkerTask } from './shard-protocol.js';

const MICROS_PER_SECOND = 1e6;
const local = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const say = (message: ShardWorkerMessage): void => {
  process.send?.(message);
};

let db: HybridOperations | undefined;
let cpu = process.cpuUsage();

process.on('message', async (task: ShardWorkerTask) => {
  try {
    if ('place' in task) {
      const { dynamoDb, s3, bucketName, now, concurrency } = task.place;
      const sockets = { httpAgent: { keepAlive: true, maxSockets: 2 * concurrency } };
      const client = new S3Client({ ...local, endpoint: s3, forcePathStyle: true, requestHandler: sockets });
      const tables = new DynamoDBClient({ ...local, endpoint: dynamoDb, requestHandler: sockets });
      db = commitArchive(tables, { client, bucketName }, { now: new Date(now), concurrency });
      cpu = process.cpuUsage();
      return say({ kind: 'ready' });
    }
    const result = await db?.archiveShard(task.shard);
    if (!result) throw new Error('A shard came before the place of the servers.');
    const { user, system } = process.cpuUsage(cpu);
    say({ kind: 'done', summary: summarizeArchivalResult(result), cpuSeconds: (user + system) / MICROS_PER_SECOND });
  } catch (error) {
    say({ kind: 'failed', error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
process.on('disconnect', () => process.exit());
