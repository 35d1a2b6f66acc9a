/**
 * A run as a process of its own, to be killed. Arguments: DynamoDB's endpoint, S3's, the bucket, the table, the key prefix and the checkpoint's file.
 * Prints a line for each page.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import {
  ArchivalTimestamp,
  Attribute,
  fileCheckpoints,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
} from '@tempest-ts/hybrid';

class Item {
  pk!: string;
  sk!: string;
  at!: Date;
  text!: string;
}
// By hand: what runs this file may compile decorators either way.
Attribute()(Item.prototype, 'pk');
Attribute()(Item.prototype, 'sk');
ArchivalTimestamp()(Item.prototype, 'at');
Attribute()(Item.prototype, 'text');
HybridTable({ archiveAfterDays: 1, s3KeyTemplate: 'items/{pk}/{sk}' })(Item);

const [dynamoEndpoint = '', s3Endpoint = '', bucketName = '', table = '', keyPrefix = '', file = ''] = process.argv.slice(2);

class ItemDatabase extends LogicalDb {
  items = logicalTable({ name: table, partitionKey: 'pk', sortKey: 'sk', views: { all: inlineView(Item, { key: ['pk', 'sk'] }) } });
}

const local = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const regularDb = LogicalDb.create(ItemDatabase, new DynamoDBClient({ ...local, endpoint: dynamoEndpoint }));
const db = HybridLogicalDb.create(ItemDatabase, regularDb, {
  s3Config: { bucketName, keyPrefix, client: new S3Client({ ...local, endpoint: s3Endpoint, forcePathStyle: true }) },
  archivalConfig: { segments: 2, concurrency: 8 },
});
const result = await db.archiveOldData({
  readCapacityPerSecond: 10, // many small pages
  checkpoints: fileCheckpoints(file),
  onProgress: ({ rowsScanned }) => process.stdout.write(`${rowsScanned}\n`),
});
process.stdout.write(`end ${JSON.stringify({ archived: result.itemsArchived, scanned: result.rowsScanned, complete: result.complete })}\n`);
process.exit(0);
