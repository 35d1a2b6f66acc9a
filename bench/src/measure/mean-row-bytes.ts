import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { itemBytes } from './item-bytes.js';

const SAMPLE_ROWS = 500;

/** What a row of a table weighs, in bytes as DynamoDB counts: the mean of the first that a scan finds. */
export async function meanRowBytes(client: DynamoDBClient, TableName: string): Promise<number> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName, Limit: SAMPLE_ROWS }));
  return Items.reduce((sum, row) => sum + itemBytes(row), 0) / Items.length;
}
