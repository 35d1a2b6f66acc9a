// The code of docs/guide/reading-archived-items.md. `npm run docs` copies each region there; the test beside it runs it all.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { type ArchiveCache, beginsWith, type CacheEvent, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { UserDatabase } from './readme.js';

/** What is used of ioredis. */
interface Redis {
  getBuffer(key: string): Promise<Buffer | null>;
  set(key: string, value: Buffer, unit: 'EX', seconds: number): Promise<unknown>;
  del(key: string): Promise<number>;
}

interface Metrics {
  count(name: string, value: number, tags: Readonly<Record<string, string>>): void;
}

export function createCached(
  dynamoDb: DynamoDBClient,
  client: S3Client,
  bucketName: string,
  redis: Redis,
  metrics: Metrics,
): HybridLogicalDb<UserDatabase> {
  const s3Config = { bucketName, client };
  // #region listen
  const onCache = ({ operation, found, error }: CacheEvent): void => {
    if (operation === 'read') metrics.count('archive.read', 1, { from: found ?? 's3' });
    else metrics.count('archive.cache-failed', 1, { operation, cause: String(error?.cause) });
  };
  const regularDb = LogicalDb.create(UserDatabase, dynamoDb, { events: { onCache } });
  // #endregion
  // #region outer
  const outer: ArchiveCache = {
    get: key => redis.getBuffer(key),
    set: (key, bytes) => redis.set(key, Buffer.from(bytes), 'EX', 86_400),
    delete: key => redis.del(key),
  };
  // #endregion
  // #region cache
  const db = HybridLogicalDb.create(UserDatabase, regularDb, {
    s3Config,
    readConcurrency: 100,
    cache: { maxBytes: 256 * 1024 * 1024, outer },
  });
  // #endregion
  return db;
}

export async function readAll(db: HybridLogicalDb<UserDatabase>, show: (data: string) => void): Promise<void> {
  // #region iterate
  for await (const session of db.users.sessions.queryAllContents(beginsWith({ userId: 'user123' }))) show(session.sessionData);
  // #endregion
}
