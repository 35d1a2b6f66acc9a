// The README's code. `npm run docs` copies each region to the places in the docs that name it; the test beside it runs it all.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
// #region declare
import {
  ArchivalTimestamp,
  Attribute,
  beginsWith,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
} from '@tempest-ts/hybrid';

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

// #endregion

export { UserDatabase, UserSession };

export function createDatabase(dynamoDb: DynamoDBClient, s3: S3Client, bucketName: string) {
  // #region create
  const regularDb = LogicalDb.create(UserDatabase, dynamoDb);
  const db = HybridLogicalDb.create(UserDatabase, regularDb, {
    s3Config: { bucketName, client: s3 },
    archivalConfig: { archiveAfterDuration: { days: 365 } },
  });
  // #endregion
  return db;
}

export async function useDatabase(db: HybridLogicalDb<UserDatabase>): Promise<string[]> {
  const printed: string[] = [];
  const console = { log: (line: string) => printed.push(line) };
  // #region use
  await db.users.sessions.save({ userId: 'user123', sessionId: 'session456', sessionData: '...', createdAt: new Date('2023-01-01') });

  const plan = await db.archiveOldDataDryRun();
  console.log(`Would archive ${plan.itemsArchived} items`);

  const result = await db.archiveOldData();
  console.log(`Archived ${result.itemsArchived} items`);

  const session = await db.users.sessions.load({ userId: 'user123', sessionId: 'session456' });
  console.log(`${session?.sessionId} was created at ${session?.createdAt.toISOString()}`);

  const page = await db.users.sessions.query(beginsWith({ userId: 'user123', sessionId: 'session' }));
  console.log(`${page.contents.length} session begins with 'session'`);
  // #endregion
  return printed;
}
