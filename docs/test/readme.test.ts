import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { createDatabase, UserDatabase, useDatabase } from '../snippets/readme.js';

let servers: LocalServers;

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
});

afterAll(() => servers.stop());

it('does what the README says', async () => {
  const db = createDatabase(servers.dynamoDb, servers.s3, servers.bucketName);
  expect(await useDatabase(db)).toEqual([
    'Would archive 1 items',
    'Archived 1 items',
    'session456 was created at 2023-01-01T00:00:00.000Z',
    "1 session begins with 'session'",
  ]);
});
