import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { type HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { archive, createHybridDatabase, dryRun, UserDatabase, UserSession, useNormally } from '../src/original-snippets.js';

let servers: LocalServers;
let hybridDb: HybridLogicalDb<UserDatabase>;
const DAY_MS = 86_400_000;
const environment = process.env;

beforeAll(async () => {
  servers = await startLocalServers({ bucketName: 'my-app-archive' });
  await servers.createTables(UserDatabase);
  // The snippet's config names a region, as for S3 itself: the SDK's own settings lead its client to the local server.
  process.env = {
    ...environment,
    AWS_ENDPOINT_URL_S3: servers.s3Server?.endpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  hybridDb = createHybridDatabase(LogicalDb.create(UserDatabase, servers.dynamoDb));
  const ages = { session123: 400, session456: 800, session789: 10, other: 400 };
  for (const [sessionId, days] of Object.entries(ages)) {
    const createdAt = new Date(Date.now() - days * DAY_MS);
    await hybridDb.users.sessions.save({ userId: 'user123', sessionId, sessionData: `data of ${sessionId}`, createdAt });
  }
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(async () => {
  process.env = environment;
  hybridDb?.close();
  await servers.stop();
});

it('runs the four usage snippets of the original as they are written', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  const before = await useNormally(hybridDb);
  expect(before.sessions.map(({ sessionId }) => sessionId)).toEqual(['session123', 'session456', 'session789']);

  await dryRun(hybridDb);
  await archive(hybridDb);
  expect(log.mock.calls).toEqual([['Would archive 3 items'], ['Archived 3 items']]);

  const after = await useNormally(hybridDb);
  expect(after.session).toBeInstanceOf(UserSession);
  expect(after.session).toEqual({ ...before.session, s3Key: 'sessions/user123/session456.json' });
  const s3Keys = ['sessions/user123/session123.json', 'sessions/user123/session456.json', undefined];
  expect(after.sessions).toEqual(before.sessions.map((session, index) => ({ ...session, s3Key: s3Keys[index] })));
  const { Contents = [] } = await servers.s3.send(new ListObjectsV2Command({ Bucket: 'my-app-archive', Prefix: 'sessions/' }));
  expect(Contents.map(({ Key }) => Key)).toEqual([
    'sessions/user123/other.json',
    'sessions/user123/session123.json',
    'sessions/user123/session456.json',
  ]);
});

it("reads the original's rows of recent sessions, attribute by attribute", async () => {
  await servers.dynamoDb.send(
    new PutItemCommand({
      TableName: 'users',
      Item: {
        partition_key: { S: 'user124' },
        sort_key: { S: 'session456' },
        sessionData: { S: '...' },
        createdAt: { S: '2024-10-01T00:00:00.000Z' },
      },
    }),
  );
  const session = await hybridDb.users.sessions.load({ userId: 'user124', sessionId: 'session456' });
  expect(session).toMatchObject({ sessionData: '...', createdAt: new Date('2024-10-01') });
});
