import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateTableCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { build } from 'esbuild';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import type { DoomedJob, DoomedPlace } from '../support/doomed-job.js';
import { makeExport } from '../support/make-export.js';
import { ItemDatabase } from '../support/plain-items.js';
import { old } from '../support/stage.js';

const ITEMS = 90;
/** Most requests of a job that a process is killed at: it is to get on, too. */
const MOST_REQUESTS = 60;
const KILLS = 2;

let servers: LocalServers;
let folder: string;
let place: DoomedPlace;
/** In one file: processes that are killed all the time must start fast. */
let program: string;

beforeAll(async () => {
  servers = await startTestServers();
  folder = await mkdtemp(join(tmpdir(), 'tempest-doomed-'));
  program = join(folder, 'doomed-job.cjs');
  await build({
    entryPoints: [join(__dirname, '../support/doomed-job.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['@tempest-ts/source'],
    tsconfig: join(__dirname, '../../../../tsconfig.json'),
    logLevel: 'warning',
  });
  const { hostname, port } = (await servers.s3.config.endpoint?.()) ?? {};
  const { accessKeyId, secretAccessKey } = await servers.s3.config.credentials();
  const { bucketName } = servers;
  const s3 = `http://${hostname}:${port}`;
  place = { dynamoDb: servers.dynamoDbServer.endpoint, s3, accessKeyId, secretAccessKey, bucketName, table: '', keyPrefix: '' };
});
afterAll(async () => {
  await servers.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A table and a prefix of a test's own. */
async function stageAt(table: string): Promise<void> {
  place = { ...place, table, keyPrefix: `${table}/` };
  const keys = ['pk', 'sk'] as const;
  await servers.dynamoDb.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
      AttributeDefinitions: keys.map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
    }),
  );
}

const textOf = (index: number): string => `${index} ${'x'.repeat(2_000)}`;
const ids = Array.from({ length: ITEMS }, (_, index) => index);

const keyOf = (index: number) => ({ pk: { S: `p${index % 9}` }, sk: { S: `${index}` } });

/** As an earlier system archived it. */
async function seed(index: number): Promise<void> {
  const { bucketName: Bucket, table: TableName, keyPrefix } = place;
  const Key = `${keyPrefix}items/p${index % 9}/${index}`;
  const Body = JSON.stringify({ at: old.toISOString(), text: textOf(index) });
  await servers.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  await servers.dynamoDb.send(new PutItemCommand({ TableName, Item: { ...keyOf(index), _s3_pointer: { S: `s3://${Key}` } } }));
}

interface Lived {
  readonly requests: number;
  readonly complete: boolean;
  readonly errorCount: number;
}

/** `undefined`: it was killed. */
function run(job: DoomedJob): Promise<Lived | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, JSON.stringify(job)]);
    let out = '';
    let errors = '';
    child.stdout.on('data', data => {
      out += data;
    });
    child.stderr.on('data', data => {
      errors += data;
    });
    child.on('exit', (code, signal) => {
      if (signal === 'SIGKILL') resolve(undefined);
      else if (code === 0) resolve(JSON.parse(out));
      else reject(new Error(errors));
    });
  });
}

/** Has a job done by as many processes as it takes, the first ones of which are killed. Returns how many were. */
async function untilDone(job: Omit<DoomedJob, 'diesAt' | 'diesAnswered' | 'place' | 'checkpoint'>, name: string): Promise<number> {
  const checkpoint = join(folder, name);
  for (let kills = 0; ; kills += 1) {
    const diesAt = kills < KILLS ? 1 + Math.floor(Math.random() * MOST_REQUESTS) : 0;
    const lived = await run({ ...job, place, checkpoint, diesAt, diesAnswered: Math.random() < 0.5 });
    await checkItems(`${name}, killed at ${diesAt}`, job.job !== 'import' || lived !== undefined);
    if (!lived) continue;
    expect(lived).toMatchObject({ complete: true, errorCount: 0 });
    return kills;
  }
}

/** Whatever has happened, every item reads as it ever did. */
async function checkItems(when: string, all: boolean): Promise<void> {
  const regular = LogicalDb.create(ItemDatabase, servers.dynamoDb, { tableNameResolver: () => place.table });
  const { bucketName, keyPrefix } = place;
  const db = HybridLogicalDb.create(ItemDatabase, regular, {
    s3Config: { bucketName, keyPrefix, client: servers.s3 },
    legacyPointers: true,
  });
  const items = new Map<string, unknown>();
  for await (const { sk, at, text } of db.items.all.scanAllContents({ consistentRead: true })) items.set(sk, { at, text });
  const wanted = all ? ids : ids.filter(index => items.has(String(index)));
  expect({ when, items: wanted.map(index => items.get(String(index))) }).toEqual({
    when,
    items: wanted.map(index => ({ at: old, text: textOf(index) })),
  });
  expect(items.size).toBe(wanted.length);
  expect(await db.verifyArchive()).toMatchObject({ clean: true });
}

async function rows() {
  const { Items = [] } = await servers.dynamoDb.send(new ScanCommand({ TableName: place.table, ConsistentRead: true }));
  return Items;
}

it('loses nothing, whenever its processes are killed, from an earlier system into packs, to other keys, and back into the table', async () => {
  await stageAt('doomed_legacy');
  await Promise.all(ids.map(seed));
  let kills = 0;
  kills += await untilDone({ job: 'migrate', layout: 'packed', moved: false }, 'into packs');
  expect((await rows()).filter(({ s3Key }) => s3Key?.S?.startsWith('doomed_legacy/packs/'))).toHaveLength(ITEMS);
  kills += await untilDone({ job: 'migrate', layout: 'single', moved: true }, 'to other keys');
  expect((await rows()).filter(({ s3Key }) => s3Key?.S?.startsWith('doomed_legacy/moved/'))).toHaveLength(ITEMS);
  kills += await untilDone({ job: 'restore', layout: 'single', moved: true }, 'back');
  expect((await rows()).filter(row => row.s3Archive || row._s3_pointer)).toHaveLength(0);
  expect(kills).toBeGreaterThan(0);
}, 240_000);

it('imports every row once, and leaves no trace of the library when it is left', async () => {
  await stageAt('doomed_import');
  const rowsOf = (parity: number) =>
    ids.filter(index => index % 2 === parity).map(index => ({ ...keyOf(index), at: { S: old.toISOString() }, text: { S: textOf(index) } }));
  const exported = join(folder, 'export');
  for (const [path, bytes] of makeExport([rowsOf(0), rowsOf(1)])) {
    await mkdir(dirname(join(exported, path)), { recursive: true });
    await writeFile(join(exported, path), bytes);
  }
  let kills = 0;
  kills += await untilDone({ job: 'import', layout: 'packed', moved: false, export: exported }, 'import');
  expect((await rows()).filter(({ s3Archive }) => s3Archive)).toHaveLength(ITEMS);
  kills += await untilDone({ job: 'restore', layout: 'packed', moved: false }, 'restore');
  kills += await untilDone({ job: 'release', layout: 'packed', moved: false }, 'release');
  expect(new Set((await rows()).flatMap(row => Object.keys(row)))).toEqual(new Set(['pk', 'sk', 'at', 'text']));
  expect(kills).toBeGreaterThan(0);
}, 240_000);
