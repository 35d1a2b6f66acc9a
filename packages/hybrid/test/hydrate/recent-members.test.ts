import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { RecentMembers } from '../../src/hydrate/recent-members.js';
import { FakeObjects, readOf } from '../cache/fake-objects.js';
import { Stage } from '../support/stage.js';

const ids = Array.from({ length: 300 }, (_, number) => `s${String(number).padStart(3, '0')}`);
const DAY_MS = 86_400_000;

describe('a run over packed items', () => {
  let servers: LocalServers;
  beforeAll(async () => {
    servers = await startLocalServers();
  });
  afterAll(() => servers.stop());

  it('reads each of their members about once, however its items come to be dealt with', async () => {
    const packed = { archivalConfig: { layout: 'packed', concurrency: 8 } } as const;
    const stage = await Stage.create(servers, packed);
    await stage.archive(...ids);
    const reads = () => stage.s3.requests.count('GetObject');
    let before = reads();
    expect(await stage.db.restore('all', { notAgainBefore: new Date(Date.now() - DAY_MS) })).toMatchObject({ itemsRestored: 300 });
    expect(reads() - before).toBeLessThanOrEqual(4);
    await stage.db.archiveOldData();
    before = reads();
    const elsewhere = stage.with({ archivalConfig: { ...packed.archivalConfig, packKeyTemplate: 'packs/{run}/{attempt}.gz' } });
    expect(await elsewhere.migrateArchive()).toMatchObject({ itemsMigrated: 300 });
    expect(reads() - before).toBeLessThanOrEqual(4);
  });
});

describe('members that are held', () => {
  const part = (s3Key: string, expectedBytes = 10) => ({ ...readOf(s3Key), offset: 0, expectedBytes });
  const open = async () => 'opened';
  const read = (recent: RecentMembers, s3Key: string, expectedBytes?: number) => recent.read(part(s3Key, expectedBytes), open, undefined);

  it('are few, and those that were read last', async () => {
    const source = new FakeObjects();
    const recent = new RecentMembers(source);
    const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    for (const key of [...keys, 'a', 'i', 'a', 'b']) expect(await read(recent, key)).toBe('opened');
    expect(source.reads).toEqual([...keys, 'i', 'b']);
  });

  it('are fewer where they are large', async () => {
    const source = new FakeObjects();
    const recent = new RecentMembers(source);
    for (const key of ['a', 'b', 'c', 'c', 'a']) await read(recent, key, 2 * 1024 * 1024);
    expect(source.reads).toEqual(['a', 'b', 'c', 'a']);
  });

  it('are none that could not be read', async () => {
    const source = new FakeObjects();
    const recent = new RecentMembers(source);
    source.failing = true;
    await expect(read(recent, 'a')).rejects.toThrow('S3 is away');
    source.failing = false;
    expect(await read(recent, 'a')).toBe('opened');
  });

  it('are no objects of one item', async () => {
    const source = new FakeObjects();
    const recent = new RecentMembers(source);
    for (let time = 0; time < 2; time += 1) await recent.read(readOf('a'), open, undefined);
    expect(source.reads).toEqual(['a', 'a']);
  });
});
