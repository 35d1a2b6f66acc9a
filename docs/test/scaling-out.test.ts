import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ArchivalSummary, type ArchiveShard, type HybridLogicalDb, summarizeArchivalResult } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { createDatabase, UserDatabase } from '../snippets/readme.js';
import { byHand, byIndex, held, plan, report, work } from '../snippets/scaling-out.js';

let servers: LocalServers;
let db: HybridLogicalDb<UserDatabase>;

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
  await servers.s3.send(new CreateBucketCommand({ Bucket: 'my-app-state' }));
  db = createDatabase(servers.dynamoDb, servers.s3, servers.bucketName);
});
afterAll(() => servers.stop());

async function save(count: number, createdAt = new Date('2023-01-01')): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const key = { userId: `user${index % 10}`, sessionId: `${count}-${index}` };
    await db.users.sessions.save({ ...key, sessionData: 'some data', createdAt });
  }
}

it('plans shards, archives each, and adds up what they did', async () => {
  await save(30);
  const queue: string[] = [];
  const toQueue = { send: async (text: string) => void queue.push(text) };
  expect(await plan(db, toQueue)).toBe(4);
  const summaries: ArchivalSummary[] = [];
  const alerts: string[] = [];
  const [first = ''] = queue;
  summaries.push(await work(db, servers.s3, first, toQueue));
  expect(await report(db, JSON.parse(JSON.stringify(summaries)), text => alerts.push(text))).toMatchObject({ complete: false });
  for (const message of queue.slice(1)) summaries.push(await work(db, servers.s3, message, toQueue));
  expect(queue).toHaveLength(4);
  expect(await report(db, summaries, text => alerts.push(text))).toMatchObject({ itemsArchived: 30, complete: true });
  expect(alerts).toEqual(['1 of 4 shards are done']);
});

it('goes on by hand, within limits', async () => {
  await save(40);
  const [shard] = await db.planShards({ segments: 1 });
  expect(await byHand(db, shard as ArchiveShard)).toMatchObject({ itemsArchived: 30, complete: true });
  await save(3);
  await save(300, new Date()); // of which a twentieth is more than the shard's old ones
  const results = await held(db, await db.planShards(), 4);
  expect(
    await report(
      db,
      results.map(result => summarizeArchivalResult(result)),
      () => undefined,
    ),
  ).toMatchObject({ itemsArchived: 3 });
});

it('asks an index that a table has', async () => {
  await expect(byIndex(db)).rejects.toThrow('no table of an archived entity declares the index by_created');
});
