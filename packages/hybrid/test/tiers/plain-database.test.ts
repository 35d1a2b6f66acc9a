import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ArchivedRowError, beginsWith, HybridLogicalDb, LogicalDb, RequestError, UnreadableItemError } from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { testLayout } from '../../../../test-support/test-layout.js';
import { UserDatabase } from '../fixtures/sessions.js';

let servers: LocalServers;
let plain: UserDatabase;
let db: HybridLogicalDb<UserDatabase>;

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(UserDatabase);
  plain = LogicalDb.create(UserDatabase, servers.dynamoDb);
  db = HybridLogicalDb.create(UserDatabase, plain, {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
    archivalConfig: { layout: testLayout },
  });
  await plain.users.sessions.save({ userId: 'u', sessionId: 's', sessionData: 'data', createdAt: new Date('2020-01-01') });
  await db.archiveOldData();
});

afterAll(() => servers.stop());

it('refuses archived rows that a filter would drop in silence', async () => {
  const condition = beginsWith({ userId: 'u' });
  await expect(plain.users.sessions.query(condition, { filter: s => s.sessionData.eq('data') })).rejects.toThrow(ArchivedRowError);
  await expect(plain.users.sessions.count(condition, { filter: s => s.sessionData.notExists() })).rejects.toThrow(ArchivedRowError);
  await expect(plain.users.sessions.scan({ filter: s => s.sessionData.eq('data') })).rejects.toThrow(ArchivedRowError);
});

it('says of an update that took effect that it did, though its item cannot be returned', async () => {
  const key = { userId: 'u', sessionId: 'odd' };
  await plain.users.sessions.save({ ...key, sessionData: 'data', createdAt: new Date() });
  const Key = { partition_key: { S: 'u' }, sort_key: { S: 'odd' } };
  const spoil = {
    TableName: 'user_sessions',
    Key,
    UpdateExpression: 'SET createdAt = :n',
    ExpressionAttributeValues: { ':n': { S: 'no date' } },
  };
  await servers.dynamoDb.send(new UpdateItemCommand(spoil));
  const update = plain.users.sessions.update(key, u => u.sessionData.set('new'));
  await expect(update).rejects.toThrow(UnreadableItemError);
  await expect(update).rejects.toThrow('was updated, but cannot be returned');
});

it('tells of a write that was aborted while its archived row was restored that it was not sent', async () => {
  const abort = new AbortController();
  const busy = Array.from({ length: 64 }, () => db.users.sessions.load({ userId: 'u', sessionId: 's' }));
  const update = db.users.sessions.update({ userId: 'u', sessionId: 's' }, u => u.sessionData.set('x'), { signal: abort.signal });
  abort.abort();
  await expect(update).rejects.toThrow(RequestError);
  await expect(update).rejects.toMatchObject({ code: 'ABORTED' });
  await Promise.all(busy);
});
