// Code of docs/guide/restoring.md and verifying-and-sweeping.md. The test beside it runs it all.
import { beginsWith, fileCheckpoints, type HybridLogicalDb } from '@tempest-ts/hybrid';
import type { UserDatabase } from './readme.js';

type Log = (text: string) => void;
type Database = HybridLogicalDb<UserDatabase>;

export async function restoreSome(db: Database): Promise<number> {
  // #region restore
  // Some items, by their keys.
  await db.restore([db.users.sessions.key({ userId: 'user123', sessionId: 'session456' })]);

  // All that a key condition names, hot items too, to stay until the end of a court case.
  const target = { view: db.users.sessions, condition: beginsWith({ userId: 'user123' }) };
  const { itemsRestored, itemsHeld, errors } = await db.restore(target, { notAgainBefore: new Date('2030-01-01') });
  // #endregion
  return itemsRestored + itemsHeld + errors.length;
}

export async function restoreAll(db: Database, file: string, log: Log): Promise<boolean> {
  // #region restore-all
  const dry = await db.restore('all', { dryRun: true });
  log(`${dry.itemsRestored} items, about ${dry.bytesRestored} bytes`);

  const result = await db.restore('all', {
    checkpoints: fileCheckpoints(file),
    timeoutMs: 14 * 60_000,
  });
  if (!result.complete) log('goes on next time');
  // #endregion
  return result.complete;
}

export async function refresh(db: Database): Promise<number> {
  // #region refresh
  const { itemsRefreshed, errors } = await db.refreshPointers();
  // #endregion
  return itemsRefreshed - errors.length;
}

export async function verify(db: Database, log: Log): Promise<boolean> {
  // #region verify
  const report = await db.verifyArchive({ onProblem: ({ kind, s3Key }) => log(`${kind}: ${s3Key}`) });
  for (const { entity, itemsIntact, itemsDamaged } of report.entities) log(`${entity}: ${itemsIntact} intact, ${itemsDamaged} damaged`);
  log(`${report.objects.orphaned} objects, ${report.objects.bytesOrphaned} bytes, are left over`);
  // #endregion
  return report.clean;
}

export async function sweep(db: Database, log: Log): Promise<number> {
  // #region sweep
  const { objectsRecorded, objectsSwept, bytesSwept } = await db.sweepOrphans({ graceDays: 35 });
  log(`${objectsRecorded} newly found, ${objectsSwept} swept, ${bytesSwept} bytes`);
  // #endregion
  return objectsRecorded;
}
