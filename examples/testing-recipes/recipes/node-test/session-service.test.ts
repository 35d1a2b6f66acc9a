// #region node-test
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { SessionService } from '../../src/session-service.js';
import { UserDatabase } from '../../src/user-database.js';
import { UserSession } from '../../src/user-session.js';

let servers: LocalServers;
let db: HybridLogicalDb<UserDatabase>;

before(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
  db = HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, servers.dynamoDb), {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
  });
});
after(() => servers.stop());

test('lists archived sessions as it lists recent ones', async () => {
  await db.users.sessions.save({ userId: 'ada', sessionId: '1', sessionData: 'old', createdAt: new Date('2020-01-01') });
  await db.users.sessions.save({ userId: 'ada', sessionId: '2', sessionData: 'new', createdAt: new Date() });
  await db.archiveOldData();
  assert.deepEqual(await new SessionService(db.repository(UserSession)).idsOf('ada'), ['1', '2']);
});
// #endregion
