import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  beginsWith,
  CheckpointError,
  type CheckpointStore,
  ConfigurationError,
  HydrationError,
  type ReplacedObject,
  UnarchivableItemError,
} from '@tempest-ts/hybrid';
import { type ClockedServers, startClockedServers } from '../support/clocked-stage.js';
import { intercept, serverError, transactionConflict } from '../support/intercept.js';
import { old, Stage } from '../support/stage.js';
import { archiveAsLegacy } from './legacy-rows.js';
import { movedDb } from './moved-sessions.js';

let servers: ClockedServers;
let stage: Stage;
let stop = (): void => undefined;

beforeAll(async () => {
  servers = await startClockedServers();
});
beforeEach(async () => {
  stage = await Stage.create(servers);
});
afterEach(() => {
  stop();
  stop = () => undefined;
});
afterAll(() => servers.stop());

const packed = { archivalConfig: { layout: 'packed' } } as const;
const legacy = { legacyPointers: true } as const;
const data = (id: string): string => `data of ${id} `.repeat(20);

describe('rows of an earlier system', () => {
  it('come to name objects of our own, keep what indexes need, and read the same before and after', async () => {
    await archiveAsLegacy(stage, ['a', 'b'], { seen: { N: '7' } });
    const db = stage.with(legacy);
    const read = () => db.users.sessions.scan().then(({ contents }) => contents);
    const before = await read();
    const replaced: ReplacedObject[] = [];
    expect(await db.migrateArchive({ dryRun: true })).toMatchObject({
      itemsMigrated: 2,
      objectsWritten: 2,
      bytesStored: 0,
      complete: true,
    });
    expect(await stage.objects()).toHaveLength(2);
    const result = await db.migrateArchive({ onReplace: object => void replaced.push(object) });
    expect(result).toMatchObject({
      dryRun: false,
      itemsProcessed: 2,
      itemsMigrated: 2,
      reasons: { legacy: 2, layout: 0, key: 0 },
      objectsWritten: 2,
      errorCount: 0,
      complete: true,
      stopped: undefined,
      checkpoint: undefined,
    });
    const row = await stage.row('a');
    expect(row).toEqual({
      ...stage.rawKey('a'),
      user_group: { S: 'g' },
      createdAt: { S: old.toISOString() },
      s3Key: { S: expect.stringMatching(`^${stage.prefix}sessions/user/a\\.json~[\\w-]{22}$`) },
      s3Archive: { M: expect.objectContaining({ a: { S: expect.any(String) } }) },
    });
    // As an archiver of today would have left it: no option is needed to read it, nor its earlier object.
    const after = (await stage.db.users.sessions.scan()).contents;
    expect(after.map(({ s3Key: _, ...item }) => item)).toEqual(before.map(({ s3Key: _, ...item }) => item));
    expect((await stage.db.users.recent.query(beginsWith({ userGroup: 'g' }))).contents).toHaveLength(2);
    expect(replaced).toContainEqual({
      bucketName: servers.bucketName,
      s3Key: `${stage.prefix}sessions/user/a.json`,
      table: stage.table,
      key: stage.rawKey('a'),
    });
    expect(await stage.objects()).toHaveLength(4);
    expect(await stage.db.verifyArchive()).toMatchObject({ clean: true, objects: { referenced: 2, foreign: 2 } });
    expect(await stage.db.restore('all')).toMatchObject({ itemsRestored: 2 });
    expect(await stage.row('a')).toMatchObject({ seen: { N: '7' }, tags: { L: [{ S: 'a' }, { M: { b: { N: '1.5' } } }] } });
    expect(await db.migrateArchive()).toMatchObject({ itemsProcessed: 0, complete: true });
  });

  it('go straight into packs where that is the layout', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `s${index}`);
    await archiveAsLegacy(stage, ids);
    const result = await stage.with({ ...legacy, ...packed }).migrateArchive();
    expect(result).toMatchObject({ itemsMigrated: 30, objectsWritten: 1, reasons: { legacy: 30 } });
    expect((await stage.load('s17'))?.sessionData).toBe('legacy s17 '.repeat(20));
    expect(await stage.db.verifyArchive()).toMatchObject({ clean: true, objects: { referenced: 1 } });
  });

  it('whose object cannot be read, or whose attribute is in the way, are listed and stay', async () => {
    await archiveAsLegacy(stage, ['a', 'b', 'c']);
    await stage.putRaw({ ...stage.rawKey('a'), _s3_pointer: { S: `s3://${stage.prefix}sessions/user/gone.json` } });
    await stage.updateRaw('b', 'SET s3Key = :x', { ':x': { S: 'mine' } });
    const before = [await stage.row('a'), await stage.row('b')];
    const result = await stage.with(legacy).migrateArchive();
    expect(result).toMatchObject({ itemsMigrated: 1, errorCount: 2, complete: true });
    const causes = result.errors.map(({ cause }) => cause);
    expect(causes).toContainEqual(expect.any(HydrationError));
    expect(causes).toContainEqual(expect.any(UnarchivableItemError));
    expect([await stage.row('a'), await stage.row('b')]).toEqual(before);
    const unread = await stage.db.migrateArchive();
    expect(unread.errors.map(({ cause }) => String(cause))).toContainEqual(expect.stringContaining('legacyPointers: true'));
  });

  it('of more attributes than one request brings back can be brought back afterwards', async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`attribute${index}`, 'x'.repeat(index)]));
    await stage.putObject('sessions/user/a.json', Buffer.from(JSON.stringify({ ...many, sessionData: 'd', createdAt: old.toISOString() })));
    await stage.putRaw({ ...stage.rawKey('a'), _s3_pointer: { S: `s3://${stage.prefix}sessions/user/a.json` } });
    const db = stage.with(legacy);
    expect((await db.restore('all')).errorCount).toBe(1);
    expect(await db.migrateArchive()).toMatchObject({ itemsMigrated: 1 });
    expect(await db.restore('all')).toMatchObject({ itemsRestored: 1, errorCount: 0 });
    const row = await stage.row('a');
    for (const [name, text] of Object.entries(many)) expect(row?.[name]).toEqual({ S: text });
  });

  it('stay where whoever is told of their objects does not take the word', async () => {
    await archiveAsLegacy(stage, ['a']);
    const before = await stage.row('a');
    const onReplace = (): never => {
      throw new Error('the disk is full');
    };
    expect(await stage.with(legacy).migrateArchive({ onReplace })).toMatchObject({ errorCount: 1, itemsMigrated: 0 });
    expect(await stage.row('a')).toEqual(before);
  });
});

describe('another layout', () => {
  const ids = Array.from({ length: 30 }, (_, index) => `s${String(index).padStart(3, '0')}`);

  it('is taken and given up again, every item the same, the old objects left to the sweeper', async () => {
    await stage.archive(...ids);
    await stage.updateRaw('s005', 'SET extra = :x', { ':x': { S: 'x' } });
    const before = await Promise.all(ids.map(id => stage.load(id)));
    const pointer = (await stage.row('s000'))?.s3Archive?.M;
    const packing = stage.with(packed);
    expect(await packing.migrateArchive({ dryRun: true })).toMatchObject({
      itemsMigrated: 30,
      objectsWritten: 1,
      reasons: { layout: 30 },
    });
    const only = ['legacy', 'layout', 'key'] as const; // what a row has gained stays in it
    const result = await packing.migrateArchive({ only });
    expect(result).toMatchObject({ itemsMigrated: 30, objectsWritten: 1, itemsSkipped: 0, errorCount: 0, complete: true });
    const { v: _v, a: _a, o: _o, l: _l, i: _i, ...same } = (await stage.row('s000'))?.s3Archive?.M ?? {};
    expect(pointer).toMatchObject(same); // the same words, of another place
    expect((await stage.row('s005'))?.extra).toEqual({ S: 'x' });
    expect(await packing.verifyArchive()).toMatchObject({ clean: true, objects: { referenced: 1, orphaned: 30 } });
    expect(await packing.migrateArchive({ only })).toMatchObject({ itemsMigrated: 0, itemsCurrent: 30, objectsWritten: 0 });

    expect(await stage.db.migrateArchive()).toMatchObject({ itemsMigrated: 30, objectsWritten: 30, reasons: { layout: 30 } });
    const items = await Promise.all(ids.map(id => stage.load(id)));
    const plain = (item: object | undefined) => ({ ...item, s3Key: undefined });
    expect(items.map(plain)).toEqual(before.map(plain));
    await stage.db.sweepOrphans();
    servers.pass(36);
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsSwept: 31 });
    expect((await stage.load('s029'))?.sessionData).toBe(data('s029'));
  });

  it('beside another run of its own moves each item once', async () => {
    await stage.archive(...ids.slice(0, 20));
    const results = await Promise.all([stage.with(packed).migrateArchive(), stage.with(packed).migrateArchive()]);
    expect(results.reduce((sum, { itemsMigrated }) => sum + itemsMigrated, 0)).toBe(20);
    expect(await stage.db.verifyArchive()).toMatchObject({ clean: true });
  });
});

describe('another key template', () => {
  it('is moved to, and both are readable meanwhile, by old code and new', async () => {
    await stage.archive('a', 'b', 'c');
    const db = movedDb(stage);
    expect(await db.migrateArchive({ maxItems: 1 })).toMatchObject({ itemsMigrated: 1, complete: false, stopped: 'max-items' });
    for (const id of ['a', 'b', 'c']) {
      expect((await stage.load(id))?.sessionData).toBe(data(id));
      expect((await db.users.sessions.load(stage.key(id)))?.sessionData).toBe(data(id));
    }
    expect(await db.migrateArchive()).toMatchObject({ itemsMigrated: 2, itemsCurrent: 1, reasons: { key: 2 }, complete: true });
    const year = old.getUTCFullYear();
    expect((await stage.row('b'))?.s3Key?.S).toBe(`${stage.prefix}moved/${year}/user/b.json`);
    expect(await db.verifyArchive()).toMatchObject({ clean: true, objects: { referenced: 3, orphaned: 3 } });
    // Rows that were archived under other declarations say themselves what they keep.
    expect(await stage.db.migrateArchive()).toMatchObject({ itemsMigrated: 3 });
    expect((await stage.row('b'))?.s3Key?.S).toMatch(`${stage.prefix}sessions/user/b.json~`);
    expect((await stage.load('b'))?.sessionData).toBe(data('b'));
  });

  it('of packs is moved to', async () => {
    await stage.archive('a', 'b');
    await stage.with(packed).migrateArchive();
    const elsewhere = stage.with({ archivalConfig: { layout: 'packed', packKeyTemplate: 'elsewhere/{yyyy}/{run}/{attempt}.gz' } });
    expect(await elsewhere.migrateArchive()).toMatchObject({ itemsMigrated: 2, reasons: { key: 2 } });
    expect((await stage.row('a'))?.s3Key?.S).toContain(`${stage.prefix}elsewhere/`);
    expect(await elsewhere.migrateArchive()).toMatchObject({ itemsMigrated: 0, itemsCurrent: 2 });
  });
});

describe('a run', () => {
  it('loses nothing that is written meanwhile', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    await archiveAsLegacy(stage, ids, { seen: { N: '7' } });
    const db = stage.with(legacy);
    let changed: Promise<void> | undefined;
    const change = async (): Promise<void> => {
      await db.users.sessions.save({ ...stage.key('a'), sessionData: 'new', createdAt: old });
      await db.users.sessions.update(stage.key('b'), u => u.userGroup.set('new'));
      await db.users.sessions.deleteKey(stage.key('c'));
      await stage.updateRaw('d', 'SET extra = :x, user_group = :g', { ':x': { S: 'x' }, ':g': { S: 'raw' } });
      await stage.updateRaw('e', 'SET seen = :x', { ':x': { N: '8' } });
    };
    stop = intercept(servers.dynamoDb, 'UpdateItem', async ({ input, send }) => {
      if (input.ReturnConsumedCapacity === undefined) return send(); // a change
      changed ??= change();
      await changed;
      return send();
    });
    expect(await db.migrateArchive()).toMatchObject({ itemsMigrated: 2, itemsSkipped: 4, errorCount: 0, complete: true });
    expect((await stage.row('a'))?.s3Archive).toBeUndefined();
    expect(await db.users.sessions.load(stage.key('a'))).toMatchObject({ sessionData: 'new' });
    expect(await db.users.sessions.load(stage.key('b'))).toMatchObject({ userGroup: 'new', sessionData: 'legacy b '.repeat(20) });
    expect(await stage.row('c')).toBeUndefined();
    expect(await stage.row('d')).toMatchObject({ extra: { S: 'x' }, user_group: { S: 'raw' } });
    expect(await stage.row('e')).toMatchObject({ seen: { N: '8' }, _s3_pointer: expect.anything() }); // what was to go into the object had changed: the next run
    // And the row that has gained an attribute since.
    expect(await db.migrateArchive()).toMatchObject({ itemsMigrated: 2, reasons: { legacy: 1, grown: 1 }, errorCount: 0 });
    await db.restore('all');
    expect(await stage.row('e')).toMatchObject({ seen: { N: '8' } });
    expect(await stage.row('d')).toMatchObject({ extra: { S: 'x' }, user_group: { S: 'raw' }, seen: { N: '7' } });
  });

  it('into packs reads few objects at once of whose size rows say nothing', async () => {
    const ids = Array.from({ length: 25 }, (_, number) => `s${number + 10}`);
    await archiveAsLegacy(stage, ids);
    let [reading, most] = [0, 0];
    // Middleware of any client is of the same kind.
    stop = intercept(servers.s3 as never, 'GetObject', async ({ send }) => {
      reading += 1;
      most = Math.max(most, reading);
      await new Promise(resolve => setTimeout(resolve, 20));
      return send().finally(() => {
        reading -= 1;
      });
    });
    expect(await stage.with({ ...legacy, ...packed }).migrateArchive()).toMatchObject({ itemsMigrated: 25, objectsWritten: 1 });
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(10); // of 400 KB each
  });

  it('that was stopped goes on where it was, and not with another aim', async () => {
    let kept: string | undefined;
    const keep = async (text: string | undefined): Promise<void> => {
      kept = text;
    };
    const checkpoints: CheckpointStore = { load: async () => kept, save: keep, clear: () => keep(undefined) };
    await stage.archive('a', 'b', 'c');
    const abort = new AbortController();
    const onProgress = (): void => abort.abort();
    const first = await stage.with(packed).migrateArchive({ checkpoints, maxItems: 1 });
    expect(first).toMatchObject({ itemsMigrated: 1, complete: false, stopped: 'max-items', checkpoint: kept });
    await expect(stage.db.migrateArchive({ checkpoints })).rejects.toThrow(/targets differ/);
    await expect(stage.with(packed).migrateArchive({ checkpoints, only: ['key'] })).rejects.toBeInstanceOf(CheckpointError);
    await expect(stage.db.restore('all', { resumeFrom: kept })).rejects.toBeInstanceOf(CheckpointError);
    const dry = await stage.with(packed).migrateArchive({ checkpoints, dryRun: true });
    expect(dry).toMatchObject({ itemsMigrated: 2, complete: true });
    expect(kept).toBe(first.checkpoint);
    expect(await stage.with(packed).migrateArchive({ checkpoints, signal: abort.signal, onProgress })).toMatchObject({ errorCount: 0 });
    expect(await stage.with(packed).migrateArchive({ checkpoints })).toMatchObject({ complete: true });
    expect(kept).toBeUndefined();
    expect(await stage.with(packed).migrateArchive()).toMatchObject({ itemsCurrent: 3, itemsMigrated: 0 });
  });

  it('whose answer is lost looks whether it landed', async () => {
    await stage.archive('a');
    stop = intercept(servers.dynamoDb, 'UpdateItem', async ({ send, count }) => {
      const answer = await send();
      if (count === 1) throw serverError();
      return answer;
    });
    expect(await stage.with(packed).migrateArchive()).toMatchObject({ itemsMigrated: 1, itemsSkipped: 0, errorCount: 0 });
    expect((await stage.load('a'))?.sessionData).toBe(data('a'));
  });

  it('waits for a transaction that has the row', async () => {
    await stage.archive('a');
    stop = intercept(servers.dynamoDb, 'UpdateItem', ({ count, send }) => (count <= 2 ? Promise.reject(transactionConflict()) : send()));
    expect(await stage.with(packed).migrateArchive()).toMatchObject({ itemsMigrated: 1, itemsSkipped: 0, errorCount: 0 });
  });

  it('sends nothing that comes later than maxAttemptAge', async () => {
    await stage.archive('a');
    const before = await stage.row('a');
    const db = stage.with({ archivalConfig: { ...packed.archivalConfig, maxAttemptAge: { seconds: 0.001 } } });
    const result = await db.migrateArchive();
    expect(result).toMatchObject({ itemsMigrated: 0, errorCount: 1 });
    expect(result.errors[0]?.cause).toMatchObject({ code: 'ATTEMPT_EXPIRED', outcome: 'not-applied' });
    expect(await stage.row('a')).toEqual(before);
  });

  it('puts right only what it is asked to', async () => {
    await archiveAsLegacy(stage, ['l']);
    await stage.archive('a').catch(() => undefined);
    const db = stage.with({ ...legacy, ...packed });
    expect(await db.migrateArchive({ only: ['legacy'] })).toMatchObject({
      itemsMigrated: 1,
      itemsCurrent: 1,
      reasons: { legacy: 1, layout: 0 },
    });
    expect(await db.migrateArchive({ only: ['layout'] })).toMatchObject({ itemsMigrated: 1, itemsCurrent: 1, reasons: { layout: 1 } });
  });

  it('tells the capacity that it took', async () => {
    await stage.archive('a', 'b', 'c');
    const result = await stage.with(packed).migrateArchive({ writeCapacityPerSecond: 50, readCapacityPerSecond: 50 });
    expect(result.itemsMigrated).toBe(3);
    expect(result.capacity.write).toBeGreaterThanOrEqual(3);
    expect(result.capacity.read).toBeGreaterThan(0);
  });

  it.each([
    [{ only: ['keys'] }, 'There is no keys'],
    [{ only: [] }, '`only` lists some of'],
    [{ maxItems: 0 }, 'maxItems'],
    [{ writeCapacityPerSecond: -1 }, 'writeCapacityPerSecond'],
    [{ checkpoints: {} }, 'CheckpointStore'],
    [{ dryrun: true }, 'dryrun'],
  ])('refuses %j', async (options, message) => {
    const call = stage.db.migrateArchive(options as never);
    await expect(call).rejects.toThrow(message);
    await expect(call).rejects.toBeInstanceOf(ConfigurationError);
  });
});
