import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { createCached, readAll } from '../snippets/reading-archived-items.js';
import { UserDatabase } from '../snippets/readme.js';

let servers: LocalServers;

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
});

afterAll(() => servers.stop());

it('reads and caches as the guide says', async () => {
  const kept = new Map<string, Buffer>();
  const redis = {
    getBuffer: async (key: string) => kept.get(key) ?? null,
    set: async (key: string, value: Buffer) => kept.set(key, value),
    del: async (key: string) => Number(kept.delete(key)),
  };
  const from: (string | undefined)[] = [];
  const metrics = { count: (_name: string, _value: number, tags: Readonly<Record<string, string>>) => void from.push(tags.from) };
  const make = () => createCached(servers.dynamoDb, servers.s3, servers.bucketName, redis, metrics);
  const [db, other] = [make(), make()];
  for (const sessionId of ['s1', 's2']) {
    await db.users.sessions.save({ userId: 'user123', sessionId, sessionData: `data of ${sessionId}`, createdAt: new Date('2023-01-01') });
  }
  expect((await db.archiveOldData()).itemsArchived).toBe(2);
  const shown: string[] = [];
  for (const reader of [db, db, other]) await readAll(reader, data => void shown.push(data));
  expect(shown).toEqual([1, 2, 3].flatMap(() => ['data of s1', 'data of s2']));
  expect(from).toEqual(['s3', 's3', 'memory', 'memory', 'outer', 'outer']);
  expect(kept.size).toBe(2);
});
