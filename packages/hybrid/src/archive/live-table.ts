import { DescribeTableCommand, DescribeTimeToLiveCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeclarationError } from '@tempest-ts/tempest';
import { send, type TableSchema } from '@tempest-ts/tempest/extend';

/** A table as it is, whatever its declaration says. */
export interface LiveTable {
  readonly arn: string;
  /** Of this very table: a table restored under the same name has another. */
  readonly id: string;
  readonly approximateRows: number;
  /** Attributes that rows must keep, so that every live index goes on holding them and they go on expiring. */
  readonly neededAttributes: readonly string[];
}

/** Asks DynamoDB about a table, before anything is moved. Throws DeclarationError where its keys are not the declared ones. */
export async function describeLiveTable(client: DynamoDBClient, table: TableSchema, signal: AbortSignal | undefined): Promise<LiveTable> {
  const { tableName } = table;
  const request = {
    operation: 'DescribeTable',
    table: tableName,
    writes: false,
    signal,
  };
  const { Table } = await send(request, options => client.send(new DescribeTableCommand({ TableName: tableName }), options));
  const keys = Table?.KeySchema?.map(key => key.AttributeName);
  const declared = table.sortKey === undefined ? [table.partitionKey] : [table.partitionKey, table.sortKey];
  if (keys?.join() !== declared.join()) {
    const message = `Table ${table.name} is declared with the key ${declared.join(', ')}; the table ${tableName} has ${keys?.join(', ')}. Correct the declaration.`;
    throw new DeclarationError(message, { table: table.name });
  }
  const ttlRequest = {
    operation: 'DescribeTimeToLive',
    table: tableName,
    writes: false,
    signal,
  };
  const ttl = await send(ttlRequest, options => client.send(new DescribeTimeToLiveCommand({ TableName: tableName }), options));
  const indexes = [...(Table?.GlobalSecondaryIndexes ?? []), ...(Table?.LocalSecondaryIndexes ?? [])];
  const needed = [
    ...indexes.flatMap(index => index.KeySchema ?? []).map(key => key.AttributeName),
    ttl.TimeToLiveDescription?.AttributeName,
  ];
  return {
    arn: Table?.TableArn ?? tableName,
    id: Table?.TableId ?? '',
    approximateRows: Table?.ItemCount ?? 0,
    neededAttributes: needed.filter(name => name !== undefined),
  };
}
