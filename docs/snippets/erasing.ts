// Code of docs/guide/erasing.md. The test beside it runs it all.
import type { EraseReport, HybridLogicalDb } from '@tempest-ts/hybrid';
import type { UserDatabase } from './readme.js';

type Log = (text: string) => void;
type Database = HybridLogicalDb<UserDatabase>;

export async function eraseFirst(db: Database, schedule: (at: Date) => void): Promise<number> {
  // #region first
  const keys = [db.users.sessions.key({ userId: 'user123', sessionId: 'session456' })];
  const { items, secondPassAfter } = await db.erase(keys);
  if (secondPassAfter) schedule(secondPassAfter); // maxAttemptAge and an hour from now
  // #endregion
  return items.length;
}

export async function eraseElsewhere(db: Database): Promise<EraseReport> {
  const keys = [db.users.sessions.key({ userId: 'user123', sessionId: 'session456' })];
  // #region adopt
  const report = await db.erase(keys, {
    adopt: { user_sessions: ['arn:aws:dynamodb:us-east-1:123456789012:table/user_sessions'] },
  });
  // #endregion
  return report;
}

export async function eraseAgain(db: Database, log: Log): Promise<boolean> {
  const keys = [db.users.sessions.key({ userId: 'user123', sessionId: 'session456' })];
  // #region second
  const report = await db.erase(keys, { secondPass: true });
  for (const { key, row, remaining, keyNames } of report.items) {
    log(`${JSON.stringify(key)}: row ${row}, ${remaining.length} objects left, ${keyNames.length} keys stay taken`);
    for (const { s3Key, why } of remaining) log(`${s3Key}: ${why}`);
  }
  for (const { kind, message } of report.cannotProve) log(`not proven: ${kind}: ${message}`);
  // #endregion
  return report.complete;
}
