import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type StreamRecord, tierMoveFilterCriteria } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { createDatabase, UserDatabase } from '../snippets/readme.js';
import { eventSourceMapping, streamHandler } from '../snippets/streams.js';

let servers: LocalServers;

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
});

afterAll(() => servers.stop());

it('tells moves from changes, and what archived items were, as the guide says', async () => {
  const db = createDatabase(servers.dynamoDb, servers.s3, servers.bucketName);
  const key = { userId: 'user123', sessionId: 's1' };
  const row = async () => {
    const Key = { partition_key: { S: 'user123' }, sort_key: { S: 's1' } };
    return (await servers.dynamoDb.send(new GetItemCommand({ TableName: 'user_sessions', Key, ConsistentRead: true }))).Item;
  };
  const Records: StreamRecord[] = [];
  const recorded = async (eventName: string, happens: Promise<unknown>, OldImage: Awaited<ReturnType<typeof row>>) => {
    await happens;
    const NewImage = await row();
    Records.push({ eventName, dynamodb: { OldImage, NewImage } });
  };
  await db.users.sessions.save({ ...key, sessionData: 'first', createdAt: new Date('2020-01-01') });
  const first = await row();
  await recorded('MODIFY', db.archiveOldData(), first);
  const archived = await row();
  const save = db.users.sessions.save({ ...key, sessionData: 'second', createdAt: new Date() });
  await recorded('MODIFY', save, archived);
  const saved = await row();
  await recorded('REMOVE', db.users.sessions.deleteKey(key), saved);
  const said: string[] = [];
  await streamHandler(db, text => said.push(text))({ Records });
  expect(said).toEqual(['s1 says second instead of first', 's1 was deleted, and said: second']);
  expect(eventSourceMapping.FilterCriteria).toEqual(tierMoveFilterCriteria());
});
