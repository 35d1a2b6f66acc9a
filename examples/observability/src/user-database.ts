import { inlineView, LogicalDb, logicalTable, secondaryIndex } from '@tempest-ts/hybrid';
import { UserSession } from './user-session.js';

export class UserDatabase extends LogicalDb {
  users = logicalTable({
    name: 'user_sessions',
    indexes: { by_created: { partitionKey: 'partition_key', sortKey: 'createdAt' } },
    views: {
      sessions: inlineView(UserSession, { key: ['userId', 'sessionId'] }),
      latest: secondaryIndex(UserSession, { index: 'by_created', key: ['userId', 'createdAt'] }),
    },
  });
}
