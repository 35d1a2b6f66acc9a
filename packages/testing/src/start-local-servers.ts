import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { createTables, type LogicalDbOptions } from '@tempest-ts/tempest';
import type { DynamoDbEngineName, LocalDynamoDb } from './dynamo-db/local-dynamo-db.js';
import { startLocalDynamoDb } from './dynamo-db/start-local-dynamo-db.js';
import { type LocalS3, startLocalS3 } from './s3/local-s3.js';

/** Which servers to start. */
export interface LocalServersOptions {
  /** Default `'auto'`: the bundled binary where the platform has one, else DynamoDB Local where Java is found. A URL: the server that answers there. */
  readonly dynamoDb?: 'auto' | DynamoDbEngineName | `http${string}`;
  /** Default `'local'`: a server in this process. Otherwise how to reach the one to use. */
  readonly s3?: 'local' | S3ClientConfig;
  /** Default: `tempest-` and a random name. */
  readonly bucketName?: string;
}

/** A DynamoDB and an S3 that an application can be tested with. */
export interface LocalServers {
  readonly dynamoDb: DynamoDBClient;
  readonly s3: S3Client;
  /** Created at the start. */
  readonly bucketName: string;
  /** The DynamoDB server itself: its endpoint, and the requests that its client has sent. */
  readonly dynamoDbServer: LocalDynamoDb;
  /** The S3 server itself, where it runs in this process: request counters, faults and latency. */
  readonly s3Server: LocalS3 | undefined;
  /** Creates a database's tables and indexes as they are declared. */
  createTables(dbClass: new () => object, options?: LogicalDbOptions): Promise<readonly string[]>;
  /** Ends everything that was started: no process, socket or file is left. */
  stop(): Promise<void>;
}

const randomBucket = (): string => `tempest-${crypto.randomUUID()}`;

/**
 * Starts a DynamoDB and an S3 server on this machine, with clients for both and a bucket.
 *
 * @throws LocalDynamoDbNotFoundError where no DynamoDB server is installed; the message says what to install
 * @example
 * const servers = await startLocalServers();
 * await servers.createTables(UserDatabase);
 * const db = LogicalDb.create(UserDatabase, servers.dynamoDb);
 * // ...
 * await servers.stop();
 */
export async function startLocalServers(options: LocalServersOptions = {}): Promise<LocalServers> {
  const { dynamoDb: engine = 'auto', s3: s3Option = 'local', bucketName = randomBucket() } = options;
  const dynamoDbServer = await startLocalDynamoDb(
    engine.startsWith('http') ? { endpoint: engine } : { engine: engine as 'auto' | DynamoDbEngineName },
  );
  let s3Server: LocalS3 | undefined;
  let s3: S3Client | undefined;
  const stop = async (): Promise<void> => {
    if (!s3Server) s3?.destroy();
    await Promise.all([s3Server?.stop(), dynamoDbServer.stop()]);
  };
  try {
    s3Server = s3Option === 'local' ? await startLocalS3() : undefined;
    s3 = s3Server?.client ?? new S3Client(s3Option === 'local' ? {} : s3Option);
    await s3.send(new CreateBucketCommand({ Bucket: bucketName }));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    dynamoDb: dynamoDbServer.client,
    s3,
    bucketName,
    dynamoDbServer,
    s3Server,
    createTables: (dbClass, tableOptions) => createTables(dynamoDbServer.client, dbClass, tableOptions),
    stop,
  };
}
