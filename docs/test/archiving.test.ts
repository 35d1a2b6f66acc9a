import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ArchivalResult, HybridLogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { byIndex, compareLayouts, dryRun, firstRun, handler, otherPrices, withCheckpoints } from '../snippets/archiving.js';
import { createDatabase, UserDatabase } from '../snippets/readme.js';

let servers: LocalServers;
let folder: string;
let db: HybridLogicalDb<UserDatabase>;

beforeAll(async () => {
  servers = await startLocalServers();
  folder = await mkdtemp(join(tmpdir(), 'tempest-archiving-'));
  await servers.createTables(UserDatabase);
  db = createDatabase(servers.dynamoDb, servers.s3, servers.bucketName);
});

afterAll(async () => {
  await servers.stop();
  await rm(folder, { recursive: true, force: true });
});

async function save(count: number, length: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const key = { userId: `user${index % 4}`, sessionId: `${length}-${index}` };
    await db.users.sessions.save({ ...key, sessionData: 'some data '.repeat(length / 10), createdAt: new Date('2023-01-01') });
  }
}

it('tells in a dry run what a run would do', async () => {
  await save(3, 100);
  await save(3, 10_000);
  const lines: string[] = [];
  expect(await dryRun(db, line => lines.push(line))).toMatchObject({ dryRun: true, itemsArchived: 6 });
  expect(lines[0]).toMatch(/^6 items of \d+ bytes would become objects of \d+ bytes$/);
  expect(lines).toContain('UserSession from 4096 bytes on: 3, paid back in 4.9 months');
  expect(lines.at(-1)).toMatch(/^never-pays: 3 items of UserSession below 512 bytes/);
  const layouts: string[] = [];
  await compareLayouts(db, line => layouts.push(line));
  expect(layouts[0]).toMatch(/^UserSession, single: 6 objects of \d+ bytes/);
  expect(layouts[3]).toMatch(/^UserSession, packed: 1 objects of \d+ bytes/);
  expect(layouts.at(-1)).toBe('UserSession is single, and would pay sooner as packed');
  expect(await otherPrices(db)).toMatchObject({ prices: { region: 'eu-central-1' } });
});

it('stays within limits', async () => {
  const alerts: string[] = [];
  expect(await firstRun(db, message => alerts.push(message))).toMatchObject({ itemsArchived: 3, itemsTooSmall: 3 });
  await save(20, 2_000);
  expect(await firstRun(db, message => alerts.push(message))).toMatchObject({ itemsArchived: 20 });
  expect(alerts).toEqual([]);
});

it('goes on from checkpoints', async () => {
  await servers.s3.send(new CreateBucketCommand({ Bucket: 'my-app-state' }));
  await servers.dynamoDb.send(
    new CreateTableCommand({
      TableName: 'jobs',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'name', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'name', AttributeType: 'S' }],
    }),
  );
  const results = await withCheckpoints(db, servers.dynamoDb, servers.s3, join(folder, 'checkpoint'));
  expect(results.map(({ complete }) => complete)).toEqual([true, true, true]);
  const stopped = await handler(db, {}, { getRemainingTimeInMillis: () => 9_000 });
  expect(stopped).toEqual({ complete: false });
  expect(await handler(db, stopped, { getRemainingTimeInMillis: () => 60_000 })).toEqual({ complete: true });
});

it('asks an index that a table has', async () => {
  await expect(byIndex(db)).rejects.toThrow('no table of an archived entity declares the index by_created');
  const asked: unknown[] = [];
  await byIndex({ archiveOldData: async options => asked.push(options) as unknown as ArchivalResult });
  expect(asked).toEqual([{ ageIndexes: [{ index: 'by_created', partitions: ['group1', 'group2'] }] }]);
});
