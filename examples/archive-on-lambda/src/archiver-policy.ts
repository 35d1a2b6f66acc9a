import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { IamPolicyOptions, PolicyDocument } from '@tempest-ts/hybrid';
import { createDatabase } from './session-database.js';

/** What the archiver may do, as the declarations say it. Nothing is sent. */
export function archiverPolicy(bucketName: string, place: IamPolicyOptions): PolicyDocument {
  const dynamoDb = new DynamoDBClient({ region: place.region });
  const db = createDatabase(dynamoDb, { bucketName, region: place.region });
  try {
    return db.iamPolicies(place).archiver;
  } finally {
    db.close();
    dynamoDb.destroy();
  }
}
