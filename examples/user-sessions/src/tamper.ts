import { paginateScan, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { LocalServers } from '@tempest-ts/testing';

/** Writes into one archived session from beside the library, to show that the comparison notices. */
export async function tamperWithOneSession(servers: LocalServers, tableName: string): Promise<void> {
  for await (const page of paginateScan({ client: servers.dynamoDb }, { TableName: tableName })) {
    const row = page.Items?.find(item => item.s3Archive !== undefined);
    if (!row?.partition_key || !row.sort_key) continue;
    await servers.dynamoDb.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: { partition_key: row.partition_key, sort_key: row.sort_key },
        UpdateExpression: 'SET sessionData = :tampered',
        ExpressionAttributeValues: { ':tampered': { S: '{"tampered":true}' } },
      }),
    );
    return;
  }
}
