import { inlineView, LogicalDb, logicalTable, secondaryIndex } from '@tempest-ts/hybrid';
import { UserSession } from './user-session.js';

/** The application's one table, with an index of its sessions by group and time. */
export class UserDatabase extends LogicalDb {
  users = logicalTable({
    name: 'user_sessions',
    indexes: { by_created: { partitionKey: 'user_group', sortKey: 'createdAt' } },
    views: {
      sessions: inlineView(UserSession, { key: ['userId', 'sessionId'] }),
      byCreated: secondaryIndex(UserSession, { index: 'by_created', key: ['userGroup', 'createdAt'] }),
    },
  });
}
