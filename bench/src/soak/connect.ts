import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import type { WorkerTask } from './messages.js';
import { SoakDatabase } from './notes.js';
import { MAX_ATTEMPT_AGE_SECONDS } from './passed-time.js';
import type { Clients } from './planted-bugs.js';

/** More than a process ever has under way, so that none waits for a socket. */
const SOCKETS = { keepAlive: true, maxSockets: 128 };

/** Clients of the servers, or of what stands before them. */
export function connectClients(task: Pick<WorkerTask, 'dynamoDb' | 's3' | 'accessKeyId' | 'secretAccessKey'>): Clients {
  const { accessKeyId, secretAccessKey } = task;
  const common = { region: 'us-east-1', requestHandler: { httpAgent: SOCKETS } };
  return {
    // The credentials of LocalDynamoDb's own client: DynamoDB Local keeps separate tables for others.
    dynamoDb: new DynamoDBClient({ ...common, endpoint: task.dynamoDb, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
    s3: new S3Client({ ...common, endpoint: task.s3, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } }),
  };
}

/** The database as every process has it; with a planted bug, a little simpler. */
export function openDatabase({ dynamoDb, s3 }: Clients, bucketName: string, bug?: string): HybridLogicalDb<SoakDatabase> {
  return HybridLogicalDb.create(SoakDatabase, LogicalDb.create(SoakDatabase, dynamoDb), {
    s3Config: { bucketName, client: s3 },
    archivalConfig: {
      archiveAfterDuration: { days: 365 },
      concurrency: 4, // a move is then quick, also where nine processes share two cores
      batchSwaps: bug === undefined && 'auto', // the bugs are planted into single swaps
      segments: 2,
      maxAttemptAge: { seconds: MAX_ATTEMPT_AGE_SECONDS },
    },
  });
}
