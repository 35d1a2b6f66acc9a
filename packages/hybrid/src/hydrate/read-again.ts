import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type CallScope, lean, type ReadonlyRow, type Row, rowKey, send, type TableSchema, type Wire } from '@tempest-ts/tempest/extend';

/** The base row as it is now, whatever the row was read through; `undefined` where it is gone. */
export async function readAgain(
  wire: Wire,
  table: TableSchema,
  row: ReadonlyRow,
  { signal, capacity }: CallScope,
): Promise<Row | undefined> {
  const input = { TableName: table.tableName, Key: rowKey(table, row), ConsistentRead: true };
  const request = { operation: 'GetItem', table: table.tableName, writes: false, signal, capacity };
  const { Item } = await send(wire, request, input, (sent, options) =>
    wire.client.send(lean(wire.client, new GetItemCommand(sent)), options),
  );
  return Item;
}
