import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { startLocalServers } from '@tempest-ts/testing';
import { imageRow, type StreamImage } from '../../src/stream/stream-record.js';
import { type Golden, SAMPLE, ThingDb } from './golden.js';

/** Items before and behind the sample in its partition, so that it is not its pack's only one. */
const NEIGHBOURS: readonly StreamImage[] = ['s 0', 's 2'].map(sk => ({
  pk: SAMPLE.pk ?? {},
  sk: { S: sk },
  at: SAMPLE.at ?? {},
  text: { S: 'a neighbour' },
}));

const base64 = (_: string, value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value);

/** What today's archiver makes of the sample and its neighbours, in a pack. */
export async function packSample(bodyFormat: 'json' | 'dynamodb-json'): Promise<Golden> {
  const servers = await startLocalServers();
  try {
    await servers.createTables(ThingDb);
    for (const image of [SAMPLE, ...NEIGHBOURS]) {
      await servers.dynamoDb.send(new PutItemCommand({ TableName: 'things', Item: imageRow(image) }));
    }
    const db = HybridLogicalDb.create(ThingDb, LogicalDb.create(ThingDb, servers.dynamoDb), {
      s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: 'golden/' },
      archivalConfig: { layout: 'packed', segments: 1 },
      bodyFormat,
    });
    const { itemsArchived } = await db.archiveOldData();
    if (itemsArchived !== 1 + NEIGHBOURS.length) throw new Error(`${itemsArchived} items were archived`);
    const Key = imageRow({ pk: SAMPLE.pk ?? {}, sk: SAMPLE.sk ?? {} });
    const { Item = {} } = await servers.dynamoDb.send(new GetItemCommand({ TableName: 'things', Key, ConsistentRead: true }));
    const object = await servers.s3.send(new GetObjectCommand({ Bucket: servers.bucketName, Key: Item.s3Key?.S }));
    const bytes = await object.Body?.transformToByteArray();
    return {
      row: JSON.parse(JSON.stringify(Item, base64)) as StreamImage, // bytes in base64, as golden files have them
      metadata: object.Metadata ?? {},
      object: Buffer.from(bytes ?? []).toString('base64'),
      item: SAMPLE,
    };
  } finally {
    await servers.stop();
  }
}
