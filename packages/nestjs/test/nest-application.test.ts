import 'reflect-metadata';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { Controller, Get, type INestApplication, Inject, Module, NotFoundException, Param } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { archiveOf, type HybridLogicalDb } from '@tempest-ts/hybrid';
import { getDbToken, TempestHealthIndicator, TempestModule, type TempestModuleOptions } from '@tempest-ts/nestjs';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { SessionService } from './session-service.js';
import { UserDatabase } from './user-database.js';

@Controller()
class SessionController {
  readonly #sessions: SessionService;
  readonly #health: HealthCheckService;
  readonly #tempest: TempestHealthIndicator;

  constructor(
    @Inject(SessionService) sessions: SessionService,
    @Inject(HealthCheckService) health: HealthCheckService,
    @Inject(TempestHealthIndicator) tempest: TempestHealthIndicator,
  ) {
    this.#sessions = sessions;
    this.#health = health;
    this.#tempest = tempest;
  }

  @Get('users/:userId/sessions/:sessionId')
  async session(@Param('userId') userId: string, @Param('sessionId') sessionId: string): Promise<string> {
    const data = await this.#sessions.dataOf(userId, sessionId);
    if (data === undefined) throw new NotFoundException();
    return data;
  }

  @Get('healthz')
  @HealthCheck()
  healthz() {
    return this.#health.check([() => this.#tempest.check('tempest')]);
  }
}

@Module({ imports: [TerminusModule.forRoot({ logger: false })], controllers: [SessionController], providers: [SessionService] })
class SessionModule {}

/** Settings of a client that nobody answers. */
const NOWHERE = {
  endpoint: 'http://127.0.0.1:9',
  region: 'local',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  maxAttempts: 1,
};

let servers: LocalServers;
let app: INestApplication | undefined;

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  jest.restoreAllMocks();
});
afterAll(() => servers.stop());

const options = (): TempestModuleOptions => ({
  database: UserDatabase,
  isGlobal: true,
  dynamoDb: servers.dynamoDb,
  hybrid: { s3Config: { bucketName: servers.bucketName, client: servers.s3 } },
});

/** A listening application, and a way to ask it. */
async function listening(given: TempestModuleOptions): Promise<(path: string) => Promise<{ status: number; body: string }>> {
  const testing = await Test.createTestingModule({ imports: [TempestModule.forRoot(given), SessionModule] }).compile();
  app = testing.createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return async path => {
    const response = await fetch(new URL(path, url));
    return { status: response.status, body: await response.text() };
  };
}

it('answers with recent and archived items alike, through an injected repository', async () => {
  const ask = await listening(options());
  const db = app!.get<HybridLogicalDb<UserDatabase>>(getDbToken());
  await db.users.sessions.save({ userId: 'ada', sessionId: 'old', sessionData: 'from S3', createdAt: new Date('2020-01-01') });
  await db.users.sessions.save({ userId: 'ada', sessionId: 'new', sessionData: 'from DynamoDB', createdAt: new Date() });
  expect(await db.archiveOldData()).toMatchObject({ itemsArchived: 1 });
  expect(archiveOf((await db.users.sessions.load({ userId: 'ada', sessionId: 'old' }))!)).toBeDefined();

  expect(await ask('users/ada/sessions/old')).toEqual({ status: 200, body: 'from S3' });
  expect(await ask('users/ada/sessions/new')).toEqual({ status: 200, body: 'from DynamoDB' });
  expect((await ask('users/ada/sessions/none')).status).toBe(404);
});

it('tells terminus how its database is, and what to do where it is down', async () => {
  const ask = await listening(options());
  const up = await ask('healthz');
  expect(up.status).toBe(200);
  expect(JSON.parse(up.body)).toMatchObject({ status: 'ok', details: { tempest: { status: 'up' } } });
  await app!.close();

  const astray = await listening({ ...options(), options: { tableNameResolver: name => `elsewhere_${name}` } });
  const down = await astray('healthz');
  expect(down.status).toBe(503);
  expect(JSON.parse(down.body)).toMatchObject({
    status: 'error',
    error: { tempest: { status: 'down', message: expect.stringContaining('elsewhere_user_sessions') } },
  });
  await app!.close();

  // Every process would be taken out of service at once, and with it the items that are in DynamoDB.
  const s3 = servers.s3Server?.inject({ fault: { kind: 'reset' } });
  const halved = await listening(options());
  const degraded = await halved('healthz');
  s3?.remove();
  expect(degraded.status).toBe(200);
  expect(JSON.parse(degraded.body).info.tempest).toMatchObject({ status: 'up', code: 's3-unreachable' });
  await app!.close();

  const gone = await listening({
    ...options(),
    dynamoDb: NOWHERE,
  });
  const unreachable = await gone('healthz');
  expect(unreachable.status).toBe(503);
  expect(JSON.parse(unreachable.body).error.tempest).toMatchObject({ status: 'down', code: 'dynamodb-unreachable' });
});

it('tells how a database without tiers is by its tables', async () => {
  const { dynamoDb } = servers;
  const ask = await listening({ database: UserDatabase, isGlobal: true, dynamoDb });
  expect((await ask('healthz')).status).toBe(200);
  await app!.close();

  const elsewhere = { tableNameResolver: (name: string) => `elsewhere_${name}` };
  const astray = await listening({ database: UserDatabase, isGlobal: true, dynamoDb, options: elsewhere });
  expect(JSON.parse((await astray('healthz')).body).error.tempest).toMatchObject({ status: 'down', code: 'missing-table' });
  await app!.close();

  const gone = await listening({ database: UserDatabase, isGlobal: true, dynamoDb: NOWHERE });
  expect(JSON.parse((await gone('healthz')).body).error.tempest).toMatchObject({ status: 'down', code: 'REQUEST_FAILED' });
});

it('asks a database that tells how it is', async () => {
  const problem = { code: 'archive-overdue', message: 'an item of user_sessions is 3 days overdue' };
  const asked: unknown[] = [];
  const db = {
    repository: () => ({}),
    health: async (given: unknown) =>
      asked.push(given) > 1 ? { status: 'healthy', problems: [] } : { status: 'degraded', problems: [problem] },
  };
  const testing = await Test.createTestingModule({ imports: [TempestModule.forRoot(options())] })
    .overrideProvider(getDbToken())
    .useValue(db)
    .compile();
  const indicator = testing.get(TempestHealthIndicator);
  const limits = { maxErrorRate: 0.1, maxOverdue: { days: 2 } };
  expect(await indicator.check('tempest', limits)).toEqual({ tempest: { status: 'down', ...problem } });
  expect(await indicator.check('tempest')).toEqual({ tempest: { status: 'up' } });
  expect(asked).toEqual([{ timeoutMs: 1_000, ...limits }, { timeoutMs: 1_000 }]);
  await testing.close();
});

it('refuses a health check of a database that it has not', async () => {
  await listening(options());
  const indicator = app!.get(TempestHealthIndicator);
  await expect(indicator.check('orders', { name: 'orders' })).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
});

it('leaves open the clients that it was given', async () => {
  const destroyed = [jest.spyOn(DynamoDBClient.prototype, 'destroy'), jest.spyOn(S3Client.prototype, 'destroy')];
  await listening(options());
  await app!.close();
  for (const destroy of destroyed) expect(destroy).not.toHaveBeenCalled();
});

it('closes the clients that it made, once the application has shut down', async () => {
  const dynamoDb = jest.spyOn(DynamoDBClient.prototype, 'destroy');
  const s3 = jest.spyOn(S3Client.prototype, 'destroy');
  await listening({
    database: UserDatabase,
    isGlobal: true,
    dynamoDb: { region: 'local' },
    hybrid: { s3Config: { bucketName: 'bucket', region: 'local' } },
  });
  expect(dynamoDb).not.toHaveBeenCalled();
  await app!.close();
  expect(dynamoDb).toHaveBeenCalledTimes(1);
  expect(s3).toHaveBeenCalledTimes(1);
});
