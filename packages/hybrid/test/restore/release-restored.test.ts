import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CheckpointError, ConfigurationError, isTierMove } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { intercept } from '../support/intercept.js';
import { old, Stage } from '../support/stage.js';

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

describe('restored rows that are released', () => {
  it('are as they were before they were ever archived, and may be archived again', async () => {
    await stage.save('a', 'b', 'hot');
    const before = await stage.row('a');
    await stage.db.archiveOldData();
    await stage.db.restore('all', { notAgainBefore: new Date('2100-01-01'), writeCapacityPerSecond: 1_000 });
    await stage.db.users.sessions.save({ ...stage.key('hot'), sessionData: 'new', createdAt: old }); // a save takes the mark away, too
    expect(await stage.db.releaseRestored({ dryRun: true })).toMatchObject({ itemsReleased: 2, dryRun: true, complete: true });
    expect((await stage.row('a'))?.s3NotBefore).toBeDefined();
    expect(await stage.db.releaseRestored()).toMatchObject({
      itemsProcessed: 2,
      itemsReleased: 2,
      errorCount: 0,
      complete: true,
      checkpoint: undefined,
    });
    expect(await stage.row('a')).toEqual(before);
    expect(await stage.db.releaseRestored()).toMatchObject({ itemsProcessed: 0 });
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 3 });
  });

  it('beside another restore keep the newer mark', async () => {
    await stage.archive('a');
    await stage.db.restore('all');
    stop = intercept(servers.dynamoDb, 'UpdateItem', async ({ input, send }) => {
      if (!String(input.UpdateExpression).startsWith('REMOVE')) return send();
      await stage.updateRaw('a', 'SET s3NotBefore = :x', { ':x': { N: '4102444800000' } });
      return send();
    });
    expect(await stage.db.releaseRestored()).toMatchObject({ itemsReleased: 0, itemsSkipped: 1 });
    expect((await stage.row('a'))?.s3NotBefore).toEqual({ N: '4102444800000' });
  });

  it('are no change to whoever consumes the stream', () => {
    const item = { partition_key: { S: 'u' }, sort_key: { S: 's' }, sessionData: { S: 'x' } };
    const record = (OldImage: object, NewImage: object) => ({ eventName: 'MODIFY', dynamodb: { OldImage, NewImage } }) as never;
    expect(isTierMove(record({ ...item, s3NotBefore: { N: '1' } }, item))).toBe(true);
    expect(isTierMove(record({ ...item, s3NotBefore: { N: '1' } }, { ...item, sessionData: { S: 'y' } }))).toBe(false);
    expect(isTierMove(record(item, { ...item, sessionData: { S: 'y' } }))).toBe(false);
  });

  it('are gone on with only by a checkpoint of the same', async () => {
    await stage.archive('a');
    const checkpoints: string[] = [];
    await stage.db.restore('all', { onProgress: ({ checkpoint }) => void checkpoints.push(checkpoint ?? '') });
    await expect(stage.db.releaseRestored({ resumeFrom: checkpoints.at(-1) })).rejects.toBeInstanceOf(CheckpointError);
    await expect(stage.db.releaseRestored({ dryrun: true } as never)).rejects.toBeInstanceOf(ConfigurationError);
    await expect(stage.db.restore('all', { writeCapacityPerSecond: 0 })).rejects.toThrow('writeCapacityPerSecond');
  });
});
