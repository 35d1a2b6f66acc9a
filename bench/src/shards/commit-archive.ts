import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { CommitDatabase, CUTOFF } from '../commits/commit.js';

/** The commits' database, by a clock that stands still: the end of the age is exactly the cutoff. */
export function commitArchive(
  dynamoDb: DynamoDBClient,
  s3: { readonly client: S3Client; readonly bucketName: string },
  { now, concurrency }: { readonly now: Date; readonly concurrency: number },
): HybridLogicalDb<CommitDatabase> {
  return HybridLogicalDb.create(CommitDatabase, LogicalDb.create(CommitDatabase, dynamoDb), {
    s3Config: { bucketName: s3.bucketName, client: s3.client },
    archivalConfig: { archiveAfterDuration: { seconds: (now.getTime() - CUTOFF.getTime()) / 1000 }, concurrency },
    clock: () => now,
  });
}
