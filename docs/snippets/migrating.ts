// Code of docs/guide/migrating.md. The test beside it runs it all.

import type { S3Client } from '@aws-sdk/client-s3';
import { exportFolder, fileCheckpoints, type HybridLogicalDb, type ImportResult, type MigrateResult, s3Export } from '@tempest-ts/hybrid';
import type { UserDatabase } from './readme.js';

type Log = (text: string) => void;
type Database = HybridLogicalDb<UserDatabase>;

export async function testArchival(db: Database, log: Log): Promise<boolean> {
  // #region test-archival
  const { ok, findings } = await db.preflight();
  for (const { severity, message } of findings) log(`${severity}: ${message}`);

  const plan = await db.archiveOldDataDryRun();
  log(
    `Would archive ${plan.itemsArchived} items for $${plan.cost.moveCost.toFixed(2)}, and save $${plan.cost.monthlySaving.toFixed(2)} a month`,
  );
  // #endregion
  return ok;
}

export async function archiveGradually(db: Database, log: Log, folder: string): Promise<boolean> {
  // #region gradual-archival
  const result = await db.archiveOldData({
    maxItems: 10_000, // the first runs: a few, then look
    writeCapacityPerSecond: 100,
    checkpoints: fileCheckpoints(`${folder}/archive.checkpoint`),
  });
  log(`Archived ${result.itemsArchived} items; ${result.errorCount} errors`);

  const report = await db.verifyArchive();
  if (!report.clean) log(`${report.problemCount} problems`);
  // #endregion
  return report.clean;
}

export async function migrate(db: Database, log: Log, folder: string): Promise<MigrateResult> {
  // #region migrate
  const plan = await db.migrateArchive({ dryRun: true });
  const { legacy, layout, key } = plan.reasons;
  log(`${legacy} of an earlier system, ${layout} to another layout, ${key} to another key: ${plan.objectsWritten} objects`);

  const result = await db.migrateArchive({
    writeCapacityPerSecond: 100,
    checkpoints: fileCheckpoints(`${folder}/migrate.checkpoint`),
    onReplace: ({ s3Key }) => log(`${s3Key} is about to be replaced`), // of an earlier system only
  });
  log(`${result.itemsMigrated} migrated, ${result.itemsSkipped} changed meanwhile, ${result.errorCount} errors`);
  // #endregion
  return result;
}

export async function importFromS3(db: Database, s3: S3Client, folder: string): Promise<ImportResult> {
  // #region import
  const source = s3Export({ client: s3, bucketName: 'my-exports', key: 'AWSDynamoDB/01693685827463-2d8752fd/' });
  const result = await db.importExport(source, {
    tier: 'by-age', // old rows straight to S3, the others into the table
    checkpoints: fileCheckpoints(`${folder}/import.checkpoint`),
  });
  // #endregion
  return result;
}

export async function importFromFolder(db: Database, path: string): Promise<ImportResult> {
  // #region import-folder
  const plan = await db.importExport(exportFolder(path), { tier: 'by-age', dryRun: true });
  // #endregion
  return plan;
}

export async function leave(db: Database, log: Log): Promise<boolean> {
  // #region leave
  const restored = await db.restore('all', { writeCapacityPerSecond: 500 });
  for (const { key, cause } of restored.errors) log(`stays archived: ${JSON.stringify(key)}: ${cause}`);

  const report = await db.verifyArchive();
  const archived = report.entities.reduce((sum, { itemsIntact, itemsDamaged }) => sum + itemsIntact + itemsDamaged, 0);
  const isProven = report.complete && archived === 0;

  if (isProven) await db.releaseRestored();
  // #endregion
  return isProven;
}
