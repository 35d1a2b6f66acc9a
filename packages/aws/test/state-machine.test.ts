import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ArchiveDefinitionOptions, archiveDefinition } from '@tempest-ts/aws';
import type { ArchivalTotal } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { build } from 'esbuild';
import { ItemDatabase, OLD } from './support/items.js';
import { LocalLambda } from './support/local-lambda.js';
import { runDefinition } from './support/run-definition.js';

const ITEMS = 120;
const SEGMENTS = 2;
const STATE = 'state';
/** Of `support/function.ts`. */
const CONCURRENCY = 4;
const functions = { plan: 'plan', archive: 'archive', report: 'report' };

let servers: LocalServers;
let folder: string;
let bundle: string;
let lambda: LocalLambda | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tempest-aws-'));
  bundle = join(folder, 'function.cjs');
  await build({
    entryPoints: [join(__dirname, 'support/function.ts')],
    outfile: bundle,
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    target: 'node20',
    conditions: ['@tempest-ts/source'],
    logLevel: 'error',
  });
});
afterEach(async () => {
  lambda?.stop();
  await servers.stop();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Servers with old items, and functions that work on them. */
async function deploy(timeoutMs: number): Promise<LocalLambda> {
  servers = await startLocalServers();
  const { dynamoDb, s3, bucketName, dynamoDbServer, s3Server } = servers;
  await servers.createTables(ItemDatabase);
  await s3.send(new CreateBucketCommand({ Bucket: STATE }));
  const put = (index: number) => ({
    pk: { S: `p${index % 40}` },
    sk: { S: `${index}` },
    at: { S: OLD.toISOString() },
    text: { S: 'x'.repeat(900) },
  });
  await Promise.all(
    Array.from({ length: ITEMS }, (_, index) => dynamoDb.send(new PutItemCommand({ TableName: 'items', Item: put(index) }))),
  );
  const env = {
    DYNAMODB_ENDPOINT: dynamoDbServer.endpoint,
    S3_ENDPOINT: s3Server?.endpoint ?? '',
    BUCKET: bucketName,
    STATE_BUCKET: STATE,
    SEGMENTS: String(SEGMENTS),
  };
  lambda = new LocalLambda({ bundle, env, timeoutMs });
  return lambda;
}

const run = (local: LocalLambda, options: Omit<ArchiveDefinitionOptions, 'functions'> = {}): Promise<unknown> =>
  runDefinition(archiveDefinition({ functions, ...options }), { s3: servers.s3, invoke: (name, payload) => local.invoke(name, payload) });

async function pointers(): Promise<readonly string[]> {
  const { Items = [] } = await servers.dynamoDb.send(new ScanCommand({ TableName: 'items', ConsistentRead: true }));
  return Items.flatMap(({ s3Archive, s3Key }) => (s3Archive ? [s3Key?.S ?? ''] : []));
}

async function keys(Bucket: string): Promise<readonly string[]> {
  const { Contents = [] } = await servers.s3.send(new ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key }) => Key ?? '');
}

async function report(): Promise<ArchivalTotal> {
  const Key = (await keys(STATE)).find(key => key.endsWith('/report.json'));
  const { Body } = await servers.s3.send(new GetObjectCommand({ Bucket: STATE, Key }));
  return JSON.parse((await Body?.transformToString()) ?? '');
}

describe('the state machine, run by an interpreter', () => {
  it('plans, archives every shard, and adds up', async () => {
    const local = await deploy(120_000);
    const output = await run(local);
    expect(output).toMatchObject({ complete: true, itemsArchived: ITEMS, errorCount: 0, shards: SEGMENTS, shardsComplete: SEGMENTS });
    expect(local.invocations).toEqual(['plan', ...Array.from({ length: SEGMENTS }, () => 'archive'), 'report']);
    expect(await report()).toMatchObject({ complete: true, itemsArchived: ITEMS, tables: [{ entity: 'Item' }] });
    const named = await pointers();
    expect(named).toHaveLength(ITEMS);
    const recorded = [expect.stringMatching(/^tempest~runs\//)];
    expect([...(await keys(servers.bucketName))].sort()).toEqual([...[...named].sort(), ...recorded]);
    expect((await keys(STATE)).filter(key => key.includes('/checkpoints/'))).toEqual([]);
  });

  it('calls a function again whose time was over before its shard was, which goes on where it stopped', async () => {
    const local = await deploy(43_000); // of which 40 seconds are kept to end in
    const output = await run(local, { capacity: { writePerSecond: 20 }, maxConcurrency: SEGMENTS });
    expect(output).toMatchObject({ complete: true, itemsArchived: ITEMS, errorCount: 0, shardsComplete: SEGMENTS });
    const calls = local.invocations.filter(handler => handler === 'archive').length;
    expect(calls).toBeGreaterThan(SEGMENTS);
    expect(await pointers()).toHaveLength(ITEMS);
    // But one for each item, there are those that were stored and not yet swapped when a call ended.
    expect((await keys(servers.bucketName)).length).toBeLessThanOrEqual(ITEMS + (calls - SEGMENTS) * CONCURRENCY);
  });

  it('tries again where a function died in the middle, and no item is lost or stored twice but what was on its way', async () => {
    const local = await deploy(120_000);
    const kills: (() => void)[] = [];
    local.onInvocation = ({ handler, kill }) => {
      if (handler === 'archive' && kills.length < 2) kills.push(kill);
    };
    let stored = 0;
    const watch = servers.s3Server?.inject({
      fault: { kind: 'delay', ms: 0 },
      when: ({ operation, key }) => {
        if (operation !== 'PutObject' || !key?.startsWith('items/')) return false;
        stored += 1;
        if (stored === 12 || stored === 30) kills.shift()?.();
        return false;
      },
    });
    const output = await run(local, { maxConcurrency: 2 });
    watch?.remove();
    expect(output).toMatchObject({ complete: true, errorCount: 0, shardsComplete: SEGMENTS });
    expect(local.invocations.filter(handler => handler === 'archive').length).toBeGreaterThan(SEGMENTS);
    const named = await pointers();
    expect(named).toHaveLength(ITEMS);
    const objects = await keys(servers.bucketName);
    expect(objects).toEqual(expect.arrayContaining([...named]));
    expect(objects.filter(key => key.startsWith('items/')).length).toBeLessThanOrEqual(ITEMS + 2 * CONCURRENCY);
  });

  it('fails at once, and says what to do, where no retry helps', async () => {
    const local = await deploy(30_000); // less than is kept to end in
    await expect(run(local)).rejects.toMatchObject({ cause: { name: 'Tempest.Incomplete' } });
    expect(local.invocations.filter(handler => handler === 'archive').length).toBeLessThanOrEqual(SEGMENTS);
    expect(await pointers()).toEqual([]);
  });
});
