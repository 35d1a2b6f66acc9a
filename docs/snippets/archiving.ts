// The code of docs/guide/archiving.md: `npm run docs` copies each region there; the test beside it runs it all.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  type ArchivalPlan,
  type ArchivalResult,
  ArchiveFractionError,
  DEFAULT_PRICES,
  dynamoDbCheckpoints,
  fileCheckpoints,
  type HybridLogicalDb,
  s3Checkpoints,
} from '@tempest-ts/hybrid';
import type { UserDatabase } from './readme.js';

type Db = HybridLogicalDb<UserDatabase>;

export async function dryRun(db: Db, print: (line: string) => void): Promise<ArchivalPlan> {
  // #region dry-run
  const plan = await db.archiveOldDataDryRun();

  print(`${plan.itemsArchived} items of ${plan.bytesBefore} bytes would become objects of ${plan.bytesStored} bytes`);
  const { moveCost, monthlyBefore, monthlyAfter, savedShare, paybackMonths } = plan.cost;
  print(`once $${moveCost.toFixed(2)}, then $${monthlyAfter.toFixed(2)} a month instead of $${monthlyBefore.toFixed(2)}`);
  print(`${Math.round(savedShare * 100)} % less, paid back in ${paybackMonths?.toFixed(1) ?? 'no number of'} months`);
  for (const { entity, ages, sizes } of plan.entities) {
    for (const { fromDays, items } of ages) print(`${entity} older than ${fromDays} days: ${items}`);
    for (const { fromBytes, items, cost } of sizes) {
      print(`${entity} from ${fromBytes} bytes on: ${items}, paid back in ${cost.paybackMonths?.toFixed(1) ?? 'no number of'} months`);
    }
  }
  for (const problem of plan.problems) print(`${problem.kind}: ${problem.message}`);
  // #endregion
  return plan;
}

export async function compareLayouts(db: Db, print: (line: string) => void): Promise<ArchivalPlan> {
  // #region layouts
  const plan = await db.archiveOldDataDryRun();
  for (const { entity, layout, pays, layouts } of plan.entities) {
    for (const name of ['single', 'packed'] as const) {
      const { bytesStored, neverPaysBelowBytes, cost } = layouts[name];
      print(`${entity}, ${name}: ${cost.puts} objects of ${bytesStored} bytes for $${cost.moveCost.toFixed(2)}`);
      print(`then $${cost.monthlyAfter.toFixed(2)} a month instead of $${cost.monthlyBefore.toFixed(2)}`);
      print(`paid back in ${cost.paybackMonths?.toFixed(1) ?? 'no number of'} months, never below ${neverPaysBelowBytes} bytes an item`);
    }
    if (pays !== undefined && pays !== layout) print(`${entity} is ${layout}, and would pay sooner as ${pays}`);
  }
  // #endregion
  return plan;
}

export async function otherPrices(db: Db): Promise<ArchivalPlan> {
  // #region prices
  const frankfurt = {
    ...DEFAULT_PRICES,
    region: 'eu-central-1',
    dynamoDb: { storage: 0.306, writeUnit: 0.7625e-6, readUnit: 0.1525e-6 },
  };
  const plan = await db.archiveOldDataDryRun({ prices: frankfurt });
  // #endregion
  return plan;
}

export async function firstRun(db: Db, alert: (message: string) => void): Promise<ArchivalResult | undefined> {
  // #region limits
  try {
    return await db.archiveOldData({
      readCapacityPerSecond: 200,
      writeCapacityPerSecond: 100,
      minItemBytes: 1_024,
      maxItems: 100_000,
      maxFraction: 0.9,
    });
  } catch (error) {
    if (!(error instanceof ArchiveFractionError)) throw error;
    alert(`${error.message} ${error.result.itemsArchived} items were archived, and read as before.`);
    return undefined;
  }
  // #endregion
}

export async function withCheckpoints(db: Db, dynamoDb: DynamoDBClient, s3: S3Client, path: string): Promise<readonly ArchivalResult[]> {
  // #region checkpoints
  const inFile = fileCheckpoints(path);
  const inS3 = s3Checkpoints({ client: s3, bucketName: 'my-app-state', key: 'archive/nightly' });
  const inDynamoDb = dynamoDbCheckpoints({ client: dynamoDb, tableName: 'jobs', key: { name: { S: 'archive' } } });

  const result = await db.archiveOldData({ checkpoints: inFile });
  // #endregion
  return [result, await db.archiveOldData({ checkpoints: inS3 }), await db.archiveOldData({ checkpoints: inDynamoDb })];
}

// #region lambda
interface Event {
  readonly checkpoint?: string;
  readonly complete?: boolean;
}

export async function handler(db: Db, event: Event, context: { getRemainingTimeInMillis(): number }): Promise<Event> {
  const result = await db.archiveOldData({
    deadline: new Date(Date.now() + context.getRemainingTimeInMillis() - 10_000),
    ...(event.checkpoint !== undefined && { resumeFrom: event.checkpoint }),
  });
  // A state machine calls again with what this returns until it is complete.
  return { complete: result.complete, ...(result.checkpoint !== undefined && { checkpoint: result.checkpoint }) };
}
// #endregion

export async function byIndex(db: { archiveOldData: Db['archiveOldData'] }): Promise<ArchivalResult> {
  // #region age-index
  const result = await db.archiveOldData({
    ageIndexes: [{ index: 'by_created', partitions: ['group1', 'group2'] }],
  });
  // #endregion
  return result;
}
