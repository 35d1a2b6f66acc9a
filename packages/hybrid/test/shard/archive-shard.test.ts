import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ArchiveShard, CheckpointError, type CheckpointStore, type ShardResult, sumArchivalResults } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { limitPages } from '../support/limit-pages.js';
import { old, Stage } from '../support/stage.js';
import { ITEMS, manyUsers, namedKeys, sessionData, throughJson } from './shard-stage.js';

const DAY_MS = 86_400_000;
let servers: LocalServers;
let wholePages = (): void => undefined;

beforeAll(async () => {
  servers = await startLocalServers();
});
afterEach(() => {
  wholePages();
  wholePages = () => undefined;
});
afterAll(() => servers.stop());

async function inTurn(stage: Stage, shards: readonly ArchiveShard[]): Promise<readonly ShardResult[]> {
  const results: ShardResult[] = [];
  for (const shard of shards) results.push(await stage.db.archiveShard(shard));
  return results;
}

/** A store that a worker shares with the one that goes on after it. */
class SharedStore implements CheckpointStore {
  text: string | undefined;
  async load() {
    return this.text;
  }
  async save(text: string) {
    this.text = text;
  }
  async clear() {
    this.text = undefined;
  }
}

describe('the shards of a run', () => {
  it('archive in any order, each alone, what one run would, and once more nothing', async () => {
    const stage = await manyUsers(servers);
    const shards = throughJson(await stage.db.planShards({ segments: 7 }));
    const results = await inTurn(stage, [...shards].reverse());
    expect(results.filter(({ itemsArchived }) => itemsArchived > 0).length).toBeGreaterThan(3);
    const total = await sumArchivalResults(results);
    expect(total).toMatchObject({
      itemsArchived: ITEMS,
      rowsScanned: ITEMS,
      errorCount: 0,
      complete: true,
      results: 7,
      shards: { count: 7, complete: 7 },
      unfinished: [],
      tables: [{ table: stage.table, entity: 'UserSession', itemsArchived: ITEMS }],
    });
    const objects = await stage.objects();
    expect(objects).toHaveLength(ITEMS);
    expect(await sumArchivalResults(await inTurn(stage, shards))).toMatchObject({ itemsArchived: 0, itemsProcessed: 0, complete: true });
    expect(await stage.objects()).toEqual(objects);
    expect((await sessionData(stage)).size).toBe(ITEMS);
  });

  it('run side by side, twice each and beside a whole run, and leave every item archived once', async () => {
    const stage = await manyUsers(servers, { batchSwaps: true });
    const shards = throughJson(await stage.db.planShards({ segments: 5 }));
    const other = stage.with();
    const results = await Promise.all([
      ...shards.map(shard => stage.db.archiveShard(shard)),
      ...shards.map(shard => other.archiveShard(shard)),
      stage.with().archiveOldData(),
    ]);
    expect(await sumArchivalResults(results)).toMatchObject({ itemsArchived: ITEMS, errorCount: 0, complete: true });
    const named = await namedKeys(stage);
    expect(named).toHaveLength(ITEMS);
    expect(new Set(named).size).toBe(ITEMS);
    expect(await stage.objects()).toEqual(expect.arrayContaining(named.map(key => key.slice(stage.prefix.length))));
    expect((await sessionData(stage)).size).toBe(ITEMS);
  });

  it('agree on what is old, however late one of them is done', async () => {
    let now = new Date();
    const stage = await Stage.create(servers, { clock: () => now });
    await stage.save('old');
    await stage.db.users.sessions.save({ ...stage.key('soon'), sessionData: 'x', createdAt: new Date(Date.now() - 364.5 * DAY_MS) });
    const shards = await stage.db.planShards({ segments: 2 });
    now = new Date(Date.now() + 2 * DAY_MS);
    expect(await sumArchivalResults(await inTurn(stage, shards))).toMatchObject({ itemsArchived: 1, complete: true });
    expect(await stage.row('soon')).not.toHaveProperty('s3Archive');
    expect(await sumArchivalResults(await inTurn(stage, await stage.db.planShards()))).toMatchObject({ itemsArchived: 1 });
  });

  it('fill packs of their own', async () => {
    const stage = await manyUsers(servers, { layout: 'packed' });
    const shards = throughJson(await stage.db.planShards({ segments: 4 }));
    const results = await Promise.all(shards.map(shard => stage.db.archiveShard(shard)));
    expect(await sumArchivalResults(results)).toMatchObject({ itemsArchived: ITEMS, complete: true });
    expect(await stage.objects()).toHaveLength(results.filter(({ itemsArchived }) => itemsArchived > 0).length);
    expect((await sessionData(stage)).size).toBe(ITEMS);
  });

  it('find old items by an index: the partitions that are named, or segments of all of it', async () => {
    const stage = await manyUsers(servers);
    const named = throughJson(await stage.db.planShards({ ageIndexes: [{ index: 'by_created', partitions: ['g0', 'g2'] }] }));
    expect(named).toMatchObject([
      { segment: 0, totalSegments: 2, ageIndex: { index: 'by_created', partition: { S: 'g0' } } },
      { segment: 1, totalSegments: 2, ageIndex: { index: 'by_created', partition: { S: 'g2' } } },
    ]);
    const results = await inTurn(stage, named);
    expect(results.map(({ itemsArchived, rowsScanned }) => [itemsArchived, rowsScanned])).toEqual([
      [30, 30],
      [30, 30],
    ]);
    const rest = await stage.db.planShards({ segments: 4, ageIndexes: [{ index: 'by_created' }] });
    expect(await sumArchivalResults(await inTurn(stage, rest))).toMatchObject({ itemsArchived: 30, complete: true, results: 4 });
  });
});

describe('a shard that ends before it is done', () => {
  it('is gone on from by its checkpoint, without reading again what was dealt with', async () => {
    const stage = await manyUsers(servers);
    wholePages = limitPages(servers.dynamoDb, 6);
    const [shard] = throughJson(await stage.db.planShards({ segments: 1 }));
    if (!shard) throw new Error('no shard');
    const results: ShardResult[] = [];
    for (let checkpoint: string | undefined, calls = 0; calls < 20; calls += 1) {
      const abort = new AbortController();
      const result = await stage.db.archiveShard(shard, {
        ...(checkpoint !== undefined && { checkpoint }),
        signal: abort.signal,
        onProgress: ({ itemsArchived }) => {
          if (itemsArchived >= 20) abort.abort();
        },
      });
      results.push(result);
      if (result.complete) break;
      expect(result).toMatchObject({ stopped: 'signal', checkpoint: expect.any(String) });
      checkpoint = result.checkpoint;
    }
    expect(results.length).toBeGreaterThan(3);
    expect(await sumArchivalResults(results)).toMatchObject({
      itemsArchived: ITEMS,
      rowsScanned: ITEMS,
      complete: true,
      shards: { complete: 1 },
    });
    expect(await sumArchivalResults(results.slice(0, -1))).toMatchObject({ complete: false, unfinished: [{ run: shard.run, index: 0 }] });
  });

  it('says so at its deadline, and its store has where to go on', async () => {
    const stage = await manyUsers(servers);
    const checkpoint = new SharedStore();
    const [shard] = await stage.db.planShards({ segments: 1 });
    if (!shard) throw new Error('no shard');
    const late = await stage.db.archiveShard(shard, { checkpoint, deadline: new Date(Date.now() - 1) });
    expect(late).toMatchObject({ complete: false, stopped: 'deadline', itemsArchived: 0, shard });
    wholePages = limitPages(servers.dynamoDb, 6);
    const some = await stage.db.archiveShard(shard, { checkpoint, maxItems: 20 });
    expect(some).toMatchObject({ complete: false, stopped: 'max-items', itemsArchived: 20 });
    expect(checkpoint.text).toBe(some.checkpoint);
    const rest = await stage.db.archiveShard(shard, { checkpoint });
    expect(rest).toMatchObject({ complete: true, itemsArchived: ITEMS - 20 });
    expect(rest.rowsScanned).toBeLessThan(ITEMS);
    expect(checkpoint.text).toBeUndefined();
  });

  it('is not gone on from by the checkpoint of another shard, nor by that of a whole run', async () => {
    const stage = await manyUsers(servers);
    const [first, second] = await stage.db.planShards({ segments: 2 });
    if (!first || !second) throw new Error('no shards');
    wholePages = limitPages(servers.dynamoDb, 6);
    const { checkpoint } = await stage.db.archiveShard(first, { maxItems: 10 });
    expect(checkpoint).toEqual(expect.any(String));
    await expect(stage.db.archiveShard(second, { checkpoint })).rejects.toBeInstanceOf(CheckpointError);
    const whole = await stage.db.archiveOldData({ maxItems: 10 });
    await expect(stage.db.archiveShard(first, { checkpoint: whole.checkpoint })).rejects.toBeInstanceOf(CheckpointError);
    await expect(stage.db.archiveOldData({ resumeFrom: checkpoint })).rejects.toBeInstanceOf(CheckpointError);
  });
});

describe('limits', () => {
  it('of items count for one call, those of a fraction for the rows of one shard', async () => {
    const stage = await manyUsers(servers);
    const [first, second] = await stage.db.planShards({ segments: 2 });
    if (!first || !second) throw new Error('no shards');
    expect(await stage.db.archiveShard(first, { maxItems: 5 })).toMatchObject({ itemsArchived: 5, stopped: 'max-items' });
    expect(await stage.db.archiveShard(first, { maxItems: 5 })).toMatchObject({ itemsArchived: 5, stopped: 'max-items' });
    const run = stage.db.archiveShard(second, { maxFraction: 0.2 });
    await expect(run).rejects.toMatchObject({ code: 'ARCHIVE_FRACTION_EXCEEDED', message: expect.stringContaining(`shard ${second.id}`) });
    const { itemsArchived } = await run.catch(({ result }) => result);
    expect(itemsArchived).toBeGreaterThan(0);
    expect(itemsArchived).toBeLessThanOrEqual(0.2 * ITEMS); // of about half of the rows
  });

  it('of what moves belong to the run, and are refused for one shard', async () => {
    const stage = await manyUsers(servers);
    await stage.db.users.sessions.save({ ...stage.key('small'), sessionData: 'x', createdAt: old });
    const [shard] = await stage.db.planShards({ segments: 1, minItemBytes: 500 });
    if (!shard) throw new Error('no shard');
    await expect(stage.db.archiveShard(shard, { minItemBytes: 1 } as object)).rejects.toThrow('minItemBytes: there is no such option');
    expect(await stage.db.archiveShard(shard)).toMatchObject({ itemsArchived: ITEMS, itemsTooSmall: 1 });
  });
});
