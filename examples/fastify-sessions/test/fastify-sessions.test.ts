import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../src/build-app.js';
import { UserDatabase } from '../src/user-database.js';

let servers: LocalServers;
let db: HybridLogicalDb<UserDatabase>;
let app: FastifyInstance;
const logged: string[] = [];

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
  db = HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, servers.dynamoDb), {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
  });
  app = buildApp(db, { stream: { write: line => void logged.push(line) } });
});
afterAll(async () => {
  await app?.close();
  await servers.stop();
});

it('answers with recent and archived sessions alike', async () => {
  const put = await app.inject({ method: 'PUT', url: '/users/ada/sessions/new', payload: { page: '/' } });
  expect(put.statusCode).toBe(200);
  await db.users.sessions.save({ userId: 'ada', sessionId: 'old', sessionData: '{}', createdAt: new Date('2020-01-01') });
  expect(await db.archiveOldData()).toMatchObject({ itemsArchived: 1, errors: [] });

  const old = await app.inject('/users/ada/sessions/old');
  expect(old.json()).toMatchObject({ sessionId: 'old', createdAt: '2020-01-01T00:00:00.000Z' });
  const latest = await app.inject('/users/ada/sessions');
  expect(latest.json().map(({ sessionId }: { sessionId: string }) => sessionId)).toEqual(['old', 'new']);
  expect((await app.inject('/users/ada/sessions/none')).statusCode).toBe(404);
});

it('tells the code of an error, and no more, and logs all of it', async () => {
  const refused = servers.s3Server?.inject({ fault: { kind: 'status', status: 403, code: 'AccessDenied' } });
  const failed = await app.inject('/users/ada/sessions/old');
  expect(failed.statusCode).toBe(500);
  expect(failed.json()).toEqual({ code: 'HYDRATION_FAILED' });
  expect(refused?.hits).toBeGreaterThan(0);
  const lines = logged.map(
    line => JSON.parse(line) as { readonly level: number; readonly msg: string; readonly err?: { readonly code?: string } },
  );
  expect(lines.find(({ level }) => level >= 50)).toMatchObject({
    err: { code: 'HYDRATION_FAILED' },
    msg: expect.stringContaining('sessions/ada/old'),
  });
});
