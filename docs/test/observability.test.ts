import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { HybridLogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import {
  adapt,
  archiveTraced,
  changeQuery,
  createFollowed,
  createObserved,
  createTraced,
  healthServer,
  lateProblems,
  meterSave,
} from '../snippets/observability.js';
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

it('is well, and says so', async () => {
  const db = createTraced(servers.dynamoDb, { bucketName: servers.bucketName, client: servers.s3 });
  await db.users.sessions.save({ userId: 'user1', sessionId: 's1', sessionData: '...', createdAt: new Date('2020-01-01') });
  expect(await lateProblems(db)).toEqual(['archive-overdue']); // nobody knows yet
  expect(await archiveTraced(db)).toBe(1);
  expect(await lateProblems(db)).toEqual([]);
  const server = healthServer(db).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const answer = await fetch(`${url}/healthz`);
  expect([answer.status, await answer.json()]).toMatchObject([200, { healthy: true, archive: { lag: [{ entity: 'UserSession' }] } }]);
  expect((await fetch(url)).status).toBe(404);
  server.closeAllConnections();
  server.close();
});

it('is followed', async () => {
  const current = new AsyncLocalStorage<string>();
  const db = createFollowed(servers.dynamoDb, current, () => undefined);
  const found: unknown[] = [];
  servers.dynamoDb.middlewareStack.add(
    next => async args => {
      found.push(current.getStore());
      return next(args);
    },
    { step: 'initialize', name: 'look' },
  );
  await db.users.sessions.load({ userId: 'none', sessionId: 'none' });
  servers.dynamoDb.middlewareStack.remove('look');
  expect(found).toEqual(['load user_sessions']);
});
