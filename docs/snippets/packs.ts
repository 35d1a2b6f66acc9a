import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { UserDatabase } from './readme.js';

export function withPacks(dynamoDb: DynamoDBClient, client: S3Client, bucketName: string): HybridLogicalDb<UserDatabase> {
  const regularDb = LogicalDb.create(UserDatabase, dynamoDb);
  // #region layout
  const db = HybridLogicalDb.create(UserDatabase, regularDb, {
    s3Config: { bucketName, client, keyPrefix: 'archive/' },
    archivalConfig: { layout: 'packed' }, // or @HybridTable({ layout: 'packed' }) for one entity
  });
  // #endregion
  return db;
}
