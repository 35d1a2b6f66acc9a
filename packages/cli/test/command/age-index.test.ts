import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { LogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { EventDatabase } from '../fixture/by-age.config.js';
import { type CliRun, runCli } from '../run-cli.js';

// As in `commands.test.ts`.
jest.mock('tsx/esm/api', () => ({ tsImport: (url: string) => require(require('node:url').fileURLToPath(url)) }));

const CONFIG = join(__dirname, '..', 'fixture', 'by-age.config.ts');

let servers: LocalServers;
let cwd: string;

const cli = (...argv: string[]): Promise<CliRun> => {
  const place = [
    '--region',
    'us-east-1',
    '--dynamodb-endpoint',
    servers.dynamoDbServer.endpoint,
    '--s3-endpoint',
    servers.s3Server?.endpoint ?? '',
  ];
  return runCli(['--config', CONFIG, ...place, ...argv], { cwd });
};
const planned = async (...argv: string[]): Promise<{ readonly itemsArchived: number; readonly rowsScanned: number }> =>
  JSON.parse((await cli('plan', '--json', ...argv)).stdout);

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'testtest';
  servers = await startLocalServers();
  await servers.createTables(EventDatabase);
  await servers.s3.send(new CreateBucketCommand({ Bucket: 'cli-test' }));
  cwd = mkdtempSync(join(tmpdir(), 'tempest-cli-age-'));
  const { events } = LogicalDb.create(EventDatabase, servers.dynamoDb);
  const save = (id: string, year: string, region: string, shard: number) =>
    events.all.save({ id, region, shard, text: 'x'.repeat(300), createdAt: new Date(`${year}-01-01T00:00:00Z`) });
  await save('e1', '2020', 'eu', 1);
  await save('e2', '2020', 'us', 2);
  await save('e3', '2020', 'ap', 3);
  await save('e4', String(new Date().getFullYear() + 1), 'eu', 1);
});

afterAll(async () => {
  await servers.stop();
  rmSync(cwd, { recursive: true, force: true });
});

test('old items are found by an index, in all of it or in the partition keys that are named, of strings and of numbers', async () => {
  expect(await planned()).toMatchObject({ itemsArchived: 3, rowsScanned: 4 });
  expect(await planned('--age-index', 'by_region=eu')).toMatchObject({ itemsArchived: 1, rowsScanned: 1 });
  expect(await planned('--age-index', 'events/by_region=eu,us')).toMatchObject({ itemsArchived: 2, rowsScanned: 2 });
  expect(await planned('--age-index', 'by_shard=2,3')).toMatchObject({ itemsArchived: 2, rowsScanned: 2 });
  expect(await planned('--age-index', 'by_region')).toMatchObject({ itemsArchived: 3 });
  const archive = await cli('archive', '--age-index', 'by_shard=1', '--json');
  expect(archive.code).toBe(0);
  expect(JSON.parse(archive.stdout)).toMatchObject({ itemsArchived: 1, complete: true });
});

test.each([
  { argv: ['--age-index', '=eu'], says: '"=eu" is not INDEX, INDEX=PARTITION,PARTITION or TABLE/INDEX' },
  { argv: ['--age-index', 'by_shard=one'], says: '"one" is no number, and the index\'s partition key is one' },
  { argv: ['--age-index', 'by_time'], says: 'no table of an archived entity declares the index by_time' },
])('$argv.1 is refused before anything is sent, and says why', async ({ argv, says }) => {
  const { code, stderr } = await cli('plan', ...argv);
  expect(stderr).toContain(says);
  expect(code).toBe(2);
});
