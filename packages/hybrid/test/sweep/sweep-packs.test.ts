import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ClockedServers, startClockedServers } from '../support/clocked-stage.js';
import { Stage } from '../support/stage.js';

let servers: ClockedServers;
let stage: Stage;
let s3Key: string;

beforeAll(async () => {
  servers = await startClockedServers();
});
afterAll(() => servers.stop());

const packs = async (): Promise<readonly string[]> => (await stage.objects()).filter(key => key.startsWith('packs/'));

beforeEach(async () => {
  stage = await Stage.create(servers, { archivalConfig: { layout: 'packed' } });
  await stage.archive('a', 'b', 'c');
  [s3Key = ''] = await packs();
});

describe('a pack', () => {
  it('is kept while any row names it, however many of its items are dead', async () => {
    await stage.save('a', 'c');
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsSeen: 1, objectsRecorded: 0, errorCount: 0 });
    expect(await stage.db.verifyArchive()).toMatchObject({
      clean: true,
      entities: [{ itemsIntact: 1 }],
      objects: { referenced: 1, orphaned: 0, bytesReferenced: (await stage.object(s3Key)).bytes.byteLength },
    });
  });

  it('that no row names any more is deleted after the grace, and its key is free', async () => {
    await stage.save('a', 'b', 'c');
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsRecorded: 1 });
    servers.pass(34);
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsWaiting: 1, objectsSwept: 0 });
    servers.pass(2);
    const { bytes } = await stage.object(s3Key);
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsSwept: 1, bytesSwept: bytes.byteLength });
    expect(await stage.objects()).toEqual([]);
  });

  it('that a row names again meanwhile is spared', async () => {
    const pointer = await stage.row('b');
    await stage.save('a', 'b', 'c');
    await stage.db.sweepOrphans();
    servers.pass(36);
    await stage.putRaw(pointer ?? {});
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsSpared: 1, objectsSwept: 0 });
    expect((await stage.load('b'))?.sessionData).toBe('data of b '.repeat(20));
  });

  it('of another table is not touched', async () => {
    const other = await Stage.create(servers, { archivalConfig: { layout: 'packed' } });
    const { bytes, metadata } = await other.object('x').catch(() => stage.object(s3Key));
    await other.putObject('packs/foreign.json.gz', bytes, metadata);
    expect(await other.db.sweepOrphans()).toMatchObject({ objectsForeign: 1, objectsRecorded: 0 });
  });

  it('that is damaged is listed, not swept', async () => {
    await stage.save('a', 'b', 'c');
    const { bytes, metadata } = await stage.object(s3Key);
    await stage.putObject(s3Key, bytes.fill(7, bytes.byteLength - 20), metadata);
    expect(await stage.db.sweepOrphans()).toMatchObject({ objectsRecorded: 0, errorCount: 1 });
    expect(await stage.db.verifyArchive()).toMatchObject({
      clean: false,
      problems: [{ kind: 'unreadable', s3Key: `${stage.prefix}${s3Key}` }],
    });
  });
});

describe('what is done to whole archives', () => {
  it('restores every item of packs, or some', async () => {
    const { sessions } = stage.db.users;
    expect(await stage.db.restore([sessions.key(stage.key('b'))])).toMatchObject({ itemsRestored: 1, errorCount: 0 });
    expect(await stage.db.restore('all')).toMatchObject({ itemsRestored: 2, errorCount: 0 });
    for (const id of ['a', 'b', 'c']) expect(await stage.row(id)).toMatchObject({ sessionData: { S: `data of ${id} `.repeat(20) } });
    expect((await stage.row('a'))?.s3Archive).toBeUndefined();
  });

  it('tells what cannot be read: a member that is damaged, and a pack that is gone', async () => {
    const { bytes, metadata } = await stage.object(s3Key);
    await stage.putObject(s3Key, Buffer.from(bytes).fill(7, 30, 40), metadata);
    const report = await stage.db.verifyArchive();
    expect(report.problems.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['corrupt', 'corrupt', 'corrupt', 'unreadable']));
    await expect(stage.load('a')).rejects.toMatchObject({ code: 'HYDRATION_FAILED', reason: 'corrupt' });
    await stage.putObject(s3Key, new Uint8Array(), metadata);
    await expect(stage.load('a')).rejects.toMatchObject({ code: 'HYDRATION_FAILED', reason: 'missing' });
  });
});
