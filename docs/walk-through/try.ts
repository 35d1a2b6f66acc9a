// #region file
import {
  ArchivalTimestamp,
  Attribute,
  archiveOf,
  beginsWith,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
} from '@tempest-ts/hybrid';
import { startLocalServers } from '@tempest-ts/testing';

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'sessions/{pk}/{sk}.json' })
class UserSession {
  @Attribute({ name: 'partition_key' }) userId!: string;
  @Attribute({ name: 'sort_key' }) sessionId!: string;
  @Attribute() sessionData!: string;
  @ArchivalTimestamp() createdAt!: Date;
}

class UserDatabase extends LogicalDb {
  users = logicalTable({
    name: 'user_sessions',
    views: { sessions: inlineView(UserSession, { key: ['userId', 'sessionId'] }) },
  });
}

// A DynamoDB and an S3 on this machine. Yours: new DynamoDBClient({}), and s3Config: { bucketName, region }.
const servers = await startLocalServers();
await servers.createTables(UserDatabase);
const db = HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, servers.dynamoDb), {
  s3Config: { bucketName: servers.bucketName, client: servers.s3 },
});

await db.users.sessions.save({ userId: 'ada', sessionId: 's1', sessionData: 'long ago', createdAt: new Date('2023-01-01') });
await db.users.sessions.save({ userId: 'ada', sessionId: 's2', sessionData: 'just now', createdAt: new Date() });

const { itemsArchived } = await db.archiveOldData();
console.log(`${itemsArchived} session moved to S3`);

for await (const session of db.users.sessions.queryAllContents(beginsWith({ userId: 'ada' }))) {
  console.log(session.sessionId, session.sessionData, archiveOf(session)?.s3Key ?? 'in DynamoDB');
}
await servers.stop();
// #endregion
