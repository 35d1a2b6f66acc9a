import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { beginsWith, isTierMove } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { intercept } from '../support/intercept.js';
import { old, Stage, young } from '../support/stage.js';

const DAY_MS = 86_400_000;

let servers: LocalServers;
let stage: Stage;
let stop = (): void => undefined;

beforeAll(async () => {
  servers = await startLocalServers();
});
beforeEach(async () => {
  stage = await Stage.create(servers);
});
afterEach(() => {
  stop();
  stop = () => undefined;
});
afterAll(() => servers.stop());

const until = new Date('2100-01-01T00:00:00Z');
const mark = { N: String(until.getTime()) };
/** A run of a time when everything is old. */
const later = () => stage.with({ clock: () => new Date(Date.now() + 1_000 * DAY_MS) }).archiveOldData();
const everything = () => ({ view: stage.db.users.sessions, condition: beginsWith({ userId: 'user' }) });
const keyOf = (id: string) => stage.db.users.sessions.key(stage.key(id));

async function saveYoung(...ids: readonly string[]): Promise<void> {
  for (const id of ids) await stage.db.users.sessions.save({ ...stage.key(id), userGroup: 'g', sessionData: 'hot', createdAt: young });
}

describe('items that are hot when they are to stay', () => {
  it('stay as the restored ones of their condition do', async () => {
    await stage.archive('old');
    await saveYoung('young');
    const before = await stage.row('young');
    expect(await stage.db.restore(everything(), { notAgainBefore: until })).toMatchObject({
      itemsProcessed: 2,
      itemsRestored: 1,
      itemsHeld: 1,
      itemsSkipped: 0,
      tables: [{ itemsRestored: 1, itemsHeld: 1 }],
    });
    expect(await stage.row('young')).toEqual({ ...before, s3NotBefore: mark });
    expect(await later()).toMatchObject({ itemsArchived: 0 });
    expect(await stage.db.releaseRestored()).toMatchObject({ itemsReleased: 2 });
    expect(await later()).toMatchObject({ itemsArchived: 2 });
  });

  it('stay by their keys, and are told from those that are gone', async () => {
    await saveYoung('young');
    const keys = [keyOf('young'), keyOf('gone')];
    expect(await stage.db.restore(keys, { notAgainBefore: until, dryRun: true })).toMatchObject({ itemsHeld: 1, itemsSkipped: 1 });
    expect(await stage.row('young')).not.toHaveProperty('s3NotBefore');
    expect(await stage.db.restore(keys, { notAgainBefore: until })).toMatchObject({ itemsHeld: 1, itemsSkipped: 1, itemsRestored: 0 });
    expect(await stage.row('young')).toMatchObject({ s3NotBefore: mark });
    expect(await stage.row('gone')).toBeUndefined();
  });

  it('are left where no time is asked for, or where all that is archived is meant', async () => {
    await saveYoung('young');
    expect(await stage.db.restore([keyOf('young')])).toMatchObject({ itemsHeld: 0, itemsSkipped: 1 });
    expect(await stage.db.restore(everything())).toMatchObject({ itemsProcessed: 0 });
    expect(await stage.db.restore('all', { notAgainBefore: until })).toMatchObject({ itemsProcessed: 0 });
    expect(await stage.row('young')).not.toHaveProperty('s3NotBefore');
  });

  it('stay where a run is about to move them, also with more attributes than move in one swap', async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`attribute ${index}`, { S: 'x'.repeat(index + 1) }]));
    const row = { ...stage.rawKey('wide'), createdAt: { S: old.toISOString() }, s3NotBefore: { N: '1' }, ...many };
    await stage.putRaw(row);
    stop = intercept(servers.dynamoDb, 'UpdateItem', async ({ count, send }) => {
      if (count === 1) expect(await stage.db.restore([keyOf('wide')], { notAgainBefore: until })).toMatchObject({ itemsHeld: 1 });
      return send();
    });
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 0, itemsSkipped: 1, errorCount: 0 });
    expect(await stage.row('wide')).toEqual({ ...row, s3NotBefore: mark });
  });

  it('are paid for once: an item that stays so long already is not written', async () => {
    await saveYoung('young');
    let writes = 0;
    stop = intercept(servers.dynamoDb, 'UpdateItem', ({ send }) => {
      writes += 1;
      return send();
    });
    for (const notAgainBefore of [until, until, new Date(until.getTime() - DAY_MS)])
      expect(await stage.db.restore(everything(), { notAgainBefore })).toMatchObject({ itemsHeld: 1 });
    expect(writes).toBe(1);
    expect(await stage.row('young')).toMatchObject({ s3NotBefore: mark });
    await stage.db.restore(everything(), { notAgainBefore: new Date(until.getTime() + DAY_MS) });
    expect(writes).toBe(2);
  });

  it('keep what is written meanwhile, and are not made anew where they are deleted', async () => {
    await saveYoung('changed', 'deleted', 'oddly marked');
    await stage.updateRaw('oddly marked', 'SET s3NotBefore = :x', { ':x': { S: 'tomorrow' } });
    stop = intercept(servers.dynamoDb, 'UpdateItem', async ({ count, send }) => {
      if (count === 1) {
        await stage.db.users.sessions.save({ ...stage.key('changed'), sessionData: 'new', createdAt: young });
        await stage.db.users.sessions.delete(stage.key('deleted'));
      }
      return send();
    });
    const one = stage.with({ archivalConfig: { concurrency: 1 } });
    const target = { view: one.users.sessions, condition: beginsWith({ userId: 'user' }) };
    expect(await one.restore(target, { notAgainBefore: until })).toMatchObject({ itemsHeld: 2, itemsSkipped: 1, errorCount: 0 });
    expect(await stage.row('changed')).toMatchObject({ sessionData: { S: 'new' }, s3NotBefore: mark });
    expect(await stage.row('deleted')).toBeUndefined();
    expect(await stage.row('oddly marked')).toMatchObject({ s3NotBefore: mark });
  });

  it('are restored where an archiver comes first', async () => {
    await stage.save('a');
    stop = intercept(servers.dynamoDb, 'UpdateItem', async ({ input, send }) => {
      if (!Object.values(input.ExpressionAttributeNames ?? {}).includes('s3NotBefore')) return send();
      stop();
      await stage.db.archiveOldData();
      return send();
    });
    expect(await stage.db.restore([keyOf('a')], { notAgainBefore: until })).toMatchObject({ itemsRestored: 1, itemsHeld: 0 });
    const row = await stage.row('a');
    expect(row).toMatchObject({ s3NotBefore: mark });
    expect(row).not.toHaveProperty('s3Archive');
  });

  it('are no change to whoever consumes the stream, however long they are to stay', () => {
    const item = { partition_key: { S: 'u' }, sort_key: { S: 's' }, sessionData: { S: 'x' } };
    const record = (OldImage: object, NewImage: object) => ({ eventName: 'MODIFY', dynamodb: { OldImage, NewImage } }) as never;
    expect(isTierMove(record(item, { ...item, s3NotBefore: { N: '1' } }))).toBe(true);
    expect(isTierMove(record({ ...item, s3NotBefore: { N: '1' } }, { ...item, s3NotBefore: { N: '2' } }))).toBe(true);
    expect(isTierMove(record({ ...item, s3NotBefore: { N: '1' } }, { ...item, sessionData: { S: 'y' }, s3NotBefore: { N: '2' } }))).toBe(
      false,
    );
  });
});

describe('items that another brings back while they are restored', () => {
  it('stay, too', async () => {
    await stage.archive('a');
    stop = intercept(servers.dynamoDb, 'UpdateItem', async ({ send }) => {
      stop();
      await stage.db.users.sessions.update(stage.key('a'), u => u.sessionData.set('updated'));
      return send();
    });
    expect(await stage.db.restore('all', { notAgainBefore: until })).toMatchObject({ itemsProcessed: 1, itemsHeld: 1, errorCount: 0 });
    expect(await stage.row('a')).toMatchObject({ sessionData: { S: 'updated' }, s3NotBefore: mark });
  });

  it('are restored from where another has moved them', async () => {
    await stage.archive('a');
    stop = intercept(servers.dynamoDb, 'UpdateItem', async ({ send }) => {
      stop();
      await stage.db.users.sessions.update(stage.key('a'), u => u.sessionData.set('updated'));
      await stage.db.archiveOldData();
      return send();
    });
    expect(await stage.db.restore('all')).toMatchObject({ itemsRestored: 1, itemsHeld: 0, errorCount: 0 });
    const row = await stage.row('a');
    expect(row).toMatchObject({ sessionData: { S: 'updated' } });
    expect(row).not.toHaveProperty('s3Archive');
  });
});
