import 'reflect-metadata';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { Repository } from '@tempest-ts/hybrid';
import { getRepositoryToken } from '@tempest-ts/nestjs';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { AppModule } from '../src/app-module.js';
import { ArchiveJob } from '../src/archive-job.js';
import { SessionService } from '../src/session-service.js';
import { UserDatabase } from '../src/user-database.js';
import { UserSession } from '../src/user-session.js';

let servers: LocalServers;
let app: INestApplication;
let url: string;

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
  const hybrid = { s3Config: { bucketName: servers.bucketName, client: servers.s3 } };
  const testing = await Test.createTestingModule({ imports: [AppModule.on({ dynamoDb: servers.dynamoDb, hybrid })] }).compile();
  app = testing.createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(async () => {
  await app?.close();
  await servers.stop();
});

const ask = async (path: string, init?: RequestInit) => {
  const response = await fetch(`${url}/${path}`, init);
  return { status: response.status, body: JSON.parse(await response.text()) };
};

it('answers with recent and archived sessions alike', async () => {
  const put = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"page":"/"}' };
  expect((await ask('users/ada/sessions/new', put)).status).toBe(200);
  const sessions = app.get<Repository<UserSession, 'userId', 'sessionId'>>(getRepositoryToken(UserSession));
  await sessions.save({ userId: 'ada', sessionId: 'old', sessionData: '{}', createdAt: new Date('2020-01-01') });
  expect(await app.get(ArchiveJob).run()).toMatchObject({ itemsArchived: 1, errors: [] });

  expect(await ask('users/ada/sessions/old')).toMatchObject({ status: 200, body: { createdAt: '2020-01-01T00:00:00.000Z' } });
  expect((await ask('users/ada/sessions')).body.map(({ sessionId }: UserSession) => sessionId)).toEqual(['old', 'new']);
  expect((await ask('users/ada/sessions/none')).status).toBe(404);
});

it('says that it is well', async () => {
  expect(await ask('healthz')).toMatchObject({ status: 200, body: { status: 'ok', details: { tempest: { status: 'up' } } } });
});

// #region override
it('tests a service by itself, with a repository that the test gives it', async () => {
  const repository = { load: async () => undefined };
  const testing = await Test.createTestingModule({
    providers: [SessionService, { provide: getRepositoryToken(UserSession), useValue: repository }],
  }).compile();
  await expect(testing.get(SessionService).find('ada', 'none')).rejects.toThrow('ada has no session none');
});
// #endregion
