import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { createDatabase, UserDatabase } from '../snippets/readme.js';
import { refresh, restoreAll, restoreSome, sweep, verify } from '../snippets/upkeep.js';

let servers: LocalServers;

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
});

afterAll(() => servers.stop());

it('does what the guides say', async () => {
  const told: string[] = [];
  const log = (text: string) => void told.push(text);
  const db = createDatabase(servers.dynamoDb, servers.s3, servers.bucketName);
  const save = (userId: string, sessionId: string) =>
    db.users.sessions.save({ userId, sessionId, sessionData: '...', createdAt: new Date('2023-01-01') });
  await save('user123', 'session456');
  await save('user123', 'session789');
  await save('user124', 'session1');
  await db.archiveOldData();

  expect(await verify(db, log)).toBe(true);
  expect(told).toEqual(['UserSession: 3 intact, 0 damaged', '0 objects, 0 bytes, are left over']);
  expect(await refresh(db)).toBe(0);
  expect(await restoreSome(db)).toBe(2); // the one that the keys brought back stays, too
  const folder = await mkdtemp(join(tmpdir(), 'tempest-upkeep-'));
  try {
    expect(await restoreAll(db, join(folder, 'restore.checkpoint'), log)).toBe(true);
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
  expect(await sweep(db, log)).toBe(3);
});
