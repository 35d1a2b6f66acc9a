import { CreateBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { UserDatabase } from '../snippets/readme.js';
import { withObjectLock, withS3Options } from '../snippets/s3-options.js';

let servers: LocalServers;
const key = { userId: 'user123', sessionId: 'session456' };
const session = { ...key, sessionData: 'data', createdAt: new Date('2023-01-01') };
const Key = 'sessions/user123/session456.json';

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
});

afterAll(() => servers.stop());

it('stores objects as the guide says', async () => {
  const db = withS3Options(servers.dynamoDb, servers.s3, servers.bucketName);
  await db.users.sessions.save(session);
  await db.archiveOldData();
  const stored = await servers.s3.send(new HeadObjectCommand({ Bucket: servers.bucketName, Key }));
  expect(stored).toMatchObject({ StorageClass: 'INTELLIGENT_TIERING', SSEKMSKeyId: 'alias/archive', BucketKeyEnabled: true, TagCount: 2 });
});

it('locks objects as the guide says', async () => {
  await servers.s3.send(new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }));
  const db = withObjectLock(servers.dynamoDb, servers.s3, 'locked');
  await db.users.sessions.save(session);
  await db.archiveOldData();
  const stored = await servers.s3.send(new HeadObjectCommand({ Bucket: 'locked', Key }));
  expect(stored.ObjectLockMode).toBe('COMPLIANCE');
});
