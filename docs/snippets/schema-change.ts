import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { ArchivalTimestamp, Attribute, HybridLogicalDb, HybridTable, inlineView, LogicalDb, logicalTable } from '@tempest-ts/hybrid';

/** What was deployed at first. */
@HybridTable({ archiveAfterDays: 90, s3KeyTemplate: 'orders/{pk}.json' })
class FirstOrder {
  @Attribute() id!: string;
  @Attribute() customer!: string;
  @Attribute() price!: number;
  @ArchivalTimestamp() placedAt!: Date;
}

// #region declare
@HybridTable({
  archiveAfterDays: 90,
  s3KeyTemplate: 'orders/{pk}.json',
  schemaVersion: 3,
  upcast: {
    1: ({ customer, ...row }) => ({ ...row, customerName: customer }), // renamed in version 2
    2: ({ price, ...row }) => ({ ...row, cents: Math.round(Number(price) * 100) }), // euros until version 3
  },
})
class Order {
  @Attribute() id!: string;
  @Attribute() customerName!: string;
  @Attribute() cents!: number;
  @ArchivalTimestamp() placedAt!: Date;
}
// #endregion

const table = { name: 'orders', partitionKey: 'id', sortKey: null } as const;

class FirstOrderDatabase extends LogicalDb {
  orders = logicalTable({ ...table, views: { all: inlineView(FirstOrder, { key: ['id'] }) } });
}

class OrderDatabase extends LogicalDb {
  orders = logicalTable({ ...table, views: { all: inlineView(Order, { key: ['id'] }) } });
}

export { FirstOrderDatabase };

export async function archiveFirst(dynamoDb: DynamoDBClient, client: S3Client, bucketName: string): Promise<void> {
  const db = HybridLogicalDb.create(FirstOrderDatabase, LogicalDb.create(FirstOrderDatabase, dynamoDb), {
    s3Config: { bucketName, client },
  });
  await db.orders.all.save({ id: '1', customer: 'Ada', price: 12.5, placedAt: new Date('2023-01-01') });
  await db.archiveOldData();
}

export async function readToday(dynamoDb: DynamoDBClient, client: S3Client, bucketName: string): Promise<string> {
  const db = HybridLogicalDb.create(OrderDatabase, LogicalDb.create(OrderDatabase, dynamoDb), { s3Config: { bucketName, client } });
  // #region read
  const order = await db.orders.all.load({ id: '1' }); // archived by version 1
  const text = `${order?.customerName} paid ${order?.cents} cents`; // Ada paid 1250 cents
  // #endregion
  return text;
}
