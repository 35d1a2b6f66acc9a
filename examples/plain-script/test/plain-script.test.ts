import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { archiveOf, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { archiveSessions } from '../src/archive-sessions.js';
import { UserDatabase } from '../src/user-database.js';

let servers: LocalServers;
let folder: string;

beforeAll(async () => {
  servers = await startLocalServers();
  folder = await mkdtemp(join(tmpdir(), 'tempest-plain-script-'));
  await servers.createTables(UserDatabase);
});
afterAll(async () => {
  await servers.stop();
  await rm(folder, { recursive: true, force: true });
});

it('says what it would do, does it, and finds nothing to do the next time', async () => {
  const db = HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, servers.dynamoDb), {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
  });
  await db.users.sessions.save({ userId: 'ada', sessionId: 'old', sessionData: 'x'.repeat(5_000), createdAt: new Date('2020-01-01') });
  await db.users.sessions.save({ userId: 'ada', sessionId: 'new', sessionData: 'y', createdAt: new Date() });

  const lines: string[] = [];
  const run = (signal = new AbortController().signal) =>
    archiveSessions({ db, checkpoint: join(folder, 'checkpoint'), signal, print: line => lines.push(line) });
  await expect(run()).resolves.toMatchObject({ itemsArchived: 1, complete: true });
  expect(lines).toContain('1 sessions are old enough');
  expect(lines).toContain('1 sessions archived, 0 failed');
  const old = await db.users.sessions.load({ userId: 'ada', sessionId: 'old' });
  expect(old && archiveOf(old)).toBeDefined();

  expect(await run()).toBeUndefined();
});
