import { CreateTableCommand, type DynamoDBClient, UpdateTimeToLiveCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { createTableInputs, type LogicalDbOptions, timeToLiveInputs } from '@tempest-ts/tempest';

/** Seconds until a table that does not become active is given up. */
const MAX_WAIT_SECONDS = 60;

/**
 * Creates a database's tables and indexes as they are declared, on demand, with their time to live, and resolves when they can be used.
 *
 * @returns the tables' names
 * @throws DeclarationError, and the service's errors: `ResourceInUseException` for a table that is there already
 */
export async function createTables(
  client: DynamoDBClient,
  dbClass: new () => object,
  options: LogicalDbOptions = {},
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const input of createTableInputs(dbClass, options)) {
    const { TableDescription } = await client.send(new CreateTableCommand(input));
    const name = TableDescription?.TableName ?? '';
    if (TableDescription?.TableStatus !== 'ACTIVE') {
      await waitUntilTableExists({ client, maxWaitTime: MAX_WAIT_SECONDS, minDelay: 1, maxDelay: 2 }, { TableName: name });
    }
    names.push(name);
  }
  for (const input of timeToLiveInputs(dbClass, options)) await client.send(new UpdateTimeToLiveCommand(input));
  return names;
}
