import assert from 'node:assert/strict';
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type Projection,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDbContractCase } from './dynamo-db-contract-case.js';
import { type ContractIndexes, type Item, key, rejection, tableCase } from './dynamo-db-contract-table.js';

const INDEXED_ITEM: Item = {
  ...key('p', 's'),
  g: { S: 'group' },
  l: { S: 'local' },
  extra: { S: 'in' },
  other: { S: 'out' },
};

function indexes(global: Projection, local: Projection): ContractIndexes {
  return {
    attributes: [
      { AttributeName: 'g', AttributeType: 'S' },
      { AttributeName: 'l', AttributeType: 'S' },
    ],
    indexes: {
      GlobalSecondaryIndexes: [
        {
          IndexName: 'global',
          KeySchema: [
            { AttributeName: 'g', KeyType: 'HASH' },
            { AttributeName: 'l', KeyType: 'RANGE' },
          ],
          Projection: global,
        },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: 'local',
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'l', KeyType: 'RANGE' },
          ],
          Projection: local,
        },
      ],
    },
  };
}

function projectionCase(projection: Projection, projected: readonly string[], projectedLocally: readonly string[]): DynamoDbContractCase {
  return tableCase(
    `index rows of projection ${projection.ProjectionType} carry the index keys, the table keys and what it includes`,
    async table => {
      await table.put(INDEXED_ITEM);
      await table.put({ ...key('p', 'not indexed'), other: { S: 'x' } });
      const query = (IndexName: string, attribute: string, value: string) =>
        table.client.send(
          new QueryCommand({
            TableName: table.name,
            IndexName,
            KeyConditionExpression: '#a = :v',
            ExpressionAttributeNames: { '#a': attribute },
            ExpressionAttributeValues: { ':v': { S: value } },
          }),
        );
      const global = await query('global', 'g', 'group');
      assert.deepEqual(
        global.Items?.map(item => Object.keys(item).sort()),
        [[...projected].sort()],
      );
      const local = await query('local', 'pk', 'p');
      assert.deepEqual(
        local.Items?.map(item => Object.keys(item).sort()),
        [[...projectedLocally].sort()],
      );
      const scanned = await table.client.send(new ScanCommand({ TableName: table.name, IndexName: 'global' }));
      assert.equal(scanned.Count, 1);
    },
    indexes(projection, projection),
  );
}

/** Tables, indexes, time to live. */
export const TABLE_CASES: readonly DynamoDbContractCase[] = [
  tableCase(
    'a table describes its keys, its ARN and its indexes as created',
    async table => {
      const { Table } = await table.client.send(new DescribeTableCommand({ TableName: table.name }));
      assert.equal(Table?.TableStatus, 'ACTIVE');
      assert.match(Table?.TableArn ?? '', new RegExp(`^arn:aws:dynamodb:[^:]+:[^:]*:table/${table.name}$`));
      assert.deepEqual(Table?.KeySchema, [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ]);
      const [global] = Table?.GlobalSecondaryIndexes ?? [];
      assert.equal(global?.IndexName, 'global');
      assert.deepEqual(global?.Projection, {
        ProjectionType: 'INCLUDE',
        NonKeyAttributes: ['extra'],
      });
      const [local] = Table?.LocalSecondaryIndexes ?? [];
      assert.equal(local?.IndexName, 'local');
      assert.equal(local?.Projection?.ProjectionType, 'KEYS_ONLY');
      assert.deepEqual(local?.KeySchema?.at(1), {
        AttributeName: 'l',
        KeyType: 'RANGE',
      });
    },
    indexes({ ProjectionType: 'INCLUDE', NonKeyAttributes: ['extra'] }, { ProjectionType: 'KEYS_ONLY' }),
  ),
  projectionCase({ ProjectionType: 'ALL' }, Object.keys(INDEXED_ITEM), Object.keys(INDEXED_ITEM)),
  projectionCase({ ProjectionType: 'KEYS_ONLY' }, ['pk', 'sk', 'g', 'l'], ['pk', 'sk', 'l']),
  projectionCase({ ProjectionType: 'INCLUDE', NonKeyAttributes: ['extra'] }, ['pk', 'sk', 'g', 'l', 'extra'], ['pk', 'sk', 'l', 'extra']),
  {
    name: 'a missing table is a ResourceNotFoundException, for descriptions, reads and writes',
    async run({ client }) {
      const TableName = 'contract-no-such-table';
      await rejection(client.send(new DescribeTableCommand({ TableName })), 'ResourceNotFoundException');
      await rejection(client.send(new ScanCommand({ TableName })), 'ResourceNotFoundException');
      await rejection(client.send(new PutItemCommand({ TableName, Item: key('p', 's') })), 'ResourceNotFoundException');
    },
  },
  tableCase('time to live is off, and once on names its attribute', async table => {
    const { client, name: TableName } = table;
    const before = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    assert.equal(before.TimeToLiveDescription?.TimeToLiveStatus, 'DISABLED');
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName,
        TimeToLiveSpecification: {
          Enabled: true,
          AttributeName: 'expiresAt',
        },
      }),
    );
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    assert.match(TimeToLiveDescription?.TimeToLiveStatus ?? '', /^ENABL(ED|ING)$/);
    assert.equal(TimeToLiveDescription?.AttributeName, 'expiresAt');
  }),
];
