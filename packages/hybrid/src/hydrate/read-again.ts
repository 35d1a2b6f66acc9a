import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type ReadonlyRow, type Row, rowKey, send, type TableSchema } from '@tempest-ts/tempest/extend';

/** The base row as it is now, whatever the row was read through; `undefined` where it is gone. */
export async function readAgain(
  client: DynamoDBClient,
  table: TableSchema,
  row: ReadonlyRow,
  signal: AbortSignal | undefined,
): Promise<Row | undefined> {
  const input = { TableName: table.tableName, Key: rowKey(table, row), ConsistentRead: true };
  const request = { operation: 'GetItem', table: table.tableName, writes: false, signal };
  const { Item } = await send(request, options => client.send(new GetItemCommand(input), options));
  return Item;
}
