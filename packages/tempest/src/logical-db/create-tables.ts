import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { send } from '../operation/send.js';
import { createTableInputs } from './create-table-inputs.js';
import type { LogicalDbOptions } from './describe-db.js';
import { timeToLiveInputs } from './time-to-live-inputs.js';

/** Seconds until a table that does not become active is given up. */
const MAX_WAIT_SECONDS = 60;

const ACTIVE = 'ACTIVE';

async function createTable(client: DynamoDBClient, input: CreateTableCommandInput): Promise<string> {
  const name = input.TableName ?? '';
  const request = { operation: 'CreateTable', table: name, writes: true };
  const { TableDescription } = await send({ observer: undefined }, request, input, sent => client.send(new CreateTableCommand(sent)));
  if (TableDescription?.TableStatus !== ACTIVE)
    await waitUntilTableExists({ client, maxWaitTime: MAX_WAIT_SECONDS, minDelay: 1, maxDelay: 2 }, { TableName: name });
  return name;
}

/**
 * Creates a database's tables and indexes as they are declared, on demand, with their time to live, and resolves when they can be used. For tests and first
 * steps; where tables are made by other means, `createTableInputs` tells what to make, and `db.validate()` what differs.
 *
 * @returns the tables' names
 * @throws DeclarationError; RequestError, also for a table that is there already
 * @example
 * await createTables(dynamoDb, UserDatabase);
 */
export async function createTables(
  client: DynamoDBClient,
  dbClass: new () => object,
  options: LogicalDbOptions = {},
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const input of createTableInputs(dbClass, options)) names.push(await createTable(client, input));
  for (const input of timeToLiveInputs(dbClass, options)) {
    const request = { operation: 'UpdateTimeToLive', table: input.TableName ?? '', writes: true };
    await send({ observer: undefined }, request, input, sent => client.send(new UpdateTimeToLiveCommand(sent)));
  }
  return names;
}
