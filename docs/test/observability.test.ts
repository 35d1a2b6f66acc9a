import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { HybridLogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { adapt, changeQuery, createObserved, meterSave } from '../snippets/observability.js';
import { UserDatabase } from '../snippets/readme.js';

let servers: LocalServers;

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
});

afterAll(() => servers.stop());

it('does what the guide says', async () => {
  const operations: string[] = [];
  const lines: string[] = [];
  const metrics = {
    histogram: (_name: string, _value: number, { operation = '' }: Readonly<Record<string, string>>) => void operations.push(operation),
    count: () => undefined,
  };
  const logger = adapt({ log: (level, message) => void lines.push(`${level} ${message}`) });
  const regularDb = createObserved(servers.dynamoDb, metrics, logger);
  const db = HybridLogicalDb.create(UserDatabase, regularDb, { s3Config: { bucketName: servers.bucketName, client: servers.s3 } });
  expect(await meterSave(db)).toMatchObject({ requests: 2 });
  expect(await changeQuery(db)).toBe(1);
  expect(operations).toEqual(['PutItem', 'Query', 'Query']);
  expect(lines).toEqual(['debug PutItem on user_sessions', 'debug Query on user_sessions', 'debug Query on user_sessions']);
});
