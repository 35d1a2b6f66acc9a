import assert from 'node:assert/strict';
import { DeleteItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDbContractCase } from './dynamo-db-contract-case.js';
import { type ContractTable, type Item, key, rejection, tableCase } from './dynamo-db-contract-table.js';
import { canonical, EVERY_VALUE, normalised } from './dynamo-db-contract-values.js';

const MAX_ITEM_BYTES = 400 * 1024;
/** Digits of precision that DynamoDB keeps. */
const MAX_NUMBER_DIGITS = 38;

function itemOfBytes(bytes: number): Item {
  const others = 'pk'.length + 'sk'.length + 'data'.length + 2;
  return { ...key('p', 's'), data: { S: 'x'.repeat(bytes - others) } };
}

async function numberStored(table: ContractTable, number: string): Promise<string> {
  await table.put({ ...key('p', 'number'), n: { N: number } });
  return (await table.get('p', 'number'))?.n?.N ?? assert.fail('the number is gone');
}

/** Writes of one item, and their limits. */
export const WRITE_CASES: readonly DynamoDbContractCase[] = [
  tableCase('an item of every type, with empty values and odd names, comes back as it was put', async table => {
    const item = { ...key('p', 's'), ...Object.fromEntries(EVERY_VALUE) };
    await table.put(item);
    assert.deepEqual(canonical(await table.get('p', 's')), canonical(item));
  }),
  tableCase('a put replaces the whole item and returns the old one', async table => {
    await table.put({ ...key('p', 's'), a: { S: '1' }, b: { S: '1' } });
    const put = new PutItemCommand({
      TableName: table.name,
      Item: { ...key('p', 's'), a: { S: '2' } },
      ReturnValues: 'ALL_OLD',
    });
    assert.deepEqual((await table.client.send(put)).Attributes, {
      ...key('p', 's'),
      a: { S: '1' },
      b: { S: '1' },
    });
    assert.deepEqual(await table.get('p', 's'), {
      ...key('p', 's'),
      a: { S: '2' },
    });
  }),
  tableCase('a put whose condition fails changes nothing and carries the old item in its error', async table => {
    const old = { ...key('p', 's'), a: { S: '1' } };
    await table.put(old);
    const put = new PutItemCommand({
      TableName: table.name,
      Item: key('p', 's'),
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const error = await rejection(table.client.send(put), 'ConditionalCheckFailedException');
    assert.deepEqual(error.Item, old);
    assert.deepEqual(await table.get('p', 's'), old);
  }),
  tableCase('an update changes some attributes, creates a missing item, and returns the new one', async table => {
    const input = {
      ExpressionAttributeValues: { ':v': { N: '2' } },
      ReturnValues: 'ALL_NEW' as const,
    };
    const created = await table.update('p', 's', {
      UpdateExpression: 'SET a = :v ADD n :v',
      ...input,
    });
    assert.deepEqual(created, {
      ...key('p', 's'),
      a: { N: '2' },
      n: { N: '2' },
    });
    const updated = await table.update('p', 's', {
      UpdateExpression: 'SET n = n + :v REMOVE a',
      ...input,
    });
    assert.deepEqual(updated, { ...key('p', 's'), n: { N: '4' } });
  }),
  tableCase('a delete returns the old item, and one whose condition fails carries it in its error', async table => {
    const old = { ...key('p', 's'), a: { S: '1' } };
    await table.put(old);
    const target = { TableName: table.name, Key: key('p', 's') };
    const conditional = new DeleteItemCommand({
      ...target,
      ConditionExpression: 'a = :v',
      ExpressionAttributeValues: { ':v': { S: '2' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    assert.deepEqual((await rejection(table.client.send(conditional), 'ConditionalCheckFailedException')).Item, old);
    assert.deepEqual((await table.client.send(new DeleteItemCommand({ ...target, ReturnValues: 'ALL_OLD' }))).Attributes, old);
    assert.equal((await table.client.send(new DeleteItemCommand({ ...target, ReturnValues: 'ALL_OLD' }))).Attributes, undefined);
  }),
  tableCase('numbers come back equal, in whatever spelling', async table => {
    for (const number of ['1E+30', '-0', '1e-7', '0012.500', '1e125', '-1e-130', '100']) {
      assert.equal(normalised(await numberStored(table, number)), normalised(number), number);
    }
  }),
  tableCase('38 digits of a number are kept, 39 are refused', async table => {
    const digits = '1234567890'.repeat(4);
    const longest = digits.slice(0, MAX_NUMBER_DIGITS);
    assert.equal(normalised(await numberStored(table, longest)), normalised(longest));
    await rejection(numberStored(table, `${longest}1`), 'ValidationException');
  }),
  tableCase('an item of 400 KB is taken, a byte more is refused, by a put as by an update', async table => {
    await table.put(itemOfBytes(MAX_ITEM_BYTES));
    await rejection(table.put(itemOfBytes(MAX_ITEM_BYTES + 1)), 'ValidationException');
    const grow = {
      UpdateExpression: 'SET b = :v',
      ExpressionAttributeValues: { ':v': { S: '' } },
    };
    await table.put(itemOfBytes(MAX_ITEM_BYTES));
    await rejection(table.update('p', 's', grow), 'ValidationException');
  }),
  tableCase('a key with an empty string is a ValidationException, in puts and gets', async table => {
    await rejection(table.put(key('', 's')), 'ValidationException');
    await rejection(table.put(key('p', '')), 'ValidationException');
    await rejection(table.get('p', ''), 'ValidationException');
  }),
  tableCase('a query for an empty key is a ValidationException', async table => {
    const query = new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: '' } },
    });
    await rejection(table.client.send(query), 'ValidationException');
  }),
  tableCase('an empty set and an item without its key are refused', async table => {
    await rejection(table.put({ ...key('p', 's'), set: { SS: [] } }), 'ValidationException');
    await rejection(table.put({ pk: { S: 'p' } }), 'ValidationException');
  }),
];
