import { type AttributeValue, BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ORDERS_TABLE, type Order } from '../peers/order.js';
import { forEachConcurrently } from '../stream/for-each-concurrently.js';

/** DynamoDB API reference, BatchWriteItem. */
const MAX_BATCH_WRITES = 25;
const CONCURRENCY = 16;

async function* batches(orders: Iterable<Order>): AsyncGenerator<readonly Order[]> {
  let batch: Order[] = [];
  for (const order of orders) {
    batch.push(order);
    if (batch.length < MAX_BATCH_WRITES) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Puts orders into the table with the SDK alone, past the library. */
export async function loadRows(client: DynamoDBClient, orders: Iterable<Order>): Promise<void> {
  await forEachConcurrently(batches(orders), CONCURRENCY, async batch => {
    const puts = batch.map(order => ({ PutRequest: { Item: marshall(order) as Record<string, AttributeValue> } }));
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [ORDERS_TABLE]: puts } }));
    if (Object.keys(UnprocessedItems ?? {}).length > 0) throw new Error('The local DynamoDB left items of a batch unwritten.');
  });
}
