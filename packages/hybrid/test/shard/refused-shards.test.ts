import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ArchivalDisabledError, type ArchiveShard, ConfigurationError, ShardError } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { UserDatabase } from '../fixtures/sessions.js';
import { Stage } from '../support/stage.js';

let servers: LocalServers;
let stage: Stage;
let shard: ArchiveShard;

beforeAll(async () => {
  servers = await startLocalServers();
  stage = await Stage.create(servers);
  await stage.save('a', 'b');
  const [first] = await stage.db.planShards({ segments: 1 });
  if (!first) throw new Error('no shard');
  shard = first;
});
afterAll(async () => {
  expect(await stage.objects()).toEqual([]); // nothing moved, whatever was tried
  await servers.stop();
});

describe('archiveShard refuses', () => {
  const damaged: readonly [string, unknown][] = [
    ['nothing', undefined],
    ['a text', '{"format":1}'],
    ['what is no shard', { Records: [] }],
    ['one without its cutoff', { ...{ now: 1 } }],
  ];
  it.each(damaged)('%s', async (_, value) => {
    await expect(stage.db.archiveShard(value as ArchiveShard)).rejects.toMatchObject({ code: 'SHARD_UNUSABLE', reason: 'malformed' });
  });

  it('one of which something is missing, of another type, or too much', async () => {
    for (const name of Object.keys(shard).filter(key => key !== 'format' && key !== 'tableId')) {
      for (const value of [undefined, true, null]) {
        const run = stage.db.archiveShard({ ...shard, [name]: value } as ArchiveShard);
        await expect(run).rejects.toMatchObject({ reason: 'malformed', message: expect.stringContaining(name) });
      }
    }
    await expect(stage.db.archiveShard({ ...shard, more: 1 } as ArchiveShard)).rejects.toBeInstanceOf(ShardError);
    await expect(stage.db.archiveShard({ ...shard, segment: 1 })).rejects.toThrow('past the last');
    await expect(stage.db.archiveShard({ ...shard, index: 1 })).rejects.toThrow('past the last');
    await expect(stage.db.archiveShard({ ...shard, segment: -1 })).rejects.toMatchObject({ reason: 'malformed' });
    await expect(stage.db.archiveShard({ ...shard, id: '../other' })).rejects.toMatchObject({ reason: 'malformed' });
  });

  it('one of another format, older or newer, and says to deploy one version', async () => {
    for (const format of [0, 2])
      await expect(stage.db.archiveShard({ ...shard, format, novelty: true } as unknown as ArchiveShard)).rejects.toMatchObject({
        reason: 'format',
        message: expect.stringContaining('Deploy one version'),
      });
  });

  it('one of another environment', async () => {
    const other = await Stage.create(servers);
    await expect(other.db.archiveShard(shard)).rejects.toMatchObject({ reason: 'foreign' });
    for (const change of [{ table: 'elsewhere' }, { bucketName: 'other' }, { keyPrefix: 'other/' }, { tableArn: 'arn:other' }])
      await expect(stage.db.archiveShard({ ...shard, ...change })).rejects.toMatchObject({ reason: 'foreign' });
  });

  it('one of a table that was made anew under the same name', async () => {
    const own = await Stage.create(servers);
    const [before] = await own.db.planShards({ segments: 1 });
    if (!before) throw new Error('no shard');
    await servers.dynamoDb.send(new DeleteTableCommand({ TableName: own.table }));
    await servers.createTables(UserDatabase, { tableNameResolver: () => own.table });
    // The embedded server gives tables no ids of their own; the service does.
    const run = before.tableId === undefined ? own.db.archiveShard({ ...before, tableId: 'an-earlier-one' }) : own.db.archiveShard(before);
    await expect(run).rejects.toMatchObject({ reason: 'foreign', message: expect.stringContaining('another table that was called') });
  });

  it('one that was planned for another age: the worker was deployed between the two', async () => {
    const older = stage.with({ archivalConfig: { archiveAfterDuration: { days: 390 } } });
    const run = older.archiveShard(shard);
    await expect(run).rejects.toMatchObject({
      reason: 'changed',
      message: expect.stringMatching(/planned for UserSession by createdAt before/),
    });
  });

  it('one of a moment that is still to come', async () => {
    const ahead = stage.with({ clock: () => new Date(Date.now() + 400 * 86_400_000) });
    const [early] = await ahead.planShards({ segments: 1 });
    if (!early) throw new Error('no shard');
    await expect(stage.db.archiveShard(early)).rejects.toMatchObject({ reason: 'future' });
  });

  it('everything where archiving is switched off', async () => {
    const off = stage.with({ archivalConfig: { enabled: false } });
    await expect(off.archiveShard(shard)).rejects.toBeInstanceOf(ArchivalDisabledError);
    await expect(off.planShards()).rejects.toBeInstanceOf(ArchivalDisabledError);
  });

  it('options that are not right', async () => {
    await expect(stage.db.archiveShard(shard, { resumeFrom: 'x' } as object)).rejects.toThrow('resumeFrom: there is no such option');
    await expect(stage.db.archiveShard(shard, { checkpoint: 5 } as object)).rejects.toBeInstanceOf(ConfigurationError);
    await expect(stage.db.archiveShard(shard, { checkpoint: 'nonsense' })).rejects.toMatchObject({ code: 'CHECKPOINT_UNUSABLE' });
    await expect(stage.db.planShards({ segments: 0 })).rejects.toThrow('segments: at least 1');
    await expect(stage.db.planShards({ ageIndexes: [{ index: 'no_such' }] })).rejects.toThrow('no table of an archived entity declares');
  });
});
