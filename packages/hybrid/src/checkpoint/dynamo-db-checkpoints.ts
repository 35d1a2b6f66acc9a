import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { RowKey } from '@tempest-ts/tempest';
import type { CheckpointStore } from './checkpoint-store.js';

/** Where the text is, beside the key. */
const ATTRIBUTE = 'checkpoint';

/**
 * Keeps a run's checkpoint in an item of any table, in its attribute `checkpoint`.
 *
 * @param place the table and the item's whole key, as DynamoDB stores it
 * @example
 * await db.archiveOldData({ checkpoints: dynamoDbCheckpoints({ client, tableName: 'jobs', key: { name: { S: 'archive' } } }) });
 */
export function dynamoDbCheckpoints(place: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly key: RowKey;
}): CheckpointStore {
  const { client, key } = place;
  const table = { TableName: place.tableName };
  return {
    load: async () => (await client.send(new GetItemCommand({ ...table, Key: { ...key }, ConsistentRead: true }))).Item?.[ATTRIBUTE]?.S,
    save: async checkpoint => {
      await client.send(new PutItemCommand({ ...table, Item: { ...key, [ATTRIBUTE]: { S: checkpoint } } }));
    },
    clear: async () => {
      await client.send(new DeleteItemCommand({ ...table, Key: { ...key } }));
    },
  };
}
