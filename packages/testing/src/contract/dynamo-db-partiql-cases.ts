import assert from 'node:assert/strict';
import { type AttributeValue, BatchExecuteStatementCommand, type BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import type { DynamoDbContractCase } from './dynamo-db-contract-case.js';
import { type ContractTable, type Item, key, tableCase } from './dynamo-db-contract-table.js';

const POINTER: AttributeValue = { M: { attempt: { S: 'attempt-1' } } };
/** Statements of one BatchExecuteStatement. */
const MAX_BATCH_STATEMENTS = 25;

const unchanged = (sk: string): Item => ({
  ...key('p', sk),
  a: { S: 'x' },
  m: { M: { n: { N: '1' } } },
});
const changed = (sk: string): Item => ({
  ...unchanged(sk),
  a: { S: 'changed' },
});

/** Conditional updates of several rows in one request: `change` is what a statement does with the row, on its being unchanged. */
async function execute(table: ContractTable, change: string, sks: readonly string[]) {
  const Statements = sks.map(
    (sk): BatchStatementRequest => ({
      Statement: `UPDATE "${table.name}" ${change} WHERE pk=? AND sk=? AND "a"=? AND "m"=?`,
      Parameters: [POINTER, { S: 'p' }, { S: sk }, { S: 'x' }, { M: { n: { N: '1' } } }],
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  );
  const { Responses } = await table.client.send(new BatchExecuteStatementCommand({ Statements }));
  return (Responses ?? []).map(response => response.Error);
}

/** Swaps of many rows in one request. */
export const PARTIQL_CASES: readonly DynamoDbContractCase[] = [
  tableCase('PartiQL sets an attribute of several rows in a batch, each on its own condition', async table => {
    await table.put(unchanged('1'));
    await table.put(changed('2'));
    const errors = await execute(table, 'SET "s3Archive"=?', ['1', '2']);
    assert.deepEqual(
      errors.map(error => error?.Code),
      [undefined, 'ConditionalCheckFailed'],
    );
    assert.deepEqual(await table.get('p', '1'), {
      ...unchanged('1'),
      s3Archive: POINTER,
    });
    assert.deepEqual(await table.get('p', '2'), changed('2'));
  }),
  tableCase('PartiQL returns the old row with the statement whose condition failed', async table => {
    await table.put(changed('1'));
    const [error] = await execute(table, 'SET "s3Archive"=?', ['1']);
    assert.equal(error?.Code, 'ConditionalCheckFailed');
    assert.deepEqual(error?.Item, changed('1'));
  }),
  tableCase('PartiQL swaps 25 rows in one batch: SET the pointer, REMOVE what moves', async table => {
    const sks = Array.from({ length: MAX_BATCH_STATEMENTS }, (_, index) => `s${index}`);
    await Promise.all(sks.map(sk => table.put(unchanged(sk))));
    const errors = await execute(table, 'SET "s3Archive"=? REMOVE "a" REMOVE "m"', sks);
    assert.ok(
      errors.every(error => error === undefined),
      'a statement failed',
    );
    for (const sk of sks)
      assert.deepEqual(await table.get('p', sk), {
        ...key('p', sk),
        s3Archive: POINTER,
      });
  }),
];
