import { findDynamoDbLocal } from './dynamodb-local-engine.js';
import { findDynoxide } from './dynoxide-engine.js';
import { launchDynamoDb } from './launch-dynamo-db.js';
import type { LocalDynamoDb, LocalDynamoDbOptions } from './local-dynamo-db.js';

/**
 * Starts a DynamoDB on this machine, for tests and demos, and resolves when it answers requests. Any number may run at once; each
 * ends with `stop()`, or with this process.
 *
 * @throws LocalDynamoDbNotFoundError where no server is installed; the message says what to install.
 * @throws LocalDynamoDbStartError where it does not come up, with the end of its standard error.
 *
 * @example
 * const dynamoDb = await startLocalDynamoDb();
 * await dynamoDb.client.send(new ListTablesCommand({}));
 * await dynamoDb.stop();
 */
export function startLocalDynamoDb(options: LocalDynamoDbOptions = {}): Promise<LocalDynamoDb> {
  return launchDynamoDb(options, {
    dynoxide: findDynoxide,
    'dynamodb-local': findDynamoDbLocal,
  });
}
