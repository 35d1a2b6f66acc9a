import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { beginsWith, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { CapacityBudget } from '../../src/control/capacity-budget.js';
import { UserDatabase } from '../fixtures/sessions.js';
import { intercept } from '../support/intercept.js';
import { Stage } from '../support/stage.js';
import { throttled, throttleEach } from '../support/throttles.js';

let servers: LocalServers;
let stage: Stage;
/** Of a database whose client sends everything once: what is sent again, the run sends. */
let client: DynamoDBClient;
let db: HybridLogicalDb<UserDatabase>;
let stop = (): void => undefined;

beforeAll(async () => {
  servers = await startLocalServers();
  const { region, credentials } = servers.dynamoDb.config;
  client = new DynamoDBClient({ region, credentials, endpoint: servers.dynamoDbServer.endpoint, maxAttempts: 1 });
});
beforeEach(async () => {
  stage = await Stage.create(servers);
  const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix };
  const regular = LogicalDb.create(UserDatabase, client, { tableNameResolver: () => stage.table });
  db = HybridLogicalDb.create(UserDatabase, regular, { s3Config });
});
afterEach(() => {
  stop();
  stop = () => undefined;
  jest.restoreAllMocks();
});
afterAll(async () => {
  client.destroy();
  await servers.stop();
});

const SENDS_IN_VAIN = 2;

describe('a table without capacity to spare', () => {
  it('has restored items come back late, at the pace that it can bear', async () => {
    await stage.archive('a');
    const told = jest.spyOn(CapacityBudget.prototype, 'throttled');
    const throttle = throttleEach(client, 'UpdateItem', SENDS_IN_VAIN);
    stop = throttle.stop;
    expect(await db.restore('all')).toMatchObject({ itemsRestored: 1, errorCount: 0, complete: true });
    expect(throttle.count()).toBe(SENDS_IN_VAIN);
    expect(told).toHaveBeenCalled();
  });

  it('has keys and conditions read late', async () => {
    await stage.archive('a', 'b');
    const gets = throttleEach(client, 'GetItem', SENDS_IN_VAIN);
    stop = gets.stop;
    expect(await db.restore([db.users.sessions.key(stage.key('a'))])).toMatchObject({ itemsRestored: 1, errorCount: 0 });
    expect(gets.count()).toBe(SENDS_IN_VAIN);
    stop();
    stop = intercept(client, 'Query', ({ count, send }) => (count <= SENDS_IN_VAIN ? Promise.reject(throttled()) : send()));
    const target = { view: db.users.sessions, condition: beginsWith({ userId: 'user' }) };
    expect(await db.restore(target)).toMatchObject({ itemsRestored: 1, errorCount: 0, complete: true });
  });

  it('has marks taken away late', async () => {
    await stage.archive('a');
    await stage.db.restore('all');
    stop = throttleEach(client, 'UpdateItem', SENDS_IN_VAIN).stop;
    expect(await db.releaseRestored()).toMatchObject({ itemsReleased: 1, errorCount: 0 });
    expect(await stage.row('a')).not.toHaveProperty('s3NotBefore');
  });

  it('has items that are refused again and again listed, and stay archived', async () => {
    await stage.archive('a');
    stop = intercept(client, 'UpdateItem', () => Promise.reject(throttled()));
    const result = await db.restore('all');
    expect(result).toMatchObject({ itemsRestored: 0, errorCount: 1, errors: [{ cause: { code: 'THROTTLED' } }] });
    expect(await stage.row('a')).toHaveProperty('s3Archive');
  });
});

it('a budget follows what DynamoDB says that a restore took, its indexes included', async () => {
  await stage.archive('a');
  const settled: (readonly [number, number])[] = [];
  jest.spyOn(CapacityBudget.prototype, 'settle').mockImplementation((estimate, consumed) => void settled.push([estimate, consumed]));
  stop = intercept(client, 'UpdateItem', async ({ send }) => {
    const answer = (await send()) as { output: Record<string, unknown> };
    return { ...answer, output: { ...answer.output, ConsumedCapacity: { TableName: stage.table, CapacityUnits: 17 } } };
  });
  await db.restore('all', { writeCapacityPerSecond: 100 });
  expect(settled).toContainEqual([1, 17]);
});

it('a mark that an earlier send has taken away, whose answer was lost, counts as taken away', async () => {
  await stage.archive('a');
  await stage.db.restore('all');
  stop = intercept(client, 'UpdateItem', async ({ count, send }) => {
    const answer = await send();
    if (count === 1) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    return answer;
  });
  expect(await db.releaseRestored()).toMatchObject({ itemsReleased: 1, itemsSkipped: 0 });
});
