import { HybridLogicalDb, type HybridOperations, LogicalDb } from '@tempest-ts/hybrid';
import { createTables, type LocalDynamoDb, startLocalDynamoDb } from '@tempest-ts/testing';
import { archivalConfigOf, type LayoutName } from '../layout/layouts.js';
import type { PhaseOptions } from '../measure/phase.js';
import { TieredOrders } from '../peers/order-entity.js';
import { type S3Process, startS3Process } from './s3-process.js';

/** Orders in two tiers, on servers that are processes of their own. */
export interface LocalTiers {
  readonly dynamoDb: LocalDynamoDb;
  readonly s3: S3Process;
  readonly db: TieredOrders & HybridOperations;
  /** Of both services, so far. */
  readonly countRequests: PhaseOptions['countRequests'];
  stop(): Promise<void>;
}

/** Every order of the suites is older. */
const ARCHIVE_AFTER = { seconds: 1 };

/** Starts the servers and makes the table. */
export async function startLocalTiers({
  layout = 'single',
  readConcurrency,
}: {
  readonly layout?: LayoutName | undefined;
  readonly readConcurrency?: number | undefined;
}): Promise<LocalTiers> {
  const dynamoDb = await startLocalDynamoDb();
  const s3 = await startS3Process();
  await createTables(dynamoDb.client, TieredOrders);
  const db = HybridLogicalDb.create(TieredOrders, LogicalDb.create(TieredOrders, dynamoDb.client), {
    s3Config: { bucketName: s3.bucketName, client: s3.client },
    archivalConfig: { archiveAfterDuration: ARCHIVE_AFTER, ...archivalConfigOf(layout) },
    ...(readConcurrency !== undefined && { readConcurrency }),
  });
  return {
    dynamoDb,
    s3,
    db,
    countRequests: async () =>
      Object.fromEntries([
        ...Object.entries(dynamoDb.requests.byOperation).map(([name, sent]) => [`DynamoDB ${name}`, sent]),
        ...Object.entries(await s3.requests()).map(([name, sent]) => [`S3 ${name}`, sent]),
      ]),
    stop: async () => {
      await Promise.all([s3.stop(), dynamoDb.stop()]);
    },
  };
}
