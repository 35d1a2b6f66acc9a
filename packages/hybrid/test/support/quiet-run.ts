/**
 * A run as a process of its own: it must end by itself, with nothing on stderr but what the SDK says of Node 20, within the heap that it is given.
 * Arguments: how many items to archive.
 */
import { type AttributeValue, BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { beginsWith, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { createTables, startLocalDynamoDb, startLocalS3 } from '@tempest-ts/testing';
import { ItemDatabase } from './plain-items.js';

const BATCH = 25;
const count = Number(process.argv[2]);
const dynamo = await startLocalDynamoDb();
const directory = process.argv[3];
const s3 = await startLocalS3(directory === undefined ? {} : { directory });
await s3.client.send(new CreateBucketCommand({ Bucket: 'archive' }));
await createTables(dynamo.client, ItemDatabase);
const text: AttributeValue = { S: 'x'.repeat(1_000) };
for (let at = 0; at < count; at += BATCH) {
  const puts = Array.from({ length: Math.min(BATCH, count - at) }, (_, offset) => ({
    PutRequest: {
      Item: {
        pk: { S: `p${(at + offset) % 10}` },
        sk: { S: String(at + offset).padStart(8, '0') },
        at: { S: '2020-01-01T00:00:00.000Z' },
        text,
      },
    },
  }));
  await dynamo.client.send(new BatchWriteItemCommand({ RequestItems: { items: puts } }));
}

const regularDb = LogicalDb.create(ItemDatabase, dynamo.client);
const db = HybridLogicalDb.create(ItemDatabase, regularDb, { s3Config: { bucketName: 'archive', client: s3.client } });
const abort = new AbortController();
const result = await db.archiveOldData({ signal: abort.signal });
let read = 0;
for (let partition = 0; partition < 10; partition += 1) {
  for await (const item of db.items.all.queryAllContents(beginsWith({ pk: `p${partition}` }), { signal: abort.signal }))
    read += item.text.length / 1_000;
}
// Many items at once under one signal of the caller's.
const restoreOptions = { signal: abort.signal };
const byCondition = await db.restore({ view: db.items.all, condition: beginsWith({ pk: 'p1' }) }, restoreOptions);
const keys = Array.from({ length: count / 10 }, (_, index) => db.items.all.key({ pk: 'p2', sk: String(index * 10 + 2).padStart(8, '0') }));
const byKeys = await db.restore(keys, restoreOptions);
// An abort in the middle of a page, with many objects under way.
const aborted = db.items.all.query(beginsWith({ pk: 'p0' }), { signal: abort.signal }).then(
  () => 'finished',
  (error: { readonly code: string }) => error.code,
);
setTimeout(() => abort.abort(), 15);
const outcome = await aborted;
await Promise.all([dynamo.stop(), s3.stop()]);
process.stdout.write(
  JSON.stringify({
    archived: result.itemsArchived,
    errors: result.errorCount,
    read,
    restored: byCondition.itemsRestored + byKeys.itemsRestored,
    outcome,
    rss: process.resourceUsage().maxRSS,
  }),
);
