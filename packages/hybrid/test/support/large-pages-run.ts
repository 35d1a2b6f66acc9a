/** A process that reads pointers to hundreds of megabytes, page after page, within the heap that it is given. Prints each page's number of items. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beginsWith, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { createTables, startLocalDynamoDb, startLocalS3 } from '@tempest-ts/testing';
import { checksum } from '../../src/body/checksum.js';
import { compressBody } from '../../src/body/compress-body.js';
import { encodeBody } from '../../src/body/encode-body.js';
import { encodePointer } from '../../src/pointer/pointer.js';
import { ItemDatabase } from './plain-items.js';

const ITEMS = 800;
const TEXT_BYTES = 380 * 1024;
const dynamo = await startLocalDynamoDb();
const s3 = await startLocalS3();
await s3.client.send(new CreateBucketCommand({ Bucket: 'archive' }));
await createTables(dynamo.client, ItemDatabase);
const archivedAt = new Date();
for (let number = 0; number < ITEMS; number += 1) {
  const key = { pk: { S: 'p' }, sk: { S: String(number).padStart(4, '0') }, at: { S: '2020-01-01T00:00:00.000Z' } };
  const body = encodeBody({ ...key, text: { S: `${number}`.padEnd(TEXT_BYTES, 'x') } }, 'json');
  const bytes = await compressBody(body, { level: 1 });
  const s3Key = `items/p/${key.sk.S}`;
  const attempt = 'a'.repeat(22);
  const sizes = { bodyBytes: body.byteLength, storedBytes: bytes.byteLength };
  const pointer = encodePointer({ s3Key, attempt, checksum: checksum(bytes), ...sizes, archivedAt, kept: ['pk', 'sk', 'at'], schema: 1 });
  await Promise.all([
    s3.client.send(new PutObjectCommand({ Bucket: 'archive', Key: s3Key, Body: bytes, Metadata: { 'tempest-attempt': attempt } })),
    dynamo.client.send(new PutItemCommand({ TableName: 'items', Item: { ...key, ...pointer } })),
  ]);
}

const regularDb = LogicalDb.create(ItemDatabase, dynamo.client);
const db = HybridLogicalDb.create(ItemDatabase, regularDb, { s3Config: { bucketName: 'archive', client: s3.client } });
const pages: number[] = [];
let bytes = 0;
for await (const page of db.items.all.queryAll(beginsWith({ pk: 'p' }), { pageSize: 1_000, prefetch: true })) {
  pages.push(page.contents.length);
  for (const { text } of page.contents) bytes += text.length;
}
await Promise.all([dynamo.stop(), s3.stop()]);
process.stdout.write(JSON.stringify({ pages, bytes }));
