/**
 * A run as a process of its own, to be killed. Arguments: DynamoDB's endpoint, S3's with its user and secret, the bucket, the table, the key prefix and the checkpoint's
 * file. Prints a line for each page.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { fileCheckpoints, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { limitPages } from './limit-pages.js';
import { ItemDatabase } from './plain-items.js';

const [
  dynamoEndpoint = '',
  s3Endpoint = '',
  accessKeyId = '',
  secretAccessKey = '',
  bucketName = '',
  table = '',
  keyPrefix = '',
  file = '',
] = process.argv.slice(2);

const local = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const dynamoDb = new DynamoDBClient({ ...local, endpoint: dynamoEndpoint });
limitPages(dynamoDb, 10);
const regularDb = LogicalDb.create(ItemDatabase, dynamoDb, {
  tableNameResolver: () => table,
});
const db = HybridLogicalDb.create(ItemDatabase, regularDb, {
  s3Config: {
    bucketName,
    keyPrefix,
    client: new S3Client({ ...local, credentials: { accessKeyId, secretAccessKey }, endpoint: s3Endpoint, forcePathStyle: true }),
  },
  archivalConfig: { segments: 2, concurrency: 8 },
});
const result = await db.archiveOldData({
  readCapacityPerSecond: 10, // there is time to kill it
  checkpoints: fileCheckpoints(file),
  onProgress: ({ rowsScanned }) => process.stdout.write(`${rowsScanned}\n`),
});
process.stdout.write(`end ${JSON.stringify({ archived: result.itemsArchived, scanned: result.rowsScanned, complete: result.complete })}\n`);
process.exit(0);
