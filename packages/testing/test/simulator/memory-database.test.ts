import {
  BatchExecuteStatementCommand,
  DeleteItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Command, executeCommand, MemoryBucket, MemoryDatabase, MemoryTable } from '@tempest-ts/testing/simulator';

const TableName = 't';
const Key = { pk: { S: 'p' }, sk: { S: 's' } };
let isHeld = false;
let table: MemoryTable;
let database: MemoryDatabase;

beforeEach(() => {
  isHeld = false;
  table = new MemoryTable({ name: TableName, partitionKey: 'pk', sortKey: 'sk' });
  database = new MemoryDatabase([table], { isHeld: () => isHeld });
  table.put({ TableName, Item: { ...Key, n: { N: '0' } } });
});

const execute = (command: Command): object => executeCommand({ database, bucket: new MemoryBucket(() => new Date(0)) }, command);
const stored = (): string | undefined => table.get({ Key, ConsistentRead: true }).Item?.n?.N;
const add = { TableName, Key, UpdateExpression: 'ADD n :v', ExpressionAttributeValues: { ':v': { N: '1' } } };
const transaction = (more: Partial<TransactWriteItemsCommandInput> = {}) =>
  new TransactWriteItemsCommand({ TransactItems: [{ Update: add }], ...more });
const cancelled = (command: Command): readonly { readonly Code?: string }[] => {
  try {
    execute(command);
  } catch (error) {
    return (error as { readonly CancellationReasons: readonly { readonly Code?: string }[] }).CancellationReasons;
  }
  throw new Error('it was not cancelled');
};

describe('a transaction’s token', () => {
  it('has it done once; without one, each request is another, however often it is sent', () => {
    const request = transaction();
    execute(request);
    execute(request);
    expect(stored()).toBe('1');
    execute(transaction());
    expect(stored()).toBe('2');
    execute(transaction({ ClientRequestToken: 'one' }));
    execute(transaction({ ClientRequestToken: 'one' }));
    expect(stored()).toBe('3');
    expect(database.transactionsDone).toBe(3);
  });

  it('is refused for another transaction, and left by one that was cancelled', () => {
    const ClientRequestToken = 'one';
    isHeld = true;
    expect(cancelled(transaction({ ClientRequestToken }))).toMatchObject([{ Code: 'TransactionConflict' }]);
    isHeld = false;
    const Delete = { TableName, Key: { ...Key, sk: { S: 'other' } } };
    const longer = transaction({ ClientRequestToken, TransactItems: [{ Update: add }, { Delete }] });
    execute(longer);
    expect(stored()).toBe('1');
    expect(() => execute(transaction({ ClientRequestToken }))).toThrow(
      expect.objectContaining({ name: 'IdempotentParameterMismatchException' }),
    );
    execute(longer);
    expect(stored()).toBe('1');
  });
});

describe('an item that somebody’s transaction has', () => {
  beforeEach(() => {
    isHeld = true;
  });

  it.each([
    ['put', new PutItemCommand({ TableName, Item: Key })],
    ['updated', new UpdateItemCommand(add)],
    ['deleted', new DeleteItemCommand({ TableName, Key })],
  ])('is not %s', (_, command) => {
    expect(() => execute(command)).toThrow(expect.objectContaining({ name: 'TransactionConflictException' }));
    expect(stored()).toBe('0');
  });

  it('fails its part of a batch of statements', () => {
    const Statement = 'UPDATE "t" SET "n"=? WHERE "pk"=? AND "sk"=?';
    const batch = new BatchExecuteStatementCommand({ Statements: [{ Statement, Parameters: [{ N: '5' }, Key.pk, Key.sk] }] });
    expect(execute(batch)).toMatchObject({ Responses: [{ Error: { Code: 'TransactionConflict' } }] });
    expect(stored()).toBe('0');
  });
});
