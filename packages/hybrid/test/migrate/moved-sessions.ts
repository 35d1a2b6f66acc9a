import {
  ArchivalTimestamp,
  Attribute,
  type HybridConfig,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
} from '@tempest-ts/hybrid';
import type { Stage } from '../support/stage.js';

/** A session as a later declaration has it: its objects are elsewhere, and its row keeps more. */
@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'moved/{yyyy}/{pk}/{sk}.json', layout: 'single' })
class MovedSession {
  @Attribute({ name: 'partition_key' }) userId!: string;
  @Attribute({ name: 'sort_key' }) sessionId!: string;
  @Attribute({ name: 'user_group', keepInPointer: true }) userGroup?: string;
  @Attribute() sessionData!: string;
  @ArchivalTimestamp() createdAt!: Date;
}

export class MovedDatabase extends LogicalDb {
  users = logicalTable({
    name: 'user_sessions',
    indexes: { by_created: { partitionKey: 'user_group', sortKey: 'createdAt' } },
    views: { sessions: inlineView(MovedSession, { key: ['userId', 'sessionId'] }) },
  });
}

/** The stage's table and prefix, as that declaration has them. */
export function movedDb({ servers, table, prefix }: Stage, config: Partial<HybridConfig> = {}): HybridLogicalDb<MovedDatabase> {
  const regular = LogicalDb.create(MovedDatabase, servers.dynamoDb, { tableNameResolver: () => table });
  const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: prefix };
  return HybridLogicalDb.create(MovedDatabase, regular, { s3Config, readAttempts: 2, ...config });
}
