import fs, { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { LogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { UserDatabase } from '../fixture/user-database.js';
import { type CliRun, runCli } from '../run-cli.js';

// The loader compiles the config by itself, in Node's own module system; Jest has another. `process.test.ts` runs it as it is.
jest.mock('tsx/esm/api', () => ({ tsImport: (url: string) => require(require('node:url').fileURLToPath(url)) }));

const CONFIG = join(__dirname, '..', 'fixture', 'tempest-hybrid.config.ts');
const OLD = new Date('2020-01-01T00:00:00Z');
const KEY = '{"userId":"u1","sessionId":"s1"}';

let servers: LocalServers;
let db: UserDatabase;
let cwd: string;

const placed = (dynamoDb = servers.dynamoDbServer.endpoint): string[] => {
  const s3 = servers.s3Server?.endpoint ?? '';
  return ['--config', CONFIG, '--region', 'us-east-1', '--dynamodb-endpoint', dynamoDb, '--s3-endpoint', s3];
};
const cli = (...argv: string[]): Promise<CliRun> => runCli([...placed(), ...argv], { cwd });

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'testtest';
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
  await servers.s3.send(new CreateBucketCommand({ Bucket: 'cli-test' }));
  db = LogicalDb.create(UserDatabase, servers.dynamoDb);
});

afterAll(() => servers.stop());

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'tempest-cli-'));
  for (const sessionId of ['s1', 's2', 's3']) {
    await db.users.sessions.save({ userId: 'u1', sessionId, sessionData: 'x'.repeat(500), createdAt: OLD });
  }
  await db.users.sessions.save({ userId: 'u2', sessionId: 'new', sessionData: 'y', createdAt: new Date() });
});

afterEach(() => rmSync(cwd, { recursive: true, force: true }));

test('from plan to archive, stats, verify and back: each says what it did', async () => {
  const plan = await cli('plan');
  expect(plan.stdout).toMatch(/user_sessions\s+UserSession\s+3\s+3\s+0\s+0/);
  expect(plan.stdout).toContain('pays back');
  expect(plan.stdout).toMatch(/single \(as declared\) +3 .* after [\d.]+ months\n +packed +1 .* after [\d.]+ months/);
  expect(plan.stdout).toContain("'packed' pays sooner, and the entity is archived as 'single': set layout: 'packed'");
  expect(plan.stdout).toMatch(/save money for items from \d+ bytes on, packs for items from \d+ bytes on/);
  const { entities } = JSON.parse((await cli('plan', '--json')).stdout);
  expect(entities).toMatchObject([{ layout: 'single', pays: 'packed', layouts: { packed: { cost: { puts: 1 } } } }]);

  const archive = await cli('archive');
  expect(archive).toMatchObject({ code: 0, stderr: '' });
  expect(archive.stdout).toMatch(/user_sessions\s+UserSession\s+3\s+3/);

  const stats = await cli('stats', '--json');
  expect(JSON.parse(stats.stdout)).toMatchObject({ complete: true, entities: [{ hotItems: 1, dueItems: 0, archivedItems: 3 }] });

  const verify = await cli('verify');
  expect(verify.code).toBe(0);
  expect(verify.stdout).toContain('Clean: every archived item can be read.');

  const one = await cli('restore', '--key', KEY);
  expect(one).toMatchObject({ code: 0 });
  expect(one.stdout).toContain('1 item restored');
  const partition = await cli('restore', '--begins-with', '{"userId":"u1"}', '--json');
  expect(JSON.parse(partition.stdout)).toMatchObject({ itemsRestored: 2, complete: true });
  const all = await cli('restore', '--all');
  expect(all.stdout).toContain('0 items restored');
  expect(await db.users.sessions.load({ userId: 'u1', sessionId: 's1' })).toMatchObject({ sessionData: 'x'.repeat(500) });
});

test('a run that stops at its limit says so, and the same command goes on', async () => {
  const first = await cli('archive', '--max-items', '2', '--checkpoint', 'here.checkpoint');
  expect(first.code).toBe(75);
  expect(first.stdout).toMatch(/Stopped \(max-items\)\. To go on: tempest-hybrid .*archive --max-items 2 --checkpoint here\.checkpoint/);
  expect(readFileSync(join(cwd, 'here.checkpoint'), 'utf8')).not.toBe('');
  const second = await cli('archive', '--checkpoint', 'here.checkpoint');
  expect(second).toMatchObject({ code: 0, stderr: 'Going on from here.checkpoint.\n' });
  await cli('restore', '--all');
});

test('a run that moved as much as it may ends with 3, as something was changed', async () => {
  const run = await cli('archive', '--max-fraction', '0.5');
  expect(run.stderr).toContain('maxFraction');
  expect(run.code).toBe(3);
  expect((await cli('verify')).stdout).toMatch(/user_sessions +UserSession +2 /);
  rmSync(join(cwd, 'tempest-hybrid.archive.checkpoint'), { force: true });
  await cli('restore', '--all');
});

test('a run of other options than the one that was not done begins anew, and says so; a file that is no checkpoint stays', async () => {
  await cli('archive', '--max-items', '1', '--min-item-bytes', '100', '--checkpoint', 'here.checkpoint');
  const second = await cli('archive', '--checkpoint', 'here.checkpoint');
  expect(second.code).toBe(0);
  expect(second.stdout).toMatch(/user_sessions\s+UserSession\s+2\s+2\s+0\s+0/);
  expect(second.stderr).toMatch(/^Going on from here\.checkpoint\.\nBeginning anew: .*minItemBytes differ\..*\n$/);
  expect(existsSync(join(cwd, 'here.checkpoint'))).toBe(false);
  writeFileSync(join(cwd, 'notes.txt'), 'mine');
  expect(await cli('archive', '--checkpoint', 'notes.txt')).toMatchObject({ code: 2 });
  expect(readFileSync(join(cwd, 'notes.txt'), 'utf8')).toBe('mine');
  await cli('restore', '--all');
});

test('a run, and a migration, say what they went on in spite of', async () => {
  const stream = (StreamEnabled: boolean) =>
    servers.dynamoDb.send(
      new UpdateTableCommand({
        TableName: 'user_sessions',
        StreamSpecification: StreamEnabled ? { StreamEnabled, StreamViewType: 'NEW_IMAGE' } : { StreamEnabled },
      }),
    );
  await stream(true);
  try {
    for (const command of ['archive', 'migrate']) {
      const { code, stdout } = await cli(command);
      expect(code).toBe(0);
      expect(stdout).toContain('1 warning:\n  A stream of table user_sessions is on');
    }
    expect(JSON.parse((await cli('archive', '--json')).stdout)).toMatchObject({ warnings: [{ code: 'stream', table: 'user_sessions' }] });
  } finally {
    await stream(false);
    await cli('restore', '--all');
  }
});

test('nothing is destroyed unasked where nobody can answer', async () => {
  const sweep = await cli('sweep');
  expect(sweep.code).toBe(4);
  expect(sweep.stderr).toContain('say --yes, or look with --dry-run first. Nothing was changed.');
  const erase = await cli('erase', '--key', KEY);
  expect(erase.code).toBe(4);
  expect(await db.users.sessions.load({ userId: 'u1', sessionId: 's1' })).toBeDefined();

  expect((await cli('sweep', '--dry-run')).code).toBe(0);
  expect(await cli('compact', '--dry-run', '--min-live-fraction', '0.5')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('0 packs looked at'),
  });
  expect(await cli('compact', '--write-capacity', '0')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('writeCapacityPerSecond'),
  });
  const erased = await cli('erase', '--key', KEY, '--yes');
  expect(erased.code).toBe(3);
  expect(erased.stdout).toMatch(/Not complete before a second pass, after .*: tempest-hybrid .* --second-pass/);
  expect(await db.users.sessions.load({ userId: 'u1', sessionId: 's1' })).toBeUndefined();
});

test('an erasure tells of objects from before the table was restored, which it left', async () => {
  await cli('archive');
  const { Contents = [] } = await servers.s3.send(new ListObjectsV2Command({ Bucket: 'cli-test' }));
  const Key = Contents.map(({ Key: name = '' }) => name).find(name => name.includes('u1') && name.includes('s1')) ?? '';
  const { Body, Metadata } = await servers.s3.send(new GetObjectCommand({ Bucket: 'cli-test', Key }));
  await servers.s3.send(
    new PutObjectCommand({
      Bucket: 'cli-test',
      Key,
      Body: (await Body?.transformToByteArray()) ?? '',
      Metadata: { ...Metadata, 'tempest-table-id': 'former' },
    }),
  );
  const erased = await cli('erase', '--key', KEY, '--yes');
  expect(erased.code).toBe(3);
  expect(erased.stdout).toContain(`not of this table, so left: ${Key}.`);
  expect(erased.stdout).toContain('--adopt user_sessions=ARN-OR-ID');
  const again = await cli('erase', '--key', KEY, '--yes', '--adopt', 'user_sessions=former');
  expect(again.stdout).not.toContain('not of this table');
  await cli('restore', '--all');
});

test('writes reports to look at of a plan, a run and a verification, which say where they are', async () => {
  const page = (name: string): string => readFileSync(join(cwd, name), 'utf8');
  const plan = await cli('plan', '--html', 'plan.html');
  expect(plan.stderr).toContain(`Report: ${join(cwd, 'plan.html')}`);
  expect(page('plan.html')).toMatch(/^<!doctype html>.*What archiving would do.*UserSession in user_sessions.*<.html>\s$/s);
  const archive = await cli('archive', '--max-items', '2', '--html', 'archive.html');
  expect(archive.code).toBe(75);
  expect(page('archive.html')).toContain('The run ended before it had read everything');
  const verify = await cli('verify', '--html', 'verify.html', '--json');
  expect(verify).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(verify.stdout)).toMatchObject({ clean: true });
  expect(page('verify.html')).toContain('Every archived item was read from S3');
  for (const name of ['plan.html', 'archive.html', 'verify.html']) expect(page(name)).not.toMatch(/x{20}|u1|s1/);
  await cli('restore', '--all');
});

test.each([
  { place: 'a folder that is not there', html: 'reports/plan.html' },
  { place: 'a folder', html: '.' },
])('refuses $place as a report before it begins, not after a run of hours', async ({ html }) => {
  const archive = await cli('archive', '--html', html);
  expect(archive.code).toBe(2);
  expect(archive.stderr).toMatch(/--html: .* cannot be written: .*Name a file in a folder that is there/);
  expect(await db.users.sessions.load({ userId: 'u1', sessionId: 's1' })).toMatchObject({ sessionData: 'x'.repeat(500) });
});

test('a report that cannot be written any more leaves the result as the one JSON value, and ends with a code of its own', async () => {
  const file = join(cwd, 'plan.html');
  const disk = jest.spyOn(fs, 'writeFileSync').mockImplementation(() => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  });
  try {
    const verify = await cli('verify', '--json', '--html', file);
    expect(JSON.parse(verify.stdout)).toMatchObject({ clean: true });
    expect(verify.stderr).toBe(
      `tempest-hybrid: --html: ${file} could not be written: ENOSPC: no space left on device. What the command did, and printed, stands.\n`,
    );
    expect(verify.code).toBe(5);
    const archive = await cli('archive', '--json', '--html', file, '--max-items', '1');
    expect(JSON.parse(archive.stdout)).toMatchObject({ itemsArchived: 1, stopped: 'max-items' });
    expect(archive.code).toBe(75);
  } finally {
    disk.mockRestore();
  }
  await cli('restore', '--all');
});

test('what only looks, and is stopped, says that the next begins anew', async () => {
  const plan = await cli('plan', '--max-items', '2');
  expect(plan.code).toBe(6);
  expect(plan.stdout).toContain('Stopped (max-items): these are of what was read until then. The next begins anew.');
  let ticking: NodeJS.Timeout | undefined;
  const interrupt = (signal: () => void): void => {
    ticking = setInterval(signal, 1);
  };
  const stats = await runCli([...placed(), 'stats'], { cwd, onStart: interrupt });
  clearInterval(ticking);
  expect(stats.code).toBe(6);
  expect(stats.stdout).toContain('Stopped (signal)');
  await cli('archive');
  const dry = await runCli([...placed(), 'restore', '--all', '--dry-run'], { cwd, onStart: interrupt });
  clearInterval(ticking);
  expect(dry.code).toBe(6);
  await cli('restore', '--all');
});

test.each([['restore', '--all'], ['release'], ['refresh'], ['verify'], ['sweep', '--yes'], ['compact']])(
  '%s takes a time after which it stops, and says what goes on, but of a dry run',
  async (...argv) => {
    await cli('archive');
    const stopped = await cli(...argv, '--timeout', '1ms');
    expect(stopped.stdout).toMatch(/\nStopped\. To go on: tempest-hybrid .* --timeout 1ms\n$/);
    expect(stopped.code).toBe(75);
    if (argv[0] !== 'verify') {
      const dry = await cli(...argv, '--timeout', '1ms', '--dry-run');
      expect(dry.stdout).toMatch(/\nStopped: these are of what was read until then\. The next begins anew\.\n$/);
      expect(dry.code).toBe(6);
      const json = JSON.parse((await cli(...argv, '--timeout', '1ms', '--dry-run', '--json')).stdout);
      expect(json).toMatchObject({ complete: false });
      expect(json).not.toHaveProperty('resumeCommand');
    }
    expect((await cli(...argv)).code).toBe(0);
    await cli('restore', '--all');
  },
);

test.each([['restore', '--all'], ['release'], ['refresh'], ['verify'], ['sweep', '--yes'], ['compact'], ['migrate']])(
  '%s takes what it may take of the read capacity',
  async (...argv) => {
    const wrong = await cli(...argv, '--read-capacity', '0');
    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('(): readCapacityPerSecond is a number of capacity units above zero; it is 0.'),
    });
    expect((await cli(...argv, '--read-capacity', '1000')).code).toBe(0);
  },
);

test('health tells of both stores, of the last run and of what is due, and ends by it', async () => {
  const none = await cli('health');
  expect(none).toMatchObject({ code: 0, stderr: '' });
  expect(none.stdout).toMatch(/table user_sessions: answers in .*\nbucket cli-test: answers in .*\n[\s\S]*Healthy\.\n$/);
  await cli('archive');
  const { stdout } = await cli('health');
  expect(stdout).toMatch(
    /last run over user_sessions: .* ago, to the end, 3 items archived, 0 errors\nUserSession in user_sessions: nothing is overdue/,
  );
  expect(JSON.parse((await cli('health', '--json')).stdout)).toMatchObject({
    status: 'healthy',
    archive: { lastRuns: [{ itemsArchived: 3 }] },
  });
  await cli('restore', '--all');

  const gone = servers.s3Server?.inject({ fault: { kind: 'reset' } });
  const degraded = await cli('health');
  gone?.remove();
  expect(degraded.stdout).toMatch(/bucket cli-test: does not answer: .*\n[\s\S]*Degraded:\n {2}S3: /);
  expect(degraded.code).toBe(3);
  const elsewhere = await runCli([...placed('http://127.0.0.1:1'), 'health', '--timeout', '1s'], { cwd });
  expect(elsewhere.stdout).toMatch(/table user_sessions: does not answer: .*\n[\s\S]*Unhealthy:\n {2}DynamoDB: /);
  expect(elsewhere.code).toBe(1);
});

test('a client of the config’s own stays where a region or a profile is named', async () => {
  process.env.CLI_TEST_S3 = servers.s3Server?.endpoint ?? '';
  const own = join(dirname(CONFIG), 'own-client.config.ts');
  const run = await runCli(
    ['--config', own, '--region', 'us-west-2', '--dynamodb-endpoint', servers.dynamoDbServer.endpoint, 'archive', '--json'],
    { cwd },
  );
  expect(run.code).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({ itemsArchived: 3 });
  await cli('restore', '--all');
});

test('policies are JSON, for one role or for all', async () => {
  const policy = await cli('policy', '--account', '123456789012', '--role', 'archiver');
  expect(JSON.parse(policy.stdout)).toMatchObject({ Version: '2012-10-17' });
  expect(Object.keys(JSON.parse((await cli('policy', '--account', '123456789012', '--json')).stdout))).toEqual([
    'reader',
    'writer',
    'archiver',
    'sweeper',
    'importer',
    'eraser',
  ]);
});

test.each([
  { mistake: 'an unknown option', argv: ['archive', '--max-item', '3'], says: "unknown option '--max-item'" },
  { mistake: 'an unknown command', argv: ['archvie'], says: "unknown command 'archvie'" },
  { mistake: 'a number that is none', argv: ['plan', '--max-items', 'many'], says: 'A number that is not negative' },
  { mistake: 'a share above one', argv: ['plan', '--max-fraction', '90'], says: 'maxFraction: at most 1' },
  { mistake: 'no target', argv: ['restore'], says: 'Say what to restore, in one way' },
  { mistake: 'a key that is no JSON', argv: ['restore', '--key', 'u1'], says: '--key: "u1" is no JSON' },
  {
    mistake: 'an unknown view',
    argv: ['restore', '--view', 'users.session', '--key', KEY],
    says: 'There is no inline view users.session: --view users.sessions',
  },
  { mistake: 'a key without its sort part', argv: ['restore', '--key', '{"userId":"u1"}'], says: 'sessionId' },
])('$mistake ends with 2, before anything is sent, and says what to type', async ({ argv, says }) => {
  const { code, stderr } = await cli(...argv);
  expect(stderr).toContain(says);
  expect(code).toBe(2);
});

test('an error is one JSON value for machines', async () => {
  const run = await runCli(['--json', '--config', join(cwd, 'none.ts'), 'plan'], { cwd });
  expect(run.code).toBe(2);
  expect(JSON.parse(run.stdout)).toMatchObject({ error: { name: 'CliError' } });
});

test('without a region it says how to name one, and sends nothing', async () => {
  const { AWS_REGION } = process.env;
  delete process.env.AWS_REGION;
  process.env.AWS_CONFIG_FILE = join(cwd, 'none');
  try {
    const run = await runCli(['--config', CONFIG, 'plan'], { cwd });
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('No AWS region: --region') });
  } finally {
    delete process.env.AWS_CONFIG_FILE;
    if (AWS_REGION !== undefined) process.env.AWS_REGION = AWS_REGION;
  }
});

test('init writes a config, and leaves one that is there', async () => {
  expect((await runCli(['init'], { cwd })).code).toBe(0);
  const file = join(cwd, 'tempest-hybrid.config.ts');
  expect(readFileSync(file, 'utf8')).toContain('defineConfig');
  writeFileSync(file, '// mine');
  expect((await runCli(['init'], { cwd })).code).toBe(4);
  expect(readFileSync(file, 'utf8')).toBe('// mine');
});

test('without a config file it says how to make one', async () => {
  const run = await runCli(['plan'], { cwd });
  expect(run.code).toBe(2);
  expect(run.stderr).toContain(`in ${cwd}, nor in a folder above it. Make one: tempest-hybrid init.`);
  expect(dirname(CONFIG)).not.toBe(cwd);
});
