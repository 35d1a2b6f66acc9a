import type { UpdateTimeToLiveCommandInput } from '@aws-sdk/client-dynamodb';
import { timeToLiveAttribute } from '../metadata/time-to-live-attribute.js';
import { describeDb, type LogicalDbOptions, templateOf } from './describe-db.js';

/**
 * The requests that have DynamoDB delete expired items, one for each table with a `@TimeToLive()`. A table is active before it takes one, and refuses
 * a second. Sends nothing.
 *
 * @throws DeclarationError, ConfigurationError
 * @example
 * for (const input of timeToLiveInputs(UserDatabase)) await dynamoDb.send(new UpdateTimeToLiveCommand(input));
 */
export function timeToLiveInputs(dbClass: new () => object, options: LogicalDbOptions = {}): readonly UpdateTimeToLiveCommandInput[] {
  return [...describeDb(templateOf(dbClass, 'timeToLiveInputs()'), options).tables.values()].flatMap(table => {
    const AttributeName = timeToLiveAttribute(table);
    return AttributeName === undefined ? [] : [{ TableName: table.tableName, TimeToLiveSpecification: { AttributeName, Enabled: true } }];
  });
}
