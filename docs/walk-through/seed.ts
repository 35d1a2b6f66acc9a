// #region file
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteSet, LogicalDb } from '@tempest-ts/hybrid';
import { UserDatabase } from './user-database.js';

// A plain database: so far nothing here knows of tiers.
const db = LogicalDb.create(UserDatabase, new DynamoDBClient({}));
const days = Array.from({ length: 600 }, (_, day) => new Date(Date.now() - day * 2 * 86_400_000));
const sessions = days.map((createdAt, index) =>
  db.users.sessions.create({
    userId: `user${index % 7}`,
    sessionId: createdAt.toISOString(),
    sessionData: 'page view, '.repeat(500),
    createdAt,
  }),
);
await db.batchWrite(new BatchWriteSet().clobber(...sessions));
console.log(`${sessions.length} sessions`);
// #endregion
