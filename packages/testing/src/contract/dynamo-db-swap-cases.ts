import assert from 'node:assert/strict';
import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { DynamoDbContractCase } from './dynamo-db-contract-case.js';
import { type ContractTable, type Item, key, rejection, tableCase } from './dynamo-db-contract-table.js';
import { canonical, EVERY_VALUE } from './dynamo-db-contract-values.js';

const POINTER: AttributeValue = {
  M: { attempt: { S: 'attempt-1' }, format: { N: '1' } },
};
/** The library's own limit for one swap, below DynamoDB's 300 operators and operands in an expression. */
const SWAPPED_ATTRIBUTES = 140;
/** As many as break that limit. */
const TOO_MANY_SWAPPED_ATTRIBUTES = 150;
/** `SET a = if_not_exists(a, :v)` for so many attributes passes the 4 KB limit of an expression, and for so many does not. */
const RESTORED_ATTRIBUTES = 150;
const TOO_MANY_RESTORED_ATTRIBUTES = 160;

type Moving = readonly (readonly [name: string, value: AttributeValue])[];

/** Step 4 of archiving: remove exactly what moves, set the pointer, provided that all of it is as captured. */
function swap(moving: Moving): Omit<UpdateItemCommandInput, 'TableName' | 'Key'> {
  const equal = moving.map((_, index) => `#a${index} = :v${index}`);
  return {
    UpdateExpression: `SET #p = :p REMOVE ${moving.map((_, index) => `#a${index}`).join(', ')}`,
    ConditionExpression: ['attribute_exists(pk)', 'attribute_not_exists(#p)', ...equal].join(' AND '),
    ExpressionAttributeNames: {
      '#p': 's3Archive',
      ...Object.fromEntries(moving.map(([name], index) => [`#a${index}`, name])),
    },
    ExpressionAttributeValues: {
      ':p': POINTER,
      ...Object.fromEntries(moving.map(([, value], index) => [`:v${index}`, value])),
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** The way back: fill in what is absent, drop the pointer, provided that it is still this one. Placeholders are short: an expression has 4 KB. */
function restore(moved: Moving): Omit<UpdateItemCommandInput, 'TableName' | 'Key'> {
  const short = moved.map((_, index) => index.toString(36));
  return {
    UpdateExpression: `SET ${short.map(id => `#${id}=if_not_exists(#${id},:${id})`).join(',')} REMOVE #_`,
    ConditionExpression: '#_=:_',
    ExpressionAttributeNames: {
      '#_': 's3Archive',
      ...Object.fromEntries(moved.map(([name], index) => [`#${short[index]}`, name])),
    },
    ExpressionAttributeValues: {
      ':_': POINTER,
      ...Object.fromEntries(moved.map(([, value], index) => [`:${short[index]}`, value])),
    },
  };
}

function numbered(count: number): Moving {
  return Array.from({ length: count }, (_, index) => [`attribute${index}`, { N: String(index) }] as const);
}

async function putMoving(table: ContractTable, moving: Moving): Promise<Item> {
  const item: Item = { ...key('p', 's'), ...Object.fromEntries(moving) };
  await table.put(item);
  return item;
}

/** What archiving does to a row, and its way back. */
export const SWAP_CASES: readonly DynamoDbContractCase[] = [
  tableCase('a swap moves attributes of every type, empty values and odd names, on their equality', async table => {
    await putMoving(table, EVERY_VALUE);
    await table.update('p', 's', swap(EVERY_VALUE));
    assert.deepEqual(canonical(await table.get('p', 's')), canonical({ ...key('p', 's'), s3Archive: POINTER }));
  }),
  ...EVERY_VALUE.map(([name, value]) =>
    tableCase(`a swap fails, and returns the old row, where "${name}" is not as captured`, async table => {
      const item = await putMoving(table, [[name, value]]);
      const captured: AttributeValue = value.S === 'other' ? { S: 'another' } : { S: 'other' };
      const error = await rejection(table.update('p', 's', swap([[name, captured]])), 'ConditionalCheckFailedException');
      // The SDK gives the old row as an item.
      assert.deepEqual(canonical(error.Item as Item), canonical(item));
      assert.deepEqual(canonical(await table.get('p', 's')), canonical(item));
    }),
  ),
  tableCase('an attribute called __proto__ is set, compared and removed as any other', async table => {
    // Through expressions only: as a key of a JavaScript object it would depend on the client, not on the server.
    const names = { '#a': '__proto__' };
    const values = { ':v': { S: 'v' } };
    const condition = {
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    };
    await table.update('p', 's', {
      UpdateExpression: 'SET #a = :v',
      ...condition,
    });
    await table.update('p', 's', {
      UpdateExpression: 'REMOVE #a',
      ConditionExpression: '#a = :v',
      ...condition,
    });
    await rejection(
      table.update('p', 's', {
        UpdateExpression: 'REMOVE #a',
        ConditionExpression: '#a = :v',
        ...condition,
      }),
      'ConditionalCheckFailedException',
    );
  }),
  tableCase('an attribute added since the capture stays through the swap', async table => {
    await putMoving(table, [['moves', { S: 'x' }]]);
    await table.update('p', 's', {
      UpdateExpression: 'SET added = :v',
      ExpressionAttributeValues: { ':v': { N: '1' } },
    });
    await table.update('p', 's', swap([['moves', { S: 'x' }]]));
    assert.deepEqual(await table.get('p', 's'), {
      ...key('p', 's'),
      added: { N: '1' },
      s3Archive: POINTER,
    });
  }),
  tableCase('a swap of a row deleted meanwhile resurrects nothing, and there is no old row', async table => {
    const error = await rejection(table.update('p', 's', swap([['moves', { S: 'x' }]])), 'ConditionalCheckFailedException');
    assert.equal(error.Item, undefined);
    assert.equal(await table.get('p', 's'), undefined);
  }),
  tableCase('a second swap fails and its old row shows the pointer of the first', async table => {
    await putMoving(table, [['moves', { S: 'x' }]]);
    await table.update('p', 's', swap([['moves', { S: 'x' }]]));
    const error = await rejection(table.update('p', 's', swap([['moves', { S: 'x' }]])), 'ConditionalCheckFailedException');
    // The SDK gives the old row as an item.
    assert.deepEqual((error.Item as Item).s3Archive, POINTER);
  }),
  tableCase('equality holds across spellings of a number and orders of a set', async table => {
    await table.put({
      ...key('p', 's'),
      n: { N: '100' },
      ss: { SS: ['b', 'a'] },
      ns: { NS: ['2', '1.0'] },
    });
    await table.update(
      'p',
      's',
      swap([
        ['n', { N: '1e2' }],
        ['ss', { SS: ['a', 'b'] }],
        ['ns', { NS: ['1', '2.00'] }],
      ]),
    );
    assert.deepEqual(await table.get('p', 's'), {
      ...key('p', 's'),
      s3Archive: POINTER,
    });
  }),
  tableCase('140 attributes move in one swap', async table => {
    await putMoving(table, numbered(SWAPPED_ATTRIBUTES));
    await table.update('p', 's', swap(numbered(SWAPPED_ATTRIBUTES)));
    assert.deepEqual(await table.get('p', 's'), {
      ...key('p', 's'),
      s3Archive: POINTER,
    });
  }),
  tableCase('a swap of 150 attributes is over the 300 operators of an expression', async table => {
    await putMoving(table, numbered(TOO_MANY_SWAPPED_ATTRIBUTES));
    await rejection(table.update('p', 's', swap(numbered(TOO_MANY_SWAPPED_ATTRIBUTES))), 'ValidationException');
  }),
  tableCase('a restore fills in what is absent, leaves what was set meanwhile, and drops the pointer', async table => {
    await table.put({
      ...key('p', 's'),
      s3Archive: POINTER,
      string: { S: 'set meanwhile' },
      added: { N: '1' },
    });
    await table.update('p', 's', restore(EVERY_VALUE));
    const whole = {
      ...Object.fromEntries(EVERY_VALUE),
      ...key('p', 's'),
      string: { S: 'set meanwhile' },
      added: { N: '1' },
    };
    assert.deepEqual(canonical(await table.get('p', 's')), canonical(whole));
    await rejection(table.update('p', 's', restore(EVERY_VALUE)), 'ConditionalCheckFailedException');
  }),
  tableCase('150 attributes are restored at once, 160 are over the 4 KB of an expression', async table => {
    await table.put({ ...key('p', 's'), s3Archive: POINTER });
    await rejection(table.update('p', 's', restore(numbered(TOO_MANY_RESTORED_ATTRIBUTES))), 'ValidationException');
    await table.update('p', 's', restore(numbered(RESTORED_ATTRIBUTES)));
    assert.equal(Object.keys((await table.get('p', 's')) ?? {}).length, 2 + RESTORED_ATTRIBUTES);
  }),
];
