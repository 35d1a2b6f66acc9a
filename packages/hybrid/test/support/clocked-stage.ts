import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { createTables, type LocalServers, startLocalDynamoDb, startLocalS3 } from '@tempest-ts/testing';

/** Servers whose S3 goes by a clock of the test's own. */
export interface ClockedServers extends LocalServers {
  /** Has S3's time go on. */
  pass(days: number): void;
}

const DAY_MS = 86_400_000;
const BUCKET = 'clocked';

export async function startClockedServers(): Promise<ClockedServers> {
  let ahead = 0;
  const dynamoDbServer = await startLocalDynamoDb();
  const s3Server = await startLocalS3({ now: () => Date.now() + ahead });
  await s3Server.client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  return {
    dynamoDb: dynamoDbServer.client,
    s3: s3Server.client,
    bucketName: BUCKET,
    dynamoDbServer,
    s3Server,
    createTables: (dbClass, options) => createTables(dynamoDbServer.client, dbClass, options),
    stop: async () => {
      await Promise.all([dynamoDbServer.stop(), s3Server.stop()]);
    },
    pass: days => {
      ahead += days * DAY_MS;
    },
  };
}
