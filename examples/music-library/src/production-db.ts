import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LogicalDb } from '@tempest-ts/tempest';
import { MusicDb } from './music-db.js';

export function productionDb(dynamoDb: DynamoDBClient): MusicDb {
  // #region create
  const db = LogicalDb.create(MusicDb, dynamoDb, { tableNameResolver: name => `prod_${name}` });
  // #endregion
  return db;
}
