import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CheckpointError, type CheckpointStore, dynamoDbCheckpoints, fileCheckpoints, s3Checkpoints } from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { intercept } from '../support/intercept.js';
import { limitPages } from '../support/limit-pages.js';
import { old, Stage } from '../support/stage.js';

let servers: LocalServers;
let folder: string;
let stop = (): void => undefined;
let wholePages = stop;

beforeAll(async () => {
  servers = await startTestServers();
  wholePages = limitPages(servers.dynamoDb, 12);
  folder = await mkdtemp(join(tmpdir(), 'tempest-checkpoints-'));
});
afterEach(() => {
  stop();
  stop = () => undefined;
});
afterAll(async () => {
  await servers.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Rows in pages of a few, so that a run has places to stop at. */
async function manyPages(config: object = {}): Promise<Stage> {
  const stage = await Stage.create(servers, { archivalConfig: { segments: 2, ...config } });
  await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      stage.putRaw({
        partition_key: { S: `user${index % 12}` },
        sort_key: { S: `s${index}` },
        createdAt: { S: old.toISOString() },
        sessionData: { S: 'x'.repeat(3_000) },
      }),
    ),
  );
  return stage;
}

/** A run that is aborted when it has dealt with some pages. */
async function interrupted(stage: Stage, checkpoints: CheckpointStore) {
  const abort = new AbortController();
  return stage.db.archiveOldData({
    checkpoints,
    signal: abort.signal,
    onProgress: ({ itemsArchived }) => {
      if (itemsArchived >= 20) abort.abort();
    },
  });
}

describe('the stores', () => {
  const stores: readonly [string, () => Promise<CheckpointStore>][] = [
    ['a file', async () => fileCheckpoints(join(folder, 'one'))],
    ['an S3 object', async () => s3Checkpoints({ client: servers.s3, bucketName: servers.bucketName, key: 'state/one' })],
    [
      'a DynamoDB item',
      async () => {
        await servers.dynamoDb.send(
          new CreateTableCommand({
            TableName: 'jobs',
            BillingMode: 'PAY_PER_REQUEST',
            KeySchema: [{ AttributeName: 'name', KeyType: 'HASH' }],
            AttributeDefinitions: [{ AttributeName: 'name', AttributeType: 'S' }],
          }),
        );
        return dynamoDbCheckpoints({ client: servers.dynamoDb, tableName: 'jobs', key: { name: { S: 'archive' } } });
      },
    ],
  ];
  it.each(stores)('%s keeps what was saved last, and carries a run over an interruption', async (_, make) => {
    const store = await make();
    expect(await store.load()).toBeUndefined();
    await store.save('first');
    await store.save('second, ünïcode');
    expect(await store.load()).toBe('second, ünïcode');
    await store.clear();
    await store.clear();
    expect(await store.load()).toBeUndefined();

    const stage = await manyPages();
    const first = await interrupted(stage, store);
    expect(first).toMatchObject({ complete: false, stopped: 'signal', errorCount: 0 });
    expect(await store.load()).toBe(first.checkpoint);
    const second = await stage.db.archiveOldData({ checkpoints: store });
    expect(second).toMatchObject({ complete: true, itemsArchived: 60 - first.itemsArchived });
    expect(second.rowsScanned).toBeLessThan(60); // not from the beginning
    expect(await store.load()).toBeUndefined();
  });

  it('leave no half file behind', async () => {
    const own = await mkdtemp(join(folder, 'own-'));
    const store = fileCheckpoints(join(own, 'checkpoint'));
    await store.save('text');
    expect(await readdir(own)).toEqual(['checkpoint']);
    await expect(fileCheckpoints(join(own, 'no', 'such', 'folder')).save('text')).rejects.toThrow('ENOENT');
  });
});

describe('a checkpoint', () => {
  it('is only looked at by a dry run, which begins where the run would', async () => {
    const stage = await manyPages();
    const file = join(folder, 'dry');
    const store = fileCheckpoints(file);
    const first = await interrupted(stage, store);
    const before = await readFile(file, 'utf8');
    const plan = await stage.db.archiveOldDataDryRun({ checkpoints: store });
    expect(plan).toMatchObject({ complete: true, itemsArchived: 60 - first.itemsArchived });
    expect(plan.rowsScanned).toBeLessThan(60);
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  it('is gone on from in the segments in which the run began, whatever the config says now', async () => {
    const stage = await manyPages();
    const store = fileCheckpoints(join(folder, 'segments'));
    const first = await interrupted(stage, store);
    const segments = new Set<unknown>();
    stop = intercept(servers.dynamoDb, 'Scan', ({ input, send }) => {
      segments.add(input.TotalSegments);
      return send();
    });
    const result = await stage.with({ archivalConfig: { segments: 7 } }).archiveOldData({ checkpoints: store });
    expect([...segments]).toEqual([2]);
    expect(result).toMatchObject({ complete: true, itemsArchived: 60 - first.itemsArchived });
  });

  it('of other declarations, another table or nonsense is refused, before anything moves', async () => {
    const stage = await manyPages();
    const store = fileCheckpoints(join(folder, 'other'));
    const { checkpoint } = await interrupted(stage, store);
    const older = stage.with({ archivalConfig: { archiveAfterDuration: { days: 390 } } });
    await expect(older.archiveOldData({ checkpoints: store })).rejects.toThrow(/table user_sessions differ.*Clear its store/s);
    await expect(stage.db.archiveOldData({ checkpoints: store, minItemBytes: 5 })).rejects.toThrow('minItemBytes differ');
    const elsewhere = await Stage.create(servers);
    await elsewhere.save('a');
    await expect(elsewhere.db.archiveOldData({ resumeFrom: checkpoint })).rejects.toBeInstanceOf(CheckpointError);
    expect(await elsewhere.objects()).toEqual([]);
    for (const nonsense of ['', '{"version":2}', '[]', checkpoint?.slice(0, -5) ?? '']) {
      await writeFile(join(folder, 'other'), nonsense);
      await expect(stage.db.archiveOldData({ checkpoints: store })).rejects.toMatchObject({ code: 'CHECKPOINT_UNUSABLE' });
    }
  });

  it('is given back by a run whose deadline passed before it had begun', async () => {
    const stage = await manyPages();
    const { checkpoint } = await interrupted(stage, fileCheckpoints(join(folder, 'late')));
    expect(checkpoint).toEqual(expect.any(String));
    const late = await stage.db.archiveOldData({ resumeFrom: checkpoint, deadline: new Date(Date.now() - 1) });
    expect(late).toMatchObject({ complete: false, stopped: 'deadline', checkpoint });
  });

  it('counts for maxFraction what was moved before it', async () => {
    const stage = await manyPages();
    const store = fileCheckpoints(join(folder, 'fraction'));
    const { itemsArchived } = await interrupted(stage, store);
    const rest = stage.db.archiveOldData({ checkpoints: store, maxFraction: 0.5 });
    await expect(rest).rejects.toMatchObject({ code: 'ARCHIVE_FRACTION_EXCEEDED', result: { itemsArchived: 30 - itemsArchived } });
  });

  it('that cannot be saved ends the run with the store’s error', async () => {
    const stage = await manyPages();
    const store: CheckpointStore = {
      load: async () => undefined,
      save: async () => {
        throw new Error('the disk is full');
      },
      clear: async () => undefined,
    };
    await expect(stage.db.archiveOldData({ checkpoints: store })).rejects.toThrow('the disk is full');
    expect(await stage.db.archiveOldData()).toMatchObject({ complete: true, errorCount: 0 });
  });

  it('leaves a segment that could not be read for the next run', async () => {
    const stage = await manyPages();
    const store = fileCheckpoints(join(folder, 'segment'));
    stop = intercept(servers.dynamoDb, 'Scan', ({ input, send }) => {
      if (input.Segment === 1) throw Object.assign(new Error('no'), { name: 'ValidationException', $fault: 'client' });
      return send();
    });
    const first = await stage.db.archiveOldData({ checkpoints: store });
    expect(first).toMatchObject({ complete: false, stopped: undefined, unread: [{ part: '1/2' }] });
    stop();
    const second = await stage.db.archiveOldData({ checkpoints: store });
    expect(second).toMatchObject({ complete: true, rowsScanned: 60 - first.rowsScanned, itemsArchived: 60 - first.itemsArchived });
  });
});

describe('a run that is killed', () => {
  it('is resumed by the next, which does not read again what was dealt with, and loses nothing', async () => {
    const table = 'killed_items';
    const count = 120;
    await servers.dynamoDb.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: ['pk', 'sk'].map(AttributeName => ({ AttributeName, AttributeType: 'S' as const })),
      }),
    );
    const { dynamoDb } = servers;
    await Promise.all(
      Array.from({ length: count }, (_, index) =>
        dynamoDb.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              pk: { S: `p${index % 15}` },
              sk: { S: `${index}` },
              at: { S: old.toISOString() },
              text: { S: `${index} ${'x'.repeat(4_000)}` },
            },
          }),
        ),
      ),
    );
    const file = join(folder, 'killed');
    const script = join(__dirname, '../support/checkpointed-run.ts');
    const { hostname, port } = (await servers.s3.config.endpoint?.()) ?? {};
    const { accessKeyId, secretAccessKey } = await servers.s3.config.credentials();
    const s3 = [`http://${hostname}:${port}`, accessKeyId, secretAccessKey, servers.bucketName];
    const args = [servers.dynamoDbServer.endpoint, ...s3, table, 'killed/', file];
    const run = (killAfterSave: boolean): Promise<string> =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=@tempest-ts/source', script, ...args]);
        let out = '';
        let errors = '';
        child.stdout.on('data', data => {
          out += data;
          // Into the middle of a page, some pages after a checkpoint.
          const pages = out.split('\n').length;
          if (killAfterSave && existsSync(file) && pages > 3) child.kill('SIGKILL');
        });
        child.stderr.on('data', data => {
          errors += data;
        });
        child.on('exit', (code, signal) => (signal === 'SIGKILL' || code === 0 ? resolve(out) : reject(new Error(errors))));
      });
    const killed = await run(true);
    expect(killed).not.toContain('end');
    const seen = Number(killed.trim().split('\n').at(-1));
    const resumed = JSON.parse((await run(false)).split('end ')[1] ?? '{}');
    expect(resumed.complete).toBe(true);
    expect(seen).toBeGreaterThan(0);
    expect(resumed.scanned).toBeLessThan(count);
    expect(existsSync(file)).toBe(false);
    wholePages();
    const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
    expect(Items).toHaveLength(count);
    expect(Items.filter(item => item.s3Archive)).toHaveLength(count);
  }, 240_000);
});
