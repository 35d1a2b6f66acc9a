import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { startLocalServers } from '@tempest-ts/testing';
import { withPacks } from '../snippets/packs.js';
import { UserDatabase } from '../snippets/readme.js';

test('items go into one gzip of lines, and are read as before', async () => {
  const servers = await startLocalServers();
  try {
    await servers.createTables(UserDatabase);
    const db = withPacks(servers.dynamoDb, servers.s3, servers.bucketName);
    const createdAt = new Date('2020-01-01');
    for (const sessionId of ['a', 'b']) await db.users.sessions.save({ userId: 'u', sessionId, sessionData: 'data', createdAt });
    expect((await db.archiveOldData()).itemsArchived).toBe(2);
    const { Contents = [] } = await servers.s3.send(new ListObjectsV2Command({ Bucket: servers.bucketName, Prefix: 'archive/packs/' }));
    const [{ Key } = {}] = Contents;
    const { Body, ContentEncoding } = await servers.s3.send(new GetObjectCommand({ Bucket: servers.bucketName, Key }));
    expect(ContentEncoding).toBeUndefined();
    const lines = gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array())
      .toString()
      .trim()
      .split('\n');
    expect(lines.map(line => JSON.parse(line).sort_key)).toEqual(['a', 'b']);
    expect(await db.users.sessions.load({ userId: 'u', sessionId: 'b' })).toMatchObject({ sessionData: 'data' });
  } finally {
    await servers.stop();
  }
});
