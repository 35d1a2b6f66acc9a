import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { SENDER_HEADER } from './faults/fault-proxy.js';
import type { WorkerTask } from './messages.js';
import { SoakDatabase } from './notes.js';
import { QUICK, SLOW } from './passed-time.js';
import type { Clients } from './planted-bugs.js';

/** More than a process ever has under way, so that none waits for a socket. */
const SOCKETS = { keepAlive: true, maxSockets: 128 };

/** Items that are dealt with at once: a move of few is quick, also where nine processes share two cores. */
const FEW = 4;
/** As many as a run has, where a planted bug has each wait for a while. */
const MANY = 16;

/** Has each request say who sends it. */
function sign(client: DynamoDBClient | S3Client, sender: string): void {
  // Both clients' stacks take middleware of any command; their types do not overlap.
  const stack = client.middlewareStack as DynamoDBClient['middlewareStack'];
  stack.add(
    next => args => {
      (args.request as { readonly headers: Record<string, string> }).headers[SENDER_HEADER] = sender; // an HTTP request at that step
      return next(args);
    },
    { step: 'build', name: 'soakSender' },
  );
}

/**
 * Clients of the servers, or of what stands before them.
 *
 * @param sender who they are for. Default: nobody that a proxy need tell from others
 */
export function connectClients(task: Pick<WorkerTask, 'dynamoDb' | 's3' | 'accessKeyId' | 'secretAccessKey'>, sender?: string): Clients {
  const { accessKeyId, secretAccessKey } = task;
  const common = { region: 'us-east-1', requestHandler: { httpAgent: SOCKETS } };
  const clients = {
    // The credentials of LocalDynamoDb's own client: DynamoDB Local keeps separate tables for others.
    dynamoDb: new DynamoDBClient({ ...common, endpoint: task.dynamoDb, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
    s3: new S3Client({ ...common, endpoint: task.s3, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } }),
  };
  if (sender !== undefined) for (const client of [clients.dynamoDb, clients.s3]) sign(client, sender);
  return clients;
}

/** The database as every process has it; with a planted bug, a little simpler. */
export function openDatabase({ dynamoDb, s3 }: Clients, bucketName: string, bug?: string): HybridLogicalDb<SoakDatabase> {
  return HybridLogicalDb.create(SoakDatabase, LogicalDb.create(SoakDatabase, dynamoDb), {
    s3Config: { bucketName, client: s3 },
    archivalConfig: {
      archiveAfterDuration: { days: 365 },
      concurrency: bug === undefined ? FEW : MANY,
      batchSwaps: bug === undefined && 'auto', // the bugs are planted into single swaps
      segments: 2,
      maxAttemptAge: { seconds: (bug === undefined ? QUICK : SLOW).attemptSeconds },
    },
  });
}
