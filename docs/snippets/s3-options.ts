import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { UserDatabase } from './readme.js';

export function withS3Options(dynamoDb: DynamoDBClient, client: S3Client, bucketName: string): HybridLogicalDb<UserDatabase> {
  const regularDb = LogicalDb.create(UserDatabase, dynamoDb);
  // #region options
  const db = HybridLogicalDb.create(UserDatabase, regularDb, {
    s3Config: {
      bucketName,
      client,
      expectedBucketOwner: '000000000000',
      storageClass: 'INTELLIGENT_TIERING',
      serverSideEncryption: 'aws:kms',
      kmsKeyId: 'alias/archive',
      bucketKeyEnabled: true,
      tags: { team: 'sessions', data: 'cold' },
    },
  });
  // #endregion
  return db;
}

export function withObjectLock(dynamoDb: DynamoDBClient, client: S3Client, bucketName: string): HybridLogicalDb<UserDatabase> {
  const regularDb = LogicalDb.create(UserDatabase, dynamoDb);
  // #region lock
  const db = HybridLogicalDb.create(UserDatabase, regularDb, {
    s3Config: { bucketName, client, objectLock: { mode: 'COMPLIANCE', retainFor: { days: 7 * 365 } } },
  });
  // #endregion
  return db;
}
