import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CheckpointError,
  type CheckpointStore,
  ConfigurationError,
  ExportError,
  type ExportSource,
  exportFolder,
  s3Export,
} from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { intercept, serverError, transactionConflict } from '../support/intercept.js';
import { landingTimer } from '../support/landing-timer.js';
import { type ExportFiles, makeExport } from '../support/make-export.js';
import { old, Stage, young } from '../support/stage.js';

let servers: LocalServers;
let stage: Stage;
let folder: string;
let stop = (): void => undefined;

beforeAll(async () => {
  servers = await startLocalServers();
  folder = await mkdtemp(join(tmpdir(), 'tempest-import-'));
});
beforeEach(async () => {
  stage = await Stage.create(servers);
});
afterEach(() => {
  stop();
  stop = () => undefined;
});
afterAll(async () => {
  await servers.stop();
  await rm(folder, { recursive: true, force: true });
});

const row = (id: string, createdAt = old) => ({
  partition_key: { S: 'user' },
  sort_key: { S: id },
  user_group: { S: 'g' },
  sessionData: { S: `data of ${id} `.repeat(20) },
  createdAt: { S: createdAt.toISOString() },
  raw: { B: Uint8Array.of(0, 255) },
  numbers: { NS: ['1', '12345678901234567890123456789'] },
});
const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `s${String(index).padStart(3, '0')}`);

/** In memory. */
const given = (files: ExportFiles, name = 'memory'): ExportSource => ({
  name,
  open: async path => {
    const bytes = files.get(path);
    if (!bytes) throw new Error(`no such file: ${path}`);
    return (async function* () {
      for (let at = 0; at < bytes.byteLength; at += 1000) yield bytes.subarray(at, at + 1000);
    })();
  },
});

it('an import that writes objects tells what it began in spite of', async () => {
  stop = intercept(servers.dynamoDb, 'DescribeTable', async ({ send }) => {
    const answer = (await send()) as { readonly output: { readonly Table: object } };
    return { ...answer, output: { ...answer.output, Table: { ...answer.output.Table, StreamSpecification: { StreamEnabled: true } } } };
  });
  const source = given(makeExport([[row('a')]]));
  expect(await stage.db.importExport(source, { dryRun: true, tier: 'by-age' })).toMatchObject({ warnings: [] });
  expect(await stage.db.importExport(source, { tier: 'by-age' })).toMatchObject({ itemsArchived: 1, warnings: [{ code: 'stream' }] });
});

describe('an export', () => {
  it.each(['a folder', 'S3'])('is read from %s, every row as it was', async place => {
    const files = makeExport([[row('a'), row('b', young)], [], [row('c')]]);
    let source = exportFolder(join(folder, 'export'));
    for (const [path, bytes] of files) {
      await mkdir(dirname(join(folder, 'export', path)), { recursive: true });
      await writeFile(join(folder, 'export', path), bytes);
      const Key = `elsewhere/${path}`;
      if (place === 'S3') await servers.s3.send(new PutObjectCommand({ Bucket: servers.bucketName, Key, Body: bytes }));
    }
    if (place === 'S3') source = s3Export({ client: servers.s3, bucketName: servers.bucketName, key: 'elsewhere/manifest-summary.json' });
    expect(await stage.db.importExport(source, { dryRun: true })).toMatchObject({ dryRun: true, itemsImported: 3, complete: true });
    expect(await stage.row('a')).toBeUndefined();
    const progress: number[] = [];
    const result = await stage.db.importExport(source, { onProgress: ({ filesDone }) => void progress.push(filesDone) });
    expect(result).toMatchObject({
      dryRun: false,
      table: stage.table,
      itemCount: 3,
      itemsRead: 3,
      itemsImported: 3,
      itemsArchived: 0,
      itemsExisting: 0,
      errorCount: 0,
      complete: true,
      checkpoint: undefined,
    });
    expect(result.writeUnits).toBeGreaterThanOrEqual(3);
    expect(progress.at(-1)).toBe(3);
    for (const [id, at] of [
      ['a', old],
      ['b', young],
      ['c', old],
    ] as const)
      expect(await stage.row(id)).toEqual(row(id, at));
    expect(await stage.db.importExport(source)).toMatchObject({ itemsImported: 0, itemsExisting: 3, complete: true });
  });

  it('leaves rows that are there as they are, unless it is told to overwrite', async () => {
    await stage.db.users.sessions.save({ ...stage.key('a'), sessionData: 'mine', createdAt: old });
    const source = given(makeExport([[row('a'), row('b')]]));
    for (const tier of ['hot', 'by-age'] as const)
      expect(await stage.db.importExport(source, { tier })).toMatchObject({ itemsExisting: tier === 'hot' ? 1 : 2, errorCount: 0 });
    expect((await stage.load('a'))?.sessionData).toBe('mine');
    expect(await stage.objects()).toEqual([]); // nothing was stored in vain
    expect(await stage.db.importExport(source, { overwrite: true })).toMatchObject({ itemsImported: 2, itemsExisting: 0 });
    expect(await stage.row('a')).toEqual(row('a'));
  });

  it.each([
    ['single', undefined],
    ['packed', 'packed'],
  ] as const)('goes straight to S3 where rows are old enough: %s', async (_, layout) => {
    const db = stage.with(layout === undefined ? {} : { archivalConfig: { layout } });
    const many = ids(40);
    const source = given(makeExport([many.slice(0, 25).map(id => row(id)), many.slice(25).map(id => row(id)), [row('new', young)]]));
    const result = await db.importExport(source, { tier: 'by-age' });
    expect(result).toMatchObject({ itemsImported: 41, itemsArchived: 40, errorCount: 0, complete: true });
    expect(result.bytesStored).toBeGreaterThan(0);
    expect((await stage.row('s030'))?.s3Archive).toBeDefined();
    expect((await stage.row('new'))?.s3Archive).toBeUndefined();
    expect((await stage.load('s030'))?.sessionData).toBe('data of s030 '.repeat(20));
    expect(await db.verifyArchive()).toMatchObject({ clean: true, objects: { referenced: layout ? 1 : 40, orphaned: 0 } });
    expect(await db.archiveOldData()).toMatchObject({ itemsArchived: 0 });
    await db.restore([db.users.sessions.key(stage.key('s039'))]);
    const { s3NotBefore: _held, ...restored } = (await stage.row('s039')) ?? {};
    expect(restored).toEqual(row('s039'));
  });

  it('of archived rows brings pointers only to what can be read, and has the other table’s sweeper wait', async () => {
    await stage.archive('a', 'b');
    const pointers = [await stage.row('a'), await stage.row('b')] as ReturnType<typeof row>[];
    await servers.s3.send(
      new PutObjectCommand({ Bucket: servers.bucketName, Key: `${stage.prefix}sessions/user/b.json`, Body: 'damaged' }),
    );
    const copy = await Stage.create(servers);
    const db = copy.reading(stage.prefix);
    const tableId = 'the-exported-table';
    const result = await db.importExport(given(makeExport([pointers], { tableId })));
    expect(result).toMatchObject({ itemsImported: 1, pointersImported: 1, errorCount: 1, complete: true });
    expect(result.errors[0]).toMatchObject({ file: 'data/file0.json.gz', line: 2, cause: { code: 'HYDRATION_FAILED' } });
    expect((await db.users.sessions.load(copy.key('a')))?.sessionData).toBe('data of a '.repeat(20));
    expect((await stage.objects()).filter(key => key.startsWith('tempest~claims/'))).toHaveLength(1);
  });

  it('with a bad line, or a row of another table, is imported but for those, which are listed', async () => {
    const source = given(makeExport([['nonsense', row('a'), '{"Item":{"other":{"S":"x"}}}', '{"plain":1}', row('b')]]));
    const result = await stage.db.importExport(source);
    expect(result).toMatchObject({ itemsRead: 5, itemsImported: 2, errorCount: 3, complete: true });
    expect(result.errors.map(({ file, line }) => [file, line])).toEqual(
      expect.arrayContaining([1, 3, 4].map(line => ['data/file0.json.gz', line])),
    );
    expect(result.errors.map(({ cause }) => String(cause)).join()).toContain('has no attribute partition_key, which is a key of table');
  });

  it('that is damaged says so', async () => {
    const files = makeExport([ids(50).map(id => row(id)), [row('whole')]]);
    const bytes = files.get('data/file0.json.gz') ?? new Uint8Array();
    const cut = await stage.db.importExport(given(new Map(files).set('data/file0.json.gz', bytes.subarray(0, bytes.byteLength - 20))));
    expect(cut).toMatchObject({ complete: false, errorCount: 1, stopped: undefined });
    expect(cut.errors[0]?.cause).toBeInstanceOf(ExportError);
    expect(await stage.row('whole')).toBeDefined();
    const other = makeExport([ids(50).map(id => row(id, young)), []]).get('data/file0.json.gz') ?? new Uint8Array();
    const swapped = await stage.db.importExport(given(new Map(files).set('data/file0.json.gz', other)));
    expect(swapped.errors.map(({ cause }) => String(cause)).join()).toContain('does not have the MD5');
    const less = makeExport([[row('s000')], [row('whole')]]).get('data/file0.json.gz') ?? new Uint8Array();
    const short = await stage.db.importExport(given(new Map(files).set('data/file0.json.gz', less)));
    expect(short.errors.map(({ cause }) => String(cause)).join()).toContain('has 1 items, and the manifest says 50');
  });

  it.each([
    [{ outputFormat: 'ION' }, 'Export the table as DYNAMODB_JSON'],
    [{ exportType: 'INCREMENTAL_EXPORT' }, 'Make a full export'],
  ])('of another kind is refused: %j', async (says, message) => {
    await expect(stage.db.importExport(given(makeExport([[row('a')]], says)))).rejects.toThrow(message);
  });

  it('that is not there, and options that are none, are refused by name', async () => {
    await expect(stage.db.importExport(exportFolder(join(folder, 'none')))).rejects.toBeInstanceOf(ExportError);
    await expect(stage.db.importExport(given(new Map([['manifest-summary.json', Buffer.from('{}')]])))).rejects.toThrow(
      'not what DynamoDB writes',
    );
    const source = given(makeExport([[row('a')]]));
    for (const [options, message] of [
      [{ tier: 'cold' }, '`tier` is one of hot, by-age, archived'],
      [{ table: 'others' }, 'there is no table others. There are user_sessions'],
      [{ maxItems: 1.5 }, 'maxItems'],
      [{ writeCapacityPerSecond: 0 }, 'writeCapacityPerSecond'],
      [{ overWrite: true }, 'overWrite'],
    ] as const) {
      const call = stage.db.importExport(source, options as never);
      await expect(call).rejects.toThrow(message);
      await expect(call).rejects.toBeInstanceOf(ConfigurationError);
    }
    expect(await stage.row('a')).toBeUndefined();
  });
});

describe('an import', () => {
  it('that was stopped goes on where it was, and not another', async () => {
    let kept: string | undefined;
    const keep = async (text: string | undefined): Promise<void> => {
      kept = text;
    };
    const checkpoints: CheckpointStore = { load: async () => kept, save: keep, clear: () => keep(undefined) };
    const db = stage.with({ archivalConfig: { layout: 'packed' } });
    const many = ids(260);
    const source = given(makeExport([many.slice(0, 210).map(id => row(id)), many.slice(210).map(id => row(id))]));
    const first = await db.importExport(source, { checkpoints, maxItems: 150, tier: 'by-age' });
    expect(first).toMatchObject({ itemsRead: 150, complete: false, stopped: 'max-items', checkpoint: kept, errorCount: 0 });
    await expect(db.importExport(source, { checkpoints })).rejects.toBeInstanceOf(CheckpointError);
    await expect(db.importExport(source, { resumeFrom: 'nonsense' })).rejects.toBeInstanceOf(CheckpointError);
    const abort = new AbortController();
    const stopped = await db.importExport(source, {
      checkpoints,
      tier: 'by-age',
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    expect(stopped).toMatchObject({ complete: false, stopped: 'signal', errorCount: 0 });
    const last = await db.importExport(source, { checkpoints, tier: 'by-age' });
    expect(last).toMatchObject({ complete: true, errorCount: 0 });
    expect(kept).toBeUndefined();
    expect(last.itemsRead).toBeLessThan(260);
    expect(first.itemsImported + stopped.itemsImported + last.itemsImported).toBe(260);
    expect(await stage.db.verifyArchive()).toMatchObject({ clean: true });
  });

  it('whose time is up says so, and nobody waits for what it does not get', async () => {
    const files = makeExport([[row('a')]]);
    const source: ExportSource = {
      ...given(files),
      open: async (path, signal) => {
        if (!path.includes('data/')) return given(files).open(path, signal);
        return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      },
    };
    const result = await stage.db.importExport(source, { timeoutMs: 300 });
    expect(result).toMatchObject({ itemsRead: 0, errorCount: 0, complete: false, stopped: 'deadline' });
  });

  it('lands what is to go into packs when its time comes near its end', async () => {
    const files = makeExport([[row('a')], [row('b', young)], [row('c', young)]]);
    const timer = landingTimer(30_000);
    let opened = 0;
    const source: ExportSource = {
      ...given(files),
      open: async (path, signal) => {
        if (path.includes('data/')) opened += 1;
        if (opened === 2) timer.fire();
        return given(files).open(path, signal);
      },
    };
    const db = stage.with({ archivalConfig: { layout: 'packed', segments: 1 } });
    const result = await db.importExport(source, { tier: 'by-age', timeoutMs: 30_000 }).finally(() => timer.stop());
    expect(result).toMatchObject({ itemsArchived: 1, errorCount: 0, complete: false, stopped: 'deadline' });
    const rest = await db.importExport(source, { tier: 'by-age', resumeFrom: result.checkpoint });
    expect(rest).toMatchObject({ itemsArchived: 0, itemsExisting: 0, complete: true });
  });

  it('refuses options that it cannot keep to, before it reads anything', async () => {
    const source = { name: 'none', open: () => Promise.reject(new Error('opened')) };
    for (const options of [{ checkpoints: {} }, { timeoutMs: 0 }, { timoutMs: 5 }] as object[])
      await expect(stage.db.importExport(source, options)).rejects.toBeInstanceOf(ConfigurationError);
    for (const options of [{ checkpoints: {} }, { timeoutMs: -1 }, { timoutMs: 5 }] as object[])
      await expect(stage.db.migrateArchive(options)).rejects.toBeInstanceOf(ConfigurationError);
  });

  it('beside writers loses none of their writes', async () => {
    const many = ids(40);
    let saved: Promise<unknown> | undefined;
    stop = intercept(servers.dynamoDb, 'PutItem', async ({ input, send }) => {
      if (input.ReturnConsumedCapacity === undefined) return send(); // a writer
      saved ??= stage.save('s001', 's030');
      await saved;
      return send();
    });
    const result = await stage.db.importExport(given(makeExport([many.map(id => row(id))])), { tier: 'by-age' });
    expect(result).toMatchObject({ itemsImported: 38, itemsExisting: 2, errorCount: 0 });
    expect((await stage.row('s001'))?.raw).toBeUndefined();
  });

  it('whose answer is lost counts a row that it archived as its own', async () => {
    stop = intercept(servers.dynamoDb, 'PutItem', async ({ send, count }) => {
      const answer = await send();
      if (count === 1) throw serverError();
      return answer;
    });
    expect(await stage.db.importExport(given(makeExport([[row('a')]])), { tier: 'archived' })).toMatchObject({
      itemsArchived: 1,
      itemsExisting: 0,
    });
  });

  it('waits for a transaction that has the row', async () => {
    stop = intercept(servers.dynamoDb, 'PutItem', ({ count, send }) => (count <= 2 ? Promise.reject(transactionConflict()) : send()));
    expect(await stage.db.importExport(given(makeExport([[row('a')]])), { tier: 'hot' })).toMatchObject({
      itemsImported: 1,
      errorCount: 0,
    });
  });

  it('reads a file anew whose bytes break off, from where it was', async () => {
    const files = makeExport([ids(300).map(id => row(id))]);
    const whole = given(files);
    let opened = 0;
    const source: ExportSource = {
      name: 'breaking',
      open: async (path, signal) => {
        const bytes = await whole.open(path, signal);
        if (!path.startsWith('data/')) return bytes;
        opened += 1;
        const breaks = opened === 1;
        return (async function* () {
          let chunks = 0;
          for await (const chunk of bytes) {
            chunks += 1;
            if (breaks && chunks > 2) throw new Error('socket hang up');
            yield chunk;
          }
        })();
      },
    };
    expect(await stage.db.importExport(source)).toMatchObject({ itemsImported: 300, itemsExisting: 0, errorCount: 0, complete: true });
    expect(opened).toBe(2);
  });
});
