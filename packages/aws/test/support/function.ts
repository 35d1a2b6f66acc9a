/** What is deployed: a database and its handlers, told by the environment where they are, as a function's configuration does. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { createArchiveHandlers } from '@tempest-ts/aws';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { ItemDatabase } from './items.js';

const { DYNAMODB_ENDPOINT = '', S3_ENDPOINT = '', BUCKET = '', STATE_BUCKET = '', SEGMENTS = '' } = process.env;
const local = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const s3 = new S3Client({ ...local, endpoint: S3_ENDPOINT, forcePathStyle: true });

function createDatabase() {
  const regularDb = LogicalDb.create(ItemDatabase, new DynamoDBClient({ ...local, endpoint: DYNAMODB_ENDPOINT }));
  return HybridLogicalDb.create(ItemDatabase, regularDb, {
    s3Config: { bucketName: BUCKET, client: s3 },
    archivalConfig: { concurrency: 4 },
  });
}

export const { plan, archive, report, archiveTables } = createArchiveHandlers({
  db: createDatabase,
  state: { client: s3, bucketName: STATE_BUCKET },
  plan: { segments: Number(SEGMENTS) },
});
