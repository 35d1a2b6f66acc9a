import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { BatchWriteSet, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { UserDatabase, UserSession } from '../fixture/user-database.js';
import { startCli } from '../start-cli.js';

const ITEMS = 300;
/** Each process compiles the packages' sources anew, on a machine that is busy with other suites. */
const STARTS_MS = 240_000;

let servers: LocalServers;
let db: HybridLogicalDb<UserDatabase>;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tempest-cli-process-'));
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
      sessionData: 'x',
      createdAt: new Date('2020-01-01'),
    }),
  );
  await db.batchWrite(new BatchWriteSet().clobber(...sessions));
});

afterAll(async () => {
  await servers.stop();
  rmSync(folder, { recursive: true, force: true });
});

const start = (...argv: string[]) => startCli(servers, 'tempest-hybrid.config.ts', argv);

test(
  'an archive that is interrupted ends cleanly with the command that goes on, and that one finishes',
  async () => {
    const checkpoint = join(folder, 'archive.checkpoint');
    const { s3Server } = servers;
    const slow = s3Server?.inject({ when: ({ operation }) => operation === 'PutObject', fault: { kind: 'delay', ms: 400 } });
    const first = start('archive', '--checkpoint', checkpoint);
    // Past the preflight's probe, and far from the end.
    while ((slow?.hits ?? 0) < 70 && first.child.exitCode === null) await new Promise(resolve => setTimeout(resolve, 20));
    first.child.kill('SIGINT');
    const stopped = await first.ended;
    slow?.remove();
    expect(stopped.stderr).toContain('Stopping: what is under way arrives.');
    expect(stopped.code).toBe(75);
    expect(stopped.stdout).toContain('Stopped (signal). To go on: tempest-hybrid --config');
    expect(readFileSync(checkpoint, 'utf8')).not.toBe('');

    const second = await start('archive', '--checkpoint', checkpoint).ended;
    expect(second.stderr).toContain('Going on from');
    expect(second.code).toBe(0);
    expect(await db.verifyArchive()).toMatchObject({ clean: true, entities: [{ itemsIntact: ITEMS, itemsDamaged: 0 }] });
  },
  STARTS_MS,
);

test(
  'a reader of its output that leaves, as `head` does, ends no command',
  async () => {
    const { child, ended } = start('archive', '--json', '--checkpoint', join(folder, 'unread.checkpoint'));
    child.stdout?.destroy();
    child.stderr?.destroy();
    expect((await ended).code).toBe(0);
  },
  STARTS_MS,
);
