import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { HybridLogicalDb, LogicalDb, type RetryEvent } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { UserDatabase } from '../fixtures/sessions.js';

let servers: LocalServers;

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
});
afterAll(() => servers.stop());

it('a read of S3 that the library sends again is told of, and logged', async () => {
  const retries: RetryEvent[] = [];
  const lines: unknown[][] = [];
  const ignore = () => undefined;
  const regularDb = LogicalDb.create(UserDatabase, servers.dynamoDb, {
    events: { onRetry: event => retries.push(event) },
    logger: { debug: ignore, info: (...line) => void lines.push(line), warn: ignore, error: ignore },
  });
  const client = servers.s3;
  const db = HybridLogicalDb.create(UserDatabase, regularDb, { s3Config: { bucketName: servers.bucketName, client } });
  const key = { userId: 'ada', sessionId: '1' };
  await db.users.sessions.save({ ...key, sessionData: 'x', createdAt: new Date('2020-01-01') });
  await db.archiveOldData();
  lines.length = 0;
  let sends = 0;
  // Around the SDK's own retries, so that the library sees it.
  client.middlewareStack.add(
    next => async args => {
      sends += 1;
      if (sends === 1) throw Object.assign(new Error('busy'), { name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
      return next(args);
    },
    { step: 'initialize' },
  );
  expect(await db.users.sessions.load(key)).toMatchObject(key);
  const told = { service: 's3', operation: 'GetObject', target: servers.bucketName, code: 'SlowDown' };
  expect(retries).toEqual([told]);
  expect(lines).toEqual([[{ event: 'retry', ...told }, `GetObject on ${servers.bucketName} is tried again`]]);
});
