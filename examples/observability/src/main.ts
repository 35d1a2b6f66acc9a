import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { BatchWriteSet } from '@tempest-ts/hybrid';
import { startLocalServers } from '@tempest-ts/testing';
import { pino } from 'pino';
import { createDb } from './create-db.js';
import { observe } from './observe.js';
import { serve } from './serve.js';
import { UserDatabase } from './user-database.js';

const DAY_MS = 86_400_000;
const SESSIONS = 60;

// A real application would take `new DynamoDBClient({})` and `new S3Client({})`.
const servers = await startLocalServers();
await servers.createTables(UserDatabase);
const observation = observe();
const { telemetry } = observation;
const logger = pino({ name: 'sessions' });
const db = createDb({ dynamoDb: servers.dynamoDb, s3: servers.s3, bucketName: servers.bucketName, telemetry, logger });

/** Two years of one user's sessions, of which a run archives half. */
const set = new BatchWriteSet();
for (let place = 0; place < SESSIONS; place += 1) {
  const createdAt = new Date(Date.now() - (place / SESSIONS) * 730 * DAY_MS);
  set.clobber(db.users.sessions.create({ userId: 'ada', sessionId: `s${place}`, sessionData: '{"page":"/"}', createdAt }));
}
await db.batchWrite(set);
await db.archiveOldData({ onProgress: telemetry.archiveProgress() });

const server = serve(db, observation).listen(Number(process.env.PORT ?? 9464), '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
console.log(`listening at http://127.0.0.1:${port}: /users/ada/sessions, /metrics, /healthz`);

async function stop(): Promise<void> {
  server.close();
  server.closeAllConnections();
  await observation.stop();
  db.close();
  await servers.stop();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
