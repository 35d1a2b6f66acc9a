// #region mock
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from '@jest/globals';
import { LogicalDb, RequestError } from '@tempest-ts/tempest';
import { mockClient } from 'aws-sdk-client-mock';
import { MusicDb } from '../src/music-db.js';
import { PlaylistInfo } from '../src/playlist-info.js';
import { PlaylistService } from '../src/playlist-service.js';

it('says that DynamoDB is short of capacity', async () => {
  const client = new DynamoDBClient({ region: 'us-east-1' });
  const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
  const mock = mockClient(client).on(UpdateItemCommand).rejects(throttled);
  const db = LogicalDb.create(MusicDb, client);
  const adding = new PlaylistService(db.repository(PlaylistInfo)).add('evening', { albumToken: 'kind-of-blue', trackToken: '0001' });
  await expect(adding).rejects.toThrow(RequestError);
  await expect(adding).rejects.toMatchObject({ code: 'THROTTLED', operation: 'UpdateItem' });
  expect(mock.commandCalls(UpdateItemCommand)).toHaveLength(1);
});
// #endregion
