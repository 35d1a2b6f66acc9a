/** The usage section of the original README, statement by statement. */
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

// 1. Define Domain Model
@HybridTable({
  archiveAfterDays: 365,
  s3KeyTemplate: 'sessions/{pk}/{sk}.json',
})
export class UserSession {
  @Attribute({ name: 'partition_key' })
  userId!: string;
  @Attribute({ name: 'sort_key' })
  sessionId!: string;
  @Attribute()
  sessionData!: string;
  @ArchivalTimestamp()
  createdAt!: Date;

  // This field will be added automatically for pointers
  @Attribute()
  s3Key?: string;
}

export class UserDatabase extends LogicalDb {
  users = logicalTable({
    name: 'users',
    views: { sessions: inlineView(UserSession, { key: ['userId', 'sessionId'] }) },
  });
}

// 2. Create Hybrid Database
export function createHybridDatabase(regularDb: UserDatabase): HybridLogicalDb<UserDatabase> {
  const hybridConfig = {
    s3Config: {
      bucketName: 'my-app-archive',
      region: 'us-west-2',
    },
    archivalConfig: {
      enabled: true,
      archiveAfterDuration: { days: 365 },
    },
  };

  const hybridDb: HybridLogicalDb<UserDatabase> = HybridLogicalDb.create(UserDatabase, regularDb, hybridConfig);
  return hybridDb;
}

// 3. Use Normally
export async function useNormally(hybridDb: HybridLogicalDb<UserDatabase>) {
  // Queries work perfectly - finds both recent and archived data
  const sessions = (await hybridDb.users.sessions.query(beginsWith({ userId: 'user123', sessionId: 'session' }))).contents;

  // Single loads work transparently
  const session = await hybridDb.users.sessions.load({ userId: 'user123', sessionId: 'session456' });
  return { sessions, session };
}

// 4. Archive Old Data
export async function archive(hybridDb: HybridLogicalDb<UserDatabase>): Promise<void> {
  // Run archival process (typically scheduled)
  const result = await hybridDb.archiveOldData();
  console.log(`Archived ${result.itemsArchived} items`);
}

// And from the section on migration: run in dry-run mode first
export async function dryRun(hybridDb: HybridLogicalDb<UserDatabase>): Promise<void> {
  const result = await hybridDb.archiveOldDataDryRun();
  console.log(`Would archive ${result.itemsArchived} items`);
}
