/** Answers any request with one item, from memory. */
const CANNED_CLIENT = `
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
const answer = '{"Item":{"account":{"S":"a"},"id":{"S":"i"},"note":{"S":"n"},"createdAt":{"S":"2026-01-01T00:00:00.000Z"}}}';
const client = new DynamoDBClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'canned', secretAccessKey: 'canned' },
  requestHandler: { handle: async () => ({ response: { statusCode: 200, headers: {}, body: Readable.from([Buffer.from(answer)]) } }) },
});
const s3 = new S3Client({ region: 'us-east-1' });
const tell = item => {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ wallMs: performance.now(), cpuMs: (user + system) / 1000, items: item && s3 ? 1 : 0 }));
};
`;

/** Decorators called by hand: the bundler compiles none here. */
const declare = (timestamp: string): string => `
class Order {}
for (const name of ['account', 'id', 'note']) Attribute({ type: String })(Order.prototype, name);
${timestamp}
class Db extends LogicalDb {
  orders = logicalTable({ name: 'orders', partitionKey: 'account', sortKey: 'id', views: { byId: inlineView(Order, { key: ['account', 'id'] }) } });
}
`;

/** By subject: programs that connect and load one item. */
export const START_PROGRAMS: Readonly<Record<string, string>> = {
  'the two SDK clients': `${CANNED_CLIENT}
tell((await client.send(new GetItemCommand({ TableName: 'orders', Key: { account: { S: 'a' }, id: { S: 'i' } } }))).Item);`,
  LogicalDb: `${CANNED_CLIENT}
import { Attribute, inlineView, LogicalDb, logicalTable } from '@tempest-ts/tempest';
${declare("Attribute({ type: Date })(Order.prototype, 'createdAt');")}
tell(await LogicalDb.create(Db, client).orders.byId.load({ account: 'a', id: 'i' }));`,
  HybridLogicalDb: `${CANNED_CLIENT}
import { ArchivalTimestamp, Attribute, HybridLogicalDb, HybridTable, inlineView, LogicalDb, logicalTable } from '@tempest-ts/hybrid';
${declare("ArchivalTimestamp()(Order.prototype, 'createdAt'); HybridTable({ s3KeyTemplate: 'orders/{pk}/{sk}.json' })(Order);")}
const db = HybridLogicalDb.create(Db, LogicalDb.create(Db, client), { s3Config: { bucketName: 'archive', client: s3 }, archivalConfig: { archiveAfterDuration: { days: 1 } } });
tell(await db.orders.byId.load({ account: 'a', id: 'i' }));`,
};
