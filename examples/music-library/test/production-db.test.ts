import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { productionDb } from '../src/production-db.js';

it('is of the tables that its resolver names', async () => {
  const client = new DynamoDBClient({ region: 'us-east-1' });
  const mock = mockClient(client).on(GetItemCommand).resolves({});
  expect(await productionDb(client).music.albumInfo.load({ albumToken: 'x' })).toBeUndefined();
  expect(mock.commandCalls(GetItemCommand)[0]?.args[0].input.TableName).toBe('prod_music_items');
});
