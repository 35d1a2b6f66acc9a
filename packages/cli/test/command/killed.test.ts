import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { BatchWriteSet, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { LaterDatabase } from '../fixture/later-database.js';
import { UserDatabase, UserSession } from '../fixture/user-database.js';
import { startCli } from '../start-cli.js';

const ITEMS = 40;
const CONFIG = 'slow.config.ts';
/** Each process compiles the packages' sources anew, on a machine that is busy with other suites. */
const STARTS_MS = 240_000;

let servers: LocalServers;
let db: HybridLogicalDb<UserDatabase>;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tempest-cli-killed-'));
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
  await servers.s3.send(new CreateBucketCommand({ Bucket: 'cli-test' }));
  db = HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, servers.dynamoDb), {
    s3Config: { bucketName: 'cli-test', client: servers.s3 },
  });
  const sessions = Array.from({ length: ITEMS }, (_, place) =>
    Object.assign(new UserSession(), {
      userId: `u${place % 10}`,
      sessionId: `s${place}`,
      sessionData: 'x'.repeat(200),
      createdAt: new Date('2020-01-01'),
    }),
  );
  await db.batchWrite(new BatchWriteSet().clobber(...sessions));
  expect(await db.archiveOldData()).toMatchObject({ itemsArchived: ITEMS });
});
afterEach(() => servers.s3Server?.clearFaults());
afterAll(async () => {
  await servers.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Kills a command once it has got on, then has another go on. Returns what that one says, as JSON. */
async function killedAndGoneOnWith(...argv: string[]): Promise<Record<string, unknown>> {
  const checkpoint = join(folder, `${argv[0]}.checkpoint`);
  const command = [...argv, '--checkpoint', checkpoint];
  const { child, ended } = startCli(servers, CONFIG, command);
  while (!existsSync(checkpoint) && child.exitCode === null) await new Promise(resolve => setTimeout(resolve, 10));
  child.kill('SIGKILL');
  expect(await ended).toMatchObject({ code: null, stdout: '' });
  expect(existsSync(checkpoint)).toBe(true);
  servers.s3Server?.clearFaults();
  const { code, stdout } = await startCli(servers, CONFIG, [...command, '--json']).ended;
  expect({ code, stdout: code === 0 ? '' : stdout }).toEqual({ code: 0, stdout: '' });
  expect(existsSync(checkpoint)).toBe(false);
  return JSON.parse(stdout);
}

const slowReads = () => servers.s3Server?.inject({ when: ({ operation }) => operation === 'GetObject', fault: { kind: 'delay', ms: 300 } });

test(
  'a verify that is killed is gone on from where it was, and counts every item once',
  async () => {
    slowReads();
    const before = servers.s3Server?.requests.byOperation().GetObject ?? 0;
    const report = await killedAndGoneOnWith('verify');
    expect(report).toMatchObject({ complete: true, clean: true, entities: [{ itemsIntact: ITEMS, itemsDamaged: 0 }] });
    expect(report).toMatchObject({ objects: { referenced: ITEMS } });
    // Each row's object, and each object, and at most the pages that were under way when it was killed.
    expect((servers.s3Server?.requests.byOperation().GetObject ?? 0) - before).toBeLessThan(3 * ITEMS);
  },
  STARTS_MS,
);

test(
  'a refresh that is killed is gone on from where it was',
  async () => {
    const result = await killedAndGoneOnWith('refresh');
    expect(result.itemsProcessed).toBeLessThan(ITEMS);
    expect(await db.verifyArchive()).toMatchObject({ clean: true, entities: [{ itemsIntact: ITEMS }] });
    const later = HybridLogicalDb.create(LaterDatabase, LogicalDb.create(LaterDatabase, servers.dynamoDb), {
      s3Config: { bucketName: 'cli-test', client: servers.s3 },
    });
    expect(await later.refreshPointers()).toMatchObject({ itemsProcessed: ITEMS, itemsCurrent: ITEMS });
  },
  STARTS_MS,
);

test(
  'a restore that is killed is gone on from where it was, and everything comes back',
  async () => {
    const result = await killedAndGoneOnWith('restore', '--all', '--write-capacity', '10');
    expect(result.itemsProcessed).toBeLessThan(ITEMS);
    const report = await db.verifyArchive();
    expect(report.entities).toEqual([]);
    expect((await db.users.sessions.scan()).contents).toHaveLength(ITEMS);
  },
  STARTS_MS,
);

test(
  'a release that is killed is gone on from where it was',
  async () => {
    const result = await killedAndGoneOnWith('release');
    expect(result.itemsProcessed).toBeLessThan(ITEMS);
    expect(await db.releaseRestored()).toMatchObject({ itemsProcessed: 0 });
  },
  STARTS_MS,
);
