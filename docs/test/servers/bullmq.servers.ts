import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { ArchiveQueue } from '@tempest-ts/bullmq';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { startLocalServers } from '@tempest-ts/testing';
import { startRedis } from '../../../test-support/start-redis.js';
import { look, runNightly, runNightlyByIndex, runNow, startWorker } from '../../snippets/bullmq.js';
import { UserDatabase } from '../../snippets/readme.js';

it('does what the guide says', async () => {
  const redis = await startRedis();
  const servers = await startLocalServers();
  const connection = { host: '127.0.0.1', port: redis.port };
  await servers.createTables(UserDatabase);
  const db = HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, servers.dynamoDb), {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
  });
  await db.users.sessions.save({ userId: 'user123', sessionId: 'session456', sessionData: '...', createdAt: new Date('2020-01-01') });
  const lines: unknown[] = [];
  const worker = startWorker(db, connection, { info: fields => lines.push(fields), error: fields => lines.push(fields) });
  const queue = new ArchiveQueue(db, { connection });
  const progress: string[] = [];
  const tell = { progress: (text: string) => progress.push(text), alert: (text: string) => lines.push(text) };
  try {
    const run = (await runNow(db, connection)) ?? '';
    let report = await look(queue, run, tell);
    while (!report) {
      await sleep(50);
      report = await look(queue, run, tell);
    }
    expect(report).toMatchObject({ itemsArchived: 1, complete: true, shards: { count: 16, complete: 16 } });
    expect(progress[0]).toMatch(/ of 16 shards are done$/);
    expect(lines).toEqual([{ run, itemsArchived: 1, complete: true }]);
    await runNightly(queue);
    await runNightlyByIndex(queue);
    await queue.unschedule();
  } finally {
    process.removeAllListeners('SIGTERM');
    await Promise.all([worker.close(), queue.close()]);
    db.close();
    await servers.stop();
    await redis.stop();
  }
});
