import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

/** @type {import('./peer.js').PeerModule['connect']} */
export function connect(client, TableName) {
  const document = DynamoDBDocumentClient.from(client);
  return {
    save: order => document.send(new PutCommand({ TableName, Item: order })),
    load: async ({ account, id }) => (await document.send(new GetCommand({ TableName, Key: { account, id } }))).Item,
    update: async ({ account, id }, { status, total }) => {
      const output = await document.send(
        new UpdateCommand({
          TableName,
          Key: { account, id },
          UpdateExpression: 'SET #status = :status, #total = :total',
          ConditionExpression: 'attribute_exists(account)',
          ExpressionAttributeNames: { '#status': 'status', '#total': 'total' },
          ExpressionAttributeValues: { ':status': status, ':total': total },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return output.Attributes;
    },
    page: async account => {
      const output = await document.send(
        new QueryCommand({
          TableName,
          Limit: 100,
          KeyConditionExpression: 'account = :account',
          ExpressionAttributeValues: { ':account': account },
        }),
      );
      return output.Items ?? [];
    },
  };
}
