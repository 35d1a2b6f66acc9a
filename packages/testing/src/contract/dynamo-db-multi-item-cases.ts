import assert from 'node:assert/strict';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type CancellationReason,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDbContractCase } from './dynamo-db-contract-case.js';
import { type ContractTable, key, rejection, tableCase } from './dynamo-db-contract-table.js';

/** Items of one BatchWriteItem. */
const MAX_BATCH_WRITE_ITEMS = 25;
/** Keys of one BatchGetItem. */
const MAX_BATCH_GET_ITEMS = 100;

function transact(table: ContractTable, TransactItems: TransactWriteItem[]): Promise<unknown> {
  return table.client.send(new TransactWriteItemsCommand({ TransactItems }));
}

/** Transactions and batches. */
export const MULTI_ITEM_CASES: readonly DynamoDbContractCase[] = [
  tableCase('a transaction puts, updates, deletes and checks together', async table => {
    const TableName = table.name;
    await table.put({ ...key('p', 'updated'), n: { N: '1' } });
    await table.put(key('p', 'deleted'));
    await table.put(key('p', 'checked'));
    await transact(table, [
      { Put: { TableName, Item: key('p', 'put') } },
      {
        Update: {
          TableName,
          Key: key('p', 'updated'),
          UpdateExpression: 'SET n = :v',
          ExpressionAttributeValues: { ':v': { N: '2' } },
        },
      },
      { Delete: { TableName, Key: key('p', 'deleted') } },
      {
        ConditionCheck: {
          TableName,
          Key: key('p', 'checked'),
          ConditionExpression: 'attribute_exists(pk)',
        },
      },
    ]);
    const keys = ['put', 'updated', 'deleted', 'checked'];
    const { Responses } = await table.client.send(
      new TransactGetItemsCommand({
        TransactItems: keys.map(sk => ({
          Get: { TableName, Key: key('p', sk) },
        })),
      }),
    );
    assert.deepEqual(
      Responses?.map(response => response.Item),
      [key('p', 'put'), { ...key('p', 'updated'), n: { N: '2' } }, undefined, key('p', 'checked')],
    );
  }),
  tableCase('a cancelled transaction changes nothing and gives a reason for each operation, with the old item', async table => {
    const TableName = table.name;
    const old = { ...key('p', 'old'), a: { S: '1' } };
    await table.put(old);
    const error = await rejection(
      transact(table, [
        { Put: { TableName, Item: key('p', 'new') } },
        {
          Put: {
            TableName,
            Item: key('p', 'old'),
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
        {
          ConditionCheck: {
            TableName,
            Key: key('p', 'missing'),
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
      ]),
      'TransactionCanceledException',
    );
    // The SDK gives one reason for each operation, in order.
    const reasons = error.CancellationReasons as CancellationReason[];
    assert.deepEqual(
      reasons.map(reason => reason.Code),
      ['None', 'ConditionalCheckFailed', 'ConditionalCheckFailed'],
    );
    assert.deepEqual(reasons[1]?.Item, old);
    assert.equal(reasons[2]?.Item, undefined);
    assert.equal(await table.get('p', 'new'), undefined);
    assert.deepEqual(await table.get('p', 'old'), old);
  }),
  tableCase('two operations of a transaction on one item are refused', async table => {
    const TableName = table.name;
    const operations = [{ Put: { TableName, Item: key('p', 's') } }, { Delete: { TableName, Key: key('p', 's') } }];
    await rejection(transact(table, operations), 'ValidationException');
  }),
  tableCase('a transaction sent twice with one token happens once', async table => {
    const add = {
      Update: {
        TableName: table.name,
        Key: key('p', 's'),
        UpdateExpression: 'ADD n :v',
        ExpressionAttributeValues: { ':v': { N: '1' } },
      },
    };
    const command = {
      TransactItems: [add],
      ClientRequestToken: `token-${table.name}`.slice(0, 36),
    };
    await table.client.send(new TransactWriteItemsCommand(command));
    await table.client.send(new TransactWriteItemsCommand(command));
    assert.deepEqual((await table.get('p', 's'))?.n, { N: '1' });
  }),
  tableCase('a transaction that was cancelled is done once when it is sent again with its token', async table => {
    const Update = {
      TableName: table.name,
      Key: key('p', 's'),
      UpdateExpression: 'ADD n :v',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':v': { N: '1' } },
    };
    const command = { TransactItems: [{ Update }], ClientRequestToken: `cancelled-${table.name}`.slice(0, 36) };
    await rejection(table.client.send(new TransactWriteItemsCommand(command)), 'TransactionCanceledException');
    await table.put({ ...key('p', 's'), n: { N: '5' } });
    await table.client.send(new TransactWriteItemsCommand(command));
    await table.client.send(new TransactWriteItemsCommand(command));
    assert.deepEqual((await table.get('p', 's'))?.n, { N: '6' });
  }),
  tableCase('a batch writes 25 items, puts and deletes mixed', async table => {
    await table.put(key('p', 'deleted'));
    const puts = Array.from({ length: MAX_BATCH_WRITE_ITEMS - 1 }, (_, index) => ({ PutRequest: { Item: key('p', `s${index}`) } }));
    const requests = [...puts, { DeleteRequest: { Key: key('p', 'deleted') } }];
    const output = await table.client.send(new BatchWriteItemCommand({ RequestItems: { [table.name]: requests } }));
    assert.deepEqual(output.UnprocessedItems ?? {}, {});
    assert.equal(await table.get('p', 'deleted'), undefined);
    assert.deepEqual(await table.get('p', 's23'), key('p', 's23'));
  }),
  tableCase('a batch of 26 writes, or with one key twice, is refused', async table => {
    const put = (sk: string) => ({ PutRequest: { Item: key('p', sk) } });
    const write = (sks: string[]) =>
      table.client.send(
        new BatchWriteItemCommand({
          RequestItems: { [table.name]: sks.map(put) },
        }),
      );
    await rejection(write(Array.from({ length: MAX_BATCH_WRITE_ITEMS + 1 }, (_, index) => `s${index}`)), 'ValidationException');
    await rejection(write(['same', 'same']), 'ValidationException');
  }),
  tableCase('a batch reads 100 keys, those that exist, and refuses 101', async table => {
    const sks = Array.from({ length: 30 }, (_, index) => `s${index}`);
    await Promise.all(sks.map(sk => table.put(key('p', sk))));
    const read = (count: number) => {
      const Keys = Array.from({ length: count }, (_, index) => key('p', `s${index}`));
      return table.client.send(
        new BatchGetItemCommand({
          RequestItems: { [table.name]: { Keys, ConsistentRead: true } },
        }),
      );
    };
    const { Responses, UnprocessedKeys } = await read(MAX_BATCH_GET_ITEMS);
    assert.deepEqual(UnprocessedKeys ?? {}, {});
    assert.deepEqual((Responses?.[table.name] ?? []).map(item => item.sk?.S).sort(), sks.sort());
    await rejection(read(MAX_BATCH_GET_ITEMS + 1), 'ValidationException');
  }),
  tableCase('a batch returns at most 16 MB, and the keys that it left', async table => {
    const Keys = Array.from({ length: 45 }, (_, index) => key('p', `s${index}`));
    await Promise.all(Keys.map(k => table.put({ ...k, data: { S: 'x'.repeat(400_000) } })));
    const { Responses, UnprocessedKeys } = await table.client.send(new BatchGetItemCommand({ RequestItems: { [table.name]: { Keys } } }));
    const left = UnprocessedKeys?.[table.name]?.Keys?.length ?? 0;
    assert.ok(left > 0, 'all of 18 MB came back in one response');
    assert.equal((Responses?.[table.name]?.length ?? 0) + left, Keys.length);
  }),
];
