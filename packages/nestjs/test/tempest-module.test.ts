import 'reflect-metadata';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Inject, Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { LogicalDb } from '@tempest-ts/hybrid';
import {
  getDbToken,
  getRepositoryToken,
  InjectDb,
  InjectRepository,
  type TempestConnectionOptions,
  TempestModule,
  type TempestModuleAsyncOptions,
  type TempestModuleOptions,
  type TempestOptionsFactory,
} from '@tempest-ts/nestjs';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { SessionService, type Sessions } from './session-service.js';
import { Note, Order, OrderDatabase, UserDatabase, UserSession } from './user-database.js';

let servers: LocalServers;

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
});
afterAll(() => servers.stop());

const CLIENT = Symbol('a client that another module makes');
@Module({ providers: [{ provide: CLIENT, useFactory: () => servers.dynamoDb }], exports: [CLIENT] })
class ClientModule {}

@Injectable()
class TempestOptions implements TempestOptionsFactory {
  readonly #client: TempestConnectionOptions['dynamoDb'];
  readonly asked: string[] = [];

  constructor(@Inject(CLIENT) client: TempestConnectionOptions['dynamoDb']) {
    this.#client = client;
  }

  createTempestOptions(name: string): TempestConnectionOptions {
    this.asked.push(name);
    return { dynamoDb: this.#client };
  }
}

@Module({ imports: [ClientModule], providers: [TempestOptions], exports: [TempestOptions] })
class OptionsModule {}

const database = UserDatabase;

it.each<[string, Omit<TempestModuleAsyncOptions, 'database'>]>([
  ['useFactory', { imports: [ClientModule], inject: [CLIENT], useFactory: async (dynamoDb: never) => ({ dynamoDb }) }],
  ['useClass', { imports: [ClientModule], useClass: TempestOptions }],
  ['useExisting', { imports: [OptionsModule], useExisting: TempestOptions }],
])('is configured by %s', async (_, options) => {
  const app = await Test.createTestingModule({
    imports: [TempestModule.forRootAsync({ database, ...options })],
    providers: [SessionService],
  }).compile();
  const db = app.get<UserDatabase>(getDbToken());
  await db.users.sessions.save({ userId: 'ada', sessionId: '1', sessionData: 'here', createdAt: new Date() });
  expect(await app.get(SessionService).dataOf('ada', '1')).toBe('here');
  await app.close();
});

it('keeps several databases apart by their names', async () => {
  @Injectable()
  class Both {
    readonly users: UserDatabase;
    readonly orders: unknown;

    constructor(@InjectDb() users: UserDatabase, @InjectRepository(Order, 'shop') orders: unknown) {
      this.users = users;
      this.orders = orders;
    }
  }
  const app = await Test.createTestingModule({
    imports: [
      TempestModule.forRoot({ database, dynamoDb: servers.dynamoDb }),
      TempestModule.forRootAsync({ database: OrderDatabase, name: 'shop', useFactory: () => ({ dynamoDb: servers.dynamoDb }) }),
    ],
    providers: [Both],
  }).compile();
  await app.init();
  const { users, orders } = app.get(Both);
  const shop = app.get<OrderDatabase>(getDbToken('shop'));
  expect(users).toBeInstanceOf(UserDatabase);
  expect(orders).toBe(shop.orders.all);
  expect(() => app.get(getRepositoryToken(Note, 'shop'))).toThrow('the repository of Note of the database'); // of two inline views
  await app.close();
});

it('lets a test give a repository of its own, or a database', async () => {
  const fake: Pick<Sessions, 'load'> = { load: async () => Object.assign(new UserSession(), { sessionData: 'made up' }) };
  const root = () => TempestModule.forRoot({ database, dynamoDb: { region: 'nowhere' } });
  const alone = await Test.createTestingModule({
    providers: [SessionService, { provide: getRepositoryToken(UserSession), useValue: fake }],
  }).compile();
  expect(await alone.get(SessionService).dataOf('ada', '1')).toBe('made up');

  const overridden = await Test.createTestingModule({ imports: [root()], providers: [SessionService] })
    .overrideProvider(getRepositoryToken(UserSession))
    .useValue(fake)
    .compile();
  expect(await overridden.get(SessionService).dataOf('ada', '1')).toBe('made up');

  const local = LogicalDb.create(UserDatabase, servers.dynamoDb);
  await local.users.sessions.save({ userId: 'eve', sessionId: '1', sessionData: 'local', createdAt: new Date() });
  const elsewhere = await Test.createTestingModule({ imports: [root()], providers: [SessionService] })
    .overrideProvider(getDbToken())
    .useValue(local)
    .compile();
  expect(await elsewhere.get(SessionService).dataOf('eve', '1')).toBe('local');
  for (const app of [alone, overridden, elsewhere]) await app.close();
});

it('names what nobody provides', async () => {
  const compiled = Test.createTestingModule({ providers: [SessionService] }).compile();
  await expect(compiled).rejects.toThrow('the repository of UserSession');
});

it('refuses two databases of one name', async () => {
  @Module({ imports: [TempestModule.forRoot({ database, isGlobal: true, dynamoDb: servers.dynamoDb })] })
  class First {}
  @Module({ imports: [TempestModule.forRoot({ database: OrderDatabase, isGlobal: true, dynamoDb: servers.dynamoDb })] })
  class Second {}
  const app = await Test.createTestingModule({ imports: [First, Second] }).compile();
  await expect(app.init()).rejects.toThrow('made 2 times without a `name`');
});

const wrong = (given: unknown) => given as TempestModuleOptions & TempestModuleAsyncOptions;
it.each<[string, () => unknown, string]>([
  ['no options', () => TempestModule.forRoot(wrong(undefined)), 'takes an object'],
  ['no class', () => TempestModule.forRoot(wrong({})), "needs the database's class"],
  ['a database in place of its class', () => TempestModule.forRoot(wrong({ database: {} })), 'not an object of it'],
  ['a class without tables', () => TempestModule.forRoot(wrong({ database: class Empty extends LogicalDb {} })), 'Empty declares no table'],
  ['a misspelt option', () => TempestModule.forRoot(wrong({ database, dynamodb: {} })), 'no option `dynamodb`'],
  ['an empty name', () => TempestModule.forRoot({ database, name: '' }), 'a string that is not empty'],
  ['a strange isGlobal', () => TempestModule.forRoot(wrong({ database, isGlobal: 1 })), 'true or false'],
  ['no source', () => TempestModule.forRootAsync({ database }), 'exactly one of useFactory, useClass, useExisting, and was given none'],
  [
    'two sources',
    () => TempestModule.forRootAsync({ database, useClass: TempestOptions, useExisting: TempestOptions }),
    'useClass and useExisting',
  ],
  ['inject of a class', () => TempestModule.forRootAsync({ database, useClass: TempestOptions, inject: [CLIENT] }), 'constructor'],
  [
    'what the factory returns',
    () => TempestModule.forRootAsync(wrong({ database, useFactory: () => ({}), hybrid: {} })),
    'What `useFactory` returns has it',
  ],
  ['an entity that is none yet', () => InjectRepository(wrong(undefined) as never), 'Where two files import each other'],
  ['an object for an entity', () => getRepositoryToken({} as never), 'by the class of its items'],
])('says what to do about %s', (_, make, message) => {
  expect(make).toThrow(
    expect.objectContaining({
      code: expect.stringMatching(/^INVALID_(CONFIGURATION|DECLARATION)$/),
      message: expect.stringContaining(message),
    }),
  );
});

it.each<[string, unknown, string]>([
  ['nothing', undefined, 'gave undefined'],
  ['a misspelt option', { s3Config: {} }, 'no option `s3Config`. It has dynamoDb, options, hybrid'],
  ['a config that cannot be', { hybrid: { s3Config: {} } }, 'bucketName'],
])('says what a factory got wrong that returns %s', async (_, given, message) => {
  const compiled = Test.createTestingModule({
    imports: [TempestModule.forRootAsync({ database, useFactory: () => given as TempestConnectionOptions })],
  }).compile();
  await expect(compiled).rejects.toThrow(message);
});
