import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { startLocalServers } from '@tempest-ts/testing';
import { archiveSessions } from './archive-sessions.js';
import { UserDatabase } from './user-database.js';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

// A real script would take `new DynamoDBClient({})`, and { s3Config: { bucketName: 'my-app-archive', region: 'us-west-2' } }.
const servers = await startLocalServers();
try {
  await servers.createTables(UserDatabase);
  const db = HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, servers.dynamoDb), {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
  });
  for (let month = 0; month < 24; month += 1) {
    const createdAt = new Date(Date.now() - month * 31 * 86_400_000);
    const sessionId = createdAt.toISOString().slice(0, 10);
    await db.users.sessions.save({ userId: 'ada', sessionId, sessionData: 'x'.repeat(10_000), createdAt });
  }

  const checkpoint = join(tmpdir(), `archive-sessions-${process.pid}.checkpoint`);
  const result = await archiveSessions({ db, checkpoint, signal: stop.signal, print: console.log });
  process.exitCode = !result || result.errorCount === 0 ? 0 : 1;
} finally {
  await servers.stop();
}
