import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { archiveFirst, FirstOrderDatabase, readToday } from '../snippets/schema-change.js';

let servers: LocalServers;

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(FirstOrderDatabase);
});

afterAll(() => servers.stop());

it('reads an item of an earlier schema as the guide says', async () => {
  await archiveFirst(servers.dynamoDb, servers.s3, servers.bucketName);
  expect(await readToday(servers.dynamoDb, servers.s3, servers.bucketName)).toBe('Ada paid 1250 cents');
});
