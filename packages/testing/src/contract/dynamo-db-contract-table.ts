import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  type AttributeDefinition,
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDbContractCase } from './dynamo-db-contract-case.js';

export type Item = Record<string, AttributeValue>;

/** Seconds; local servers have a table at once, the service takes some. */
const TABLE_WAIT_SECONDS = 60;

/** A table `pk` (string), `sk` (string) of one case. */
export class ContractTable {
  readonly client: DynamoDBClient;
  readonly name: string;

  constructor(client: DynamoDBClient, name: string) {
    this.client = client;
    this.name = name;
  }

  async put(item: Item): Promise<void> {
    await this.client.send(new PutItemCommand({ TableName: this.name, Item: item }));
  }

  async get(pk: string, sk: string): Promise<Item | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({
        TableName: this.name,
        Key: key(pk, sk),
        ConsistentRead: true,
      }),
    );
    return Item;
  }

  async update(pk: string, sk: string, input: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>): Promise<Item | undefined> {
    const { Attributes } = await this.client.send(
      new UpdateItemCommand({
        TableName: this.name,
        Key: key(pk, sk),
        ...input,
      }),
    );
    return Attributes;
  }
}

export function key(pk: string, sk: string): Item {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** What a table has besides its keys. */
export interface ContractIndexes {
  readonly attributes: readonly AttributeDefinition[];
  readonly indexes: Pick<CreateTableCommandInput, 'GlobalSecondaryIndexes' | 'LocalSecondaryIndexes'>;
}

/** A case that is given an empty table, removed afterwards whatever happens. */
export function tableCase(name: string, run: (table: ContractTable) => Promise<void>, extra?: ContractIndexes): DynamoDbContractCase {
  return {
    name,
    async run({ client }) {
      const TableName = `contract-${randomUUID()}`;
      await client.send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'sk', AttributeType: 'S' },
            ...(extra?.attributes ?? []),
          ],
          ...extra?.indexes,
        }),
      );
      try {
        await waitUntilTableExists({ client, maxWaitTime: TABLE_WAIT_SECONDS, minDelay: 1 }, { TableName });
        await run(new ContractTable(client, TableName));
      } finally {
        await client.send(new DeleteTableCommand({ TableName }));
      }
    },
  };
}

/** Resolves to the error that the promise rejects with, which must be of that name (an exception of DynamoDB's). */
export async function rejection(promise: Promise<unknown>, name: string): Promise<Record<string, unknown>> {
  const error: unknown = await promise.then(
    () => assert.fail(`expected ${name}, but the request succeeded`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error, 'the rejection is an error');
  assert.equal(error.name, name, error.message);
  // The SDK's exceptions carry their data as properties.
  return error as Error & Record<string, unknown>;
}
