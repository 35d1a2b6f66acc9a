import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ArchivedRowError,
  archiveOf,
  BatchWriteSet,
  beginsWith,
  CapacityMeter,
  ConditionFailedError,
  ConfigurationError,
  type HybridConfig,
  HybridLogicalDb,
  InvalidExpressionError,
  LogicalDb,
  type RequestEvent,
  TransactionWriteSet,
} from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { UserDatabase } from '../fixtures/sessions.js';

let servers: LocalServers;
let regularDb: UserDatabase;
let db: HybridLogicalDb<UserDatabase>;
let events: RequestEvent[] = [];
let logged: unknown[][] = [];

const old = new Date(Date.now() - 400 * 86_400_000);
const session = (sessionId: string) => ({ userId: 'secretUser', sessionId, sessionData: `data of ${sessionId}`, createdAt: old });
const key = (sessionId: string) => ({ userId: 'secretUser', sessionId });
const bound = (sessionId: string) => db.users.sessions.key(key(sessionId));
const names = () => events.map(({ operation }) => operation);
const log =
  (level: string) =>
  (...args: readonly unknown[]): void => {
    logged.push([level, ...args]);
  };

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error,
  );
}

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(UserDatabase);
  regularDb = LogicalDb.create(UserDatabase, servers.dynamoDb, {
    events: { onRequest: event => events.push(event) },
    logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
  });
  db = HybridLogicalDb.create(UserDatabase, regularDb, { s3Config: { bucketName: servers.bucketName, client: servers.s3 } });
});
afterAll(() => servers.stop());

/** Every test begins with three archived sessions. */
beforeEach(async () => {
  const sessions = ['1', '2', '3'].map(id => db.users.sessions.create(session(id)));
  await db.batchWrite(new BatchWriteSet().clobber(...sessions));
  const result = await db.archiveOldData();
  if (result.itemsArchived !== 3) throw new Error(JSON.stringify(result.errors));
  events = [];
  logged = [];
});

describe('requests to S3 are told of as those to DynamoDB are', () => {
  it('where an archived item is loaded', async () => {
    const capacity = new CapacityMeter();
    await db.users.sessions.load(key('1'), { capacity });
    const bucketName = servers.bucketName;
    expect(events).toMatchObject([
      { kind: 'dynamodb', operation: 'GetItem', view: 'sessions', itemCount: 1 },
      { kind: 's3', operation: 'GetObject', bucketName, attempts: 1, bytes: expect.any(Number), error: undefined },
    ]);
    expect(logged).toMatchObject([
      ['debug', { kind: 'dynamodb' }, 'GetItem on user_sessions'],
      ['debug', { kind: 's3' }, `GetObject on ${bucketName}`],
    ]);
    expect(capacity.requests).toBe(1);
  });

  it('where an archived item is restored for an update: its capacity is the update’s', async () => {
    const capacity = new CapacityMeter();
    await db.users.sessions.update(key('1'), s => s.sessionData.set('new'), { capacity });
    expect(names()).toEqual(['UpdateItem', 'GetObject', 'UpdateItem', 'UpdateItem']);
    expect(events[0]?.error?.cause).toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(capacity.requests).toBe(2); // the refused one tells of none
    expect(capacity.writeUnits).toBeGreaterThan(1);
  });

  it('where a transaction restores', async () => {
    const capacity = new CapacityMeter();
    const set = new TransactionWriteSet().update(bound('1'), s => s.sessionData.set('new'));
    await db.transactionWrite(set, { capacity });
    expect(names()).toEqual(['TransactWriteItems', 'GetObject', 'UpdateItem', 'TransactWriteItems']);
    expect(capacity.requests).toBe(2);
  });

  it('where objects are gone: the rows are read again, and the meter is told', async () => {
    const lost = HybridLogicalDb.create(UserDatabase, regularDb, {
      s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: 'elsewhere/' },
      onHydrationError: 'report',
    });
    const capacity = new CapacityMeter();
    const page = await lost.users.sessions.query(beginsWith({ userId: 'secretUser' }), { capacity, returnConsumedCapacity: true });
    expect(page.failures).toHaveLength(3);
    expect(names().sort()).toEqual(['GetItem', 'GetItem', 'GetItem', 'Query']);
    expect(capacity.requests).toBe(4);
    expect(capacity.readUnits).toBeGreaterThan(page.consumedCapacity?.CapacityUnits ?? 0);
  });
});

describe('a run', () => {
  it('tells of its requests, meters them, and says to the logger how it ended', async () => {
    await db.users.sessions.save(session('1'));
    events = [];
    logged = [];
    const capacity = new CapacityMeter();
    await db.archiveOldData({ capacity, timeoutMs: 60_000 });
    for (const name of ['DescribeTable', 'DescribeTimeToLive', 'Scan', 'PutObject', 'UpdateItem']) expect(names()).toContain(name);
    expect(events.find(({ operation }) => operation === 'UpdateItem')).toMatchObject({
      consumedCapacity: [{ TableName: 'user_sessions' }],
    });
    expect(capacity.readUnits).toBeGreaterThan(0);
    expect(capacity.writeUnits).toBeGreaterThan(0);
    expect(logged.at(-1)).toMatchObject(['info', { itemsArchived: 1, complete: true, dryRun: false }, 'archiveOldData has ended']);
    expect(JSON.stringify(logged)).not.toMatch(/secretUser|data of/);
  });

  it('ends when its time is up, with nothing half moved', async () => {
    const slow = { onProgress: () => undefined, timeoutMs: 1 };
    expect(await db.archiveOldDataDryRun(slow)).toMatchObject({ complete: false });
  });

  it('refuses a recorder or a timeout that is none, before anything is sent', async () => {
    for (const call of [db.archiveOldData({ capacity: {} } as never), db.archiveOldDataDryRun({ timeoutMs: -1 })]) {
      const error = await failure(call);
      expect(error).toBeInstanceOf(ConfigurationError);
      expect((error as Error).message).toMatch(/capacity: a CapacityMeter|timeoutMs: above zero/);
    }
    expect(events).toEqual([]);
  });
});

describe('a changed input', () => {
  it('whose projection knows nothing of pointers gives archived items whole', async () => {
    const changeInput = <Input extends { readonly ExpressionAttributeNames?: Record<string, string> | undefined }>(input: Input) => ({
      ...input,
      ProjectionExpression: '#only',
      ExpressionAttributeNames: { ...input.ExpressionAttributeNames, '#only': 'sessionData' },
    });
    const { sessions } = db.users;
    const [first] = (await sessions.query(beginsWith({ userId: 'secretUser' }), { changeInput })).contents;
    const loaded = await sessions.load(key('1'), { changeInput });
    const [scanned] = (await sessions.scan({ changeInput })).contents;
    for (const item of [first, loaded, scanned]) {
      expect(item?.sessionData).toMatch(/^data of/);
      expect(archiveOf(item ?? {})).toBeDefined();
    }
    const plain = await failure(regularDb.users.sessions.load(key('1'), { changeInput }));
    expect(plain).toBeInstanceOf(ArchivedRowError);
  });

  it('whose condition knows nothing of pointers is asked of the whole item', async () => {
    const changeInput = <Input extends object>(input: Input) => ({ ...input, ConditionExpression: 'attribute_exists(sessionData)' });
    await db.users.sessions.save({ ...session('1'), sessionData: 'changed' }, { changeInput });
    expect(names()).toEqual(['PutItem', 'GetObject', 'UpdateItem', 'PutItem']);
    const absent = <Input extends object>(input: Input) => ({ ...input, ConditionExpression: 'attribute_not_exists(sessionData)' });
    expect(await failure(db.users.sessions.deleteKey(key('2'), { changeInput: absent }))).toBeInstanceOf(ConditionFailedError);
    expect(await failure(regularDb.users.sessions.deleteKey(key('3'), { changeInput: absent }))).toBeInstanceOf(ArchivedRowError);
  });

  it('whose filter would leave out archived items is refused', async () => {
    const changeInput = <Input extends object>(input: Input) => ({ ...input, FilterExpression: 'attribute_exists(sessionData)' });
    const error = await failure(db.users.sessions.scan({ changeInput }));
    expect(error).toBeInstanceOf(InvalidExpressionError);
    expect((error as Error).message).toContain("{ filter: expression('...') }");
    expect(events).toEqual([]);
  });
});

describe('a config without s3Config', () => {
  it.each([
    [undefined, 'the config'],
    [{}, 's3Config'],
    [{ s3Config: 'bucket' }, 's3Config'],
  ])('%j says how to give one', (config, place) => {
    const create = () => HybridLogicalDb.create(UserDatabase, regularDb, config as HybridConfig);
    expect(create).toThrow(ConfigurationError);
    expect(create).toThrow(`${place}: an object`);
    expect(create).toThrow("{ bucketName: 'my-app-archive', region: 'us-west-2' }");
  });
});
