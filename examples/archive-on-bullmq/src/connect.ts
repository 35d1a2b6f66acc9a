import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { UserDatabase } from './user-database.js';

/** What a worker and a producer are connected to. Regions, keys and endpoints are the SDK's own environment variables. */
export interface Connected {
  readonly db: HybridLogicalDb<UserDatabase>;
  readonly redis: { readonly host: string; readonly port: number };
  close(): void;
}

export function connect(environment: NodeJS.ProcessEnv): Connected {
  const { BUCKET_NAME: bucketName, REDIS_HOST: host = '127.0.0.1', REDIS_PORT: port = '6379', S3_PATH_STYLE: pathStyle } = environment;
  if (!bucketName) throw new Error('BUCKET_NAME is the bucket that old sessions go to: set it.');
  const dynamoDb = new DynamoDBClient({});
  const s3 = new S3Client({ forcePathStyle: pathStyle === 'true' }); // as local servers want it
  const db = HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, dynamoDb), { s3Config: { bucketName, client: s3 } });
  return {
    db,
    redis: { host, port: Number(port) },
    close: () => {
      dynamoDb.destroy();
      s3.destroy();
    },
  };
}
