import { inlineView, LogicalDb, logicalTable } from '@tempest-ts/hybrid';
import { UserSession } from './user-session.js';

export class UserDatabase extends LogicalDb {
  users = logicalTable({
    name: 'user_sessions',
    views: { sessions: inlineView(UserSession, { key: ['userId', 'sessionId'] }) },
  });
}
