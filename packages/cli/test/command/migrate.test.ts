import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { LogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { UserDatabase } from '../fixture/user-database.js';
import { type CliRun, runCli } from '../run-cli.js';

// As in `commands.test.ts`.
jest.mock('tsx/esm/api', () => ({ tsImport: (url: string) => require(require('node:url').fileURLToPath(url)) }));

const SINGLE = join(__dirname, '..', 'fixture', 'tempest-hybrid.config.ts');
const PACKED = join(dirname(SINGLE), 'packed.config.ts');
const OLD = new Date('2020-01-01T00:00:00Z');

let servers: LocalServers;
let cwd: string;

function cli(config: string, ...argv: string[]): Promise<CliRun> {
  const { dynamoDbServer, s3Server } = servers;
  const place = ['--region', 'us-east-1', '--dynamodb-endpoint', dynamoDbServer.endpoint, '--s3-endpoint', s3Server?.endpoint ?? ''];
  return runCli(['--config', config, ...place, ...argv], { cwd });
}

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'testtest';
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
  await servers.s3.send(new CreateBucketCommand({ Bucket: 'cli-test' }));
  cwd = mkdtempSync(join(tmpdir(), 'tempest-cli-migrate-'));
});

afterAll(async () => {
  await servers.stop();
  rmSync(cwd, { recursive: true, force: true });
});

/** As an earlier system archived it. */
async function archiveAsLegacy(sessionId: string): Promise<void> {
  const Key = `sessions/u1/${sessionId}.json`;
  const Body = JSON.stringify({ sessionData: 'legacy', createdAt: OLD.toISOString() });
  await servers.s3.send(new PutObjectCommand({ Bucket: 'cli-test', Key, Body }));
  const Item = { partition_key: { S: 'u1' }, sort_key: { S: sessionId }, _s3_pointer: { S: `s3://${Key}` } };
  await servers.dynamoDb.send(new PutItemCommand({ TableName: 'user_sessions', Item }));
}

test('from single objects and an earlier system into packs, and back', async () => {
  const db = LogicalDb.create(UserDatabase, servers.dynamoDb);
  for (const sessionId of ['s1', 's2', 's3'])
    await db.users.sessions.save({ userId: 'u1', sessionId, sessionData: 'x'.repeat(500), createdAt: OLD });
  await cli(SINGLE, 'archive');
  await archiveAsLegacy('s4');

  const dry = await cli(PACKED, 'migrate', '--dry-run', '--list-replaced', 'replaced.ndjson');
  expect(dry.code).toBe(0);
  expect(dry.stdout).toContain('4 would be migrated: 1 of an earlier system, 3 to another layout, 0 to another key');
  expect(existsSync(join(cwd, 'replaced.ndjson'))).toBe(false);

  const some = await cli(PACKED, 'migrate', '--only', 'legacy', '--list-replaced', 'replaced.ndjson');
  expect(some).toMatchObject({ code: 0, stdout: expect.stringContaining('1 migrated: 1 of an earlier system') });
  const [line = '', end] = readFileSync(join(cwd, 'replaced.ndjson'), 'utf8').split('\n');
  expect(JSON.parse(line)).toMatchObject({ bucketName: 'cli-test', s3Key: 'sessions/u1/s4.json', table: 'user_sessions' });
  expect(end).toBe('');

  const stopped = await cli(PACKED, 'migrate', '--max-items', '2', '--json');
  expect(stopped.code).toBe(75);
  expect(JSON.parse(stopped.stdout)).toMatchObject({
    itemsMigrated: 2,
    stopped: 'max-items',
    resumeCommand: expect.stringContaining(' migrate '),
  });
  expect(await cli(PACKED, 'migrate', '--dry-run')).toMatchObject({ code: 0, stderr: '' }); // it begins anew
  const other = await cli(SINGLE, 'migrate');
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('targets differ') });
  const rest = await cli(PACKED, 'migrate', '--write-capacity', '100', '--read-capacity', '100', '--timeout', '5m');
  expect(rest).toMatchObject({ code: 0, stderr: 'Going on from tempest-hybrid.migrate.checkpoint.\n' });
  expect(rest.stdout).toContain('1 migrated');
  expect(existsSync(join(cwd, 'tempest-hybrid.migrate.checkpoint'))).toBe(false);

  expect(JSON.parse((await cli(SINGLE, 'migrate', '--json')).stdout)).toMatchObject({
    itemsMigrated: 4,
    reasons: { layout: 4 },
    complete: true,
  });
  expect((await cli(SINGLE, 'verify')).code).toBe(0);

  const wrong = await cli(SINGLE, 'migrate', '--only', 'keys');
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no keys') });
});

/** A table export, as DynamoDB writes it. */
function writeExport(sessionIds: readonly string[]): string {
  const folder = join(cwd, 'export');
  mkdirSync(join(folder, 'data'), { recursive: true });
  const lines = sessionIds.map(id =>
    JSON.stringify({
      Item: { partition_key: { S: 'u9' }, sort_key: { S: id }, sessionData: { S: `data of ${id}` }, createdAt: { S: OLD.toISOString() } },
    }),
  );
  writeFileSync(join(folder, 'data', 'one.json.gz'), gzipSync(lines.join('\n')));
  const tableArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/other';
  const manifest = { exportArn: `${tableArn}/export/1`, tableArn, manifestFilesS3Key: 'x/manifest-files.json', itemCount: lines.length };
  writeFileSync(
    join(folder, 'manifest-summary.json'),
    JSON.stringify({ ...manifest, outputFormat: 'DYNAMODB_JSON', exportType: 'FULL_EXPORT' }),
  );
  writeFileSync(
    join(folder, 'manifest-files.json'),
    `${JSON.stringify({ itemCount: lines.length, dataFileS3Key: 'x/data/one.json.gz' })}\n`,
  );
  return folder;
}

test('an export is imported, and never over rows that are there unless that is confirmed', async () => {
  const folder = writeExport(['i1', 'i2', 'i3']);
  const dry = await cli(PACKED, 'import', '--from', folder, '--tier', 'by-age', '--dry-run');
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining('3 would be imported into user_sessions: 3 straight to S3') });
  const stopped = await cli(PACKED, 'import', '--from', 'export', '--tier', 'by-age', '--max-items', '2');
  expect(stopped).toMatchObject({
    code: 75,
    stdout: expect.stringMatching(/Stopped \(max-items\)\. To go on: tempest-hybrid .* import --from export/),
  });
  const rest = await cli(PACKED, 'import', '--from', 'export', '--tier', 'by-age', '--json');
  expect(JSON.parse(rest.stdout)).toMatchObject({ itemsImported: 1, itemsArchived: 1, complete: true });
  const again = await cli(PACKED, 'import', '--from', 'export', '--tier', 'by-age');
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('3 were there already, and stayed as they were') });
  expect((await cli(PACKED, 'import', '--from', 'export', '--overwrite')).code).toBe(4);
  expect(await cli(PACKED, 'import', '--from', 'export', '--overwrite', '--yes')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('3 imported'),
  });
  expect((await cli(PACKED, 'verify')).code).toBe(0);
  for (const [path, Key] of ['manifest-summary.json', 'manifest-files.json', 'data/one.json.gz'].map(
    each => [join(folder, each), `there/${each}`] as const,
  ))
    await servers.s3.send(new PutObjectCommand({ Bucket: 'cli-test', Key, Body: readFileSync(path) }));
  const fromS3 = await cli(PACKED, 'import', '--from', 's3://cli-test/there/', '--json');
  expect(JSON.parse(fromS3.stdout)).toMatchObject({ itemsExisting: 3, complete: true });
  const nowhere = await cli(PACKED, 'import', '--from', 's3://cli-test/nowhere');
  expect(nowhere).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('manifest-summary.json of s3://cli-test/nowhere/ cannot be read'),
  });
  expect((await cli(PACKED, 'import')).code).toBe(2);
});

test('the library is left: everything restored, that proven, and no mark left', async () => {
  await cli(SINGLE, 'archive');
  const archived = await cli(SINGLE, 'verify', '--expect-none');
  expect(archived).toMatchObject({ code: 3, stdout: expect.stringMatching(/\d+ rows archived, and none is expected/) });
  expect(await cli(SINGLE, 'restore', '--all', '--write-capacity', '1000')).toMatchObject({ code: 0 });
  expect(await cli(SINGLE, 'verify', '--expect-none')).toMatchObject({ code: 0, stdout: expect.stringContaining('No row is archived.') });
  expect(await cli(SINGLE, 'release', '--dry-run')).toMatchObject({ code: 0, stdout: expect.stringMatching(/\d+ rows would be released/) });
  expect(await cli(SINGLE, 'release')).toMatchObject({ code: 0, stdout: expect.stringMatching(/\d+ rows released/) });
  expect(JSON.parse((await cli(SINGLE, 'release', '--json')).stdout)).toMatchObject({ itemsProcessed: 0, complete: true });
  const { Items = [] } = await servers.dynamoDb.send(new ScanCommand({ TableName: 'user_sessions', ConsistentRead: true }));
  const left = new Set(Items.flatMap(item => Object.keys(item)));
  expect([...left].sort()).toEqual(['createdAt', 'partition_key', 'sessionData', 'sort_key']);
});
