// #region file
import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { archiveOf, beginsWith, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { archiveConfig } from './archive-config.js';
import { UserDatabase } from './user-database.js';

const db = HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, new DynamoDBClient({})), archiveConfig);
await db.confirmReader('app');
const digest = createHash('sha256');
let sessions = 0;
let archived = 0;
for (const userId of ['user0', 'user1', 'user2', 'user3', 'user4', 'user5', 'user6']) {
  for await (const session of db.users.sessions.queryAllContents(beginsWith({ userId }))) {
    digest.update(`${session.userId} ${session.sessionId} ${session.sessionData} ${session.createdAt.toISOString()}\n`);
    sessions += 1;
    if (archiveOf(session)) archived += 1;
  }
}
console.log(`${sessions} sessions, ${digest.digest('hex').slice(0, 16)}`);
console.log(`${archived} of them came from S3`);
db.close();
// #endregion
