import { writeFile } from 'node:fs/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { HybridLogicalDb, type IamPolicies, type Logger, LogicalDb, PreflightError } from '@tempest-ts/hybrid';
import { planReport } from '@tempest-ts/report';
import { UserDatabase } from './readme.js';

export function archiverDb(dynamoDb: DynamoDBClient, client: S3Client, bucketName: string): HybridLogicalDb<UserDatabase> {
  const regularDb = LogicalDb.create(UserDatabase, dynamoDb);
  // #region readers
  const db = HybridLogicalDb.create(UserDatabase, regularDb, {
    s3Config: { bucketName, client },
    archivalConfig: { readers: ['api', 'reports'] },
  });
  // #endregion
  return db;
}

export function globalDb(dynamoDb: DynamoDBClient, client: S3Client, bucketName: string): HybridLogicalDb<UserDatabase> {
  const regularDb = LogicalDb.create(UserDatabase, dynamoDb);
  // #region global-table
  const db = HybridLogicalDb.create(UserDatabase, regularDb, {
    s3Config: { bucketName, client },
    archivalConfig: { allow: ['global-table'], globalTableCoolDown: { days: 7 } },
  });
  // #endregion
  return db;
}

export async function preflight(db: HybridLogicalDb<UserDatabase>, say: (line: string) => void): Promise<boolean> {
  // #region preflight
  const { ok, findings } = await db.preflight();
  for (const { severity, message } of findings) say(`${severity}: ${message}`);
  // #endregion
  return ok;
}

export async function report(db: HybridLogicalDb<UserDatabase>, file: string): Promise<void> {
  // #region report
  const plan = await db.archiveOldDataDryRun();
  await writeFile(file, planReport(plan, { madeAt: new Date() }));
  // #endregion
}

export async function confirm(db: HybridLogicalDb<UserDatabase>, log: Pick<Logger, 'error'>): Promise<void> {
  // #region confirm
  await db.confirmReader('api').catch(error => log.error({ error }, 'cannot read archived items'));
  // #endregion
}

export async function run(db: HybridLogicalDb<UserDatabase>): Promise<readonly string[]> {
  // #region refused
  try {
    await db.archiveOldData();
  } catch (error) {
    if (!(error instanceof PreflightError)) throw error;
    return error.findings.map(({ code }) => code); // ['lifecycle-expires']
  }
  // #endregion
  return [];
}

export function policies(db: HybridLogicalDb<UserDatabase>): IamPolicies {
  // #region policies
  const { reader, writer, archiver, sweeper, importer, eraser } = db.iamPolicies({ accountId: '123456789012', region: 'us-west-2' });
  // #endregion
  return { reader, writer, archiver, sweeper, importer, eraser };
}
