import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  ArchivalTimestamp,
  Attribute,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
  type S3Config,
} from '@tempest-ts/hybrid';

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'sessions/{pk}/{sk}.json' })
export class UserSession {
  @Attribute({ name: 'partition_key' }) userId!: string;
  @Attribute({ name: 'sort_key' }) sessionId!: string;
  @Attribute() sessionData!: string;
  @ArchivalTimestamp() createdAt!: Date;
}

export class SessionDatabase extends LogicalDb {
  users = logicalTable({
    name: 'user_sessions',
    views: { sessions: inlineView(UserSession, { key: ['userId', 'sessionId'] }) },
  });
}

/** The database of application and archiver alike. */
export function createDatabase(dynamoDb: DynamoDBClient, s3Config: S3Config): HybridLogicalDb<SessionDatabase> {
  return HybridLogicalDb.create(SessionDatabase, LogicalDb.create(SessionDatabase, dynamoDb), { s3Config });
}
