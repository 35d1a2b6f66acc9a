import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { HybridLogicalDb, type Logger, LogicalDb } from '@tempest-ts/hybrid';
import type { Telemetry } from '@tempest-ts/opentelemetry';
import { UserDatabase } from './user-database.js';

/** Where the database is, and who is told of it. */
export interface DbParts {
  readonly dynamoDb: DynamoDBClient;
  readonly s3: S3Client;
  readonly bucketName: string;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
}

/** The database, with its telemetry and its log. */
export function createDb({ dynamoDb, s3, bucketName, telemetry, logger }: DbParts): HybridLogicalDb<UserDatabase> {
  const regularDb = LogicalDb.create(UserDatabase, dynamoDb, { events: telemetry.events, logger });
  const db = HybridLogicalDb.create(UserDatabase, regularDb, {
    s3Config: { bucketName, client: s3 },
    cache: { maxBytes: 16 * 1024 * 1024 },
  });
  telemetry.watch(db);
  return db;
}
