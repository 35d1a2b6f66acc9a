import { CreateBucketCommand, DeleteBucketCommand, DeleteObjectsCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { createTables, type DynamoDbEngineName, startLocalDynamoDb } from '@tempest-ts/testing';
import { startS3Process } from '../servers/s3-process.js';
import { connectClients } from './connect.js';
import type { WorkerTask } from './messages.js';
import { SoakDatabase } from './notes.js';
import type { Clients } from './planted-bugs.js';

/** A DynamoDB with the run's table and an S3 with its bucket. */
export interface SoakServers {
  readonly dynamoDb: string;
  readonly s3: string;
  readonly bucketName: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** For people. */
  readonly description: string;
  /** Straight to the servers. */
  readonly clients: Clients;
  stop(): Promise<void>;
}

/** A Java virtual machine, on a machine that is busy. */
const START_TIMEOUT_MS = 120_000;

async function empty(s3: S3Client, bucketName: string): Promise<void> {
  for (;;) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucketName }));
    if (Contents.length === 0) break;
    await s3.send(new DeleteObjectsCommand({ Bucket: bucketName, Delete: { Objects: Contents.map(({ Key }) => ({ Key })) } }));
  }
  await s3.send(new DeleteBucketCommand({ Bucket: bucketName }));
}

/**
 * Starts the embedded servers, each a process of its own or, where the environment names others as for `npm run test:servers`, uses those:
 * `TEMPEST_TEST_DYNAMODB` is an engine, `TEMPEST_TEST_S3_ENDPOINT` the URL of a gateway whose user is `test`, with the secret `testtest`.
 */
export async function startSoakServers(env: NodeJS.ProcessEnv): Promise<SoakServers> {
  const { TEMPEST_TEST_DYNAMODB: engine, TEMPEST_TEST_S3_ENDPOINT: gateway } = env;
  const dynamoDb = await startLocalDynamoDb({
    ...(engine !== undefined && { engine: engine as DynamoDbEngineName }), // refused by name where it is none
    startTimeoutMs: START_TIMEOUT_MS,
  });
  const embedded = gateway === undefined ? await startS3Process() : undefined;
  const credentials: Pick<WorkerTask, 'accessKeyId' | 'secretAccessKey'> = { accessKeyId: 'test', secretAccessKey: 'testtest' };
  const endpoints = { dynamoDb: dynamoDb.endpoint, s3: embedded?.endpoint ?? gateway ?? '' };
  const clients = connectClients({ ...endpoints, ...credentials });
  const bucketName = `soak-${crypto.randomUUID()}`;
  await createTables(clients.dynamoDb, SoakDatabase);
  await clients.s3.send(new CreateBucketCommand({ Bucket: bucketName }));
  return {
    ...endpoints,
    ...credentials,
    bucketName,
    clients,
    description: `DynamoDB: ${dynamoDb.engine}; S3: ${gateway === undefined ? 'the local server' : 'a gateway'}`,
    stop: async () => {
      if (!embedded) await empty(clients.s3, bucketName);
      clients.dynamoDb.destroy();
      clients.s3.destroy();
      await Promise.all([embedded?.stop(), dynamoDb.stop()]);
    },
  };
}
