/** A worker as people run it: a process of its own, which ends cleanly on SIGTERM. Its places come as JSON. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { ArchiveWorker } from '@tempest-ts/bullmq';
import { createNoteDb } from './notes.js';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What the process is told. */
export interface WorkerPlaces {
  readonly redisPort: number;
  readonly queueName: string;
  readonly dynamoDbEndpoint: string;
  readonly s3Endpoint: string;
  /** DynamoDB Local has other tables for other credentials. */
  readonly dynamoDbCredentials: Credentials;
  readonly s3Credentials: Credentials;
  readonly bucketName: string;
  readonly lockMs: number;
  readonly writeCapacityPerSecond: number;
}

const places = JSON.parse(process.argv[2] ?? '{}') as WorkerPlaces; // by the test that starts it
const dynamoDb = new DynamoDBClient({ endpoint: places.dynamoDbEndpoint, region: 'us-east-1', credentials: places.dynamoDbCredentials });
const s3 = new S3Client({ endpoint: places.s3Endpoint, region: 'us-east-1', forcePathStyle: true, credentials: places.s3Credentials });
const { lockMs, writeCapacityPerSecond, redisPort, queueName } = places;
const worker = new ArchiveWorker(createNoteDb(dynamoDb, s3, places.bucketName), {
  connection: { host: '127.0.0.1', port: redisPort },
  queueName,
  lockMs,
  writeCapacityPerSecond,
  backoffMs: 100,
  onError: error => process.stderr.write(`${error.message}\n`),
});
process.once('SIGTERM', async () => {
  await worker.close();
  dynamoDb.destroy();
  s3.destroy();
});
await worker.ready();
process.stdout.write('ready\n');
