import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ArchiveStoreError, CheckpointError, type VerifyProblem } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { Stage } from '../support/stage.js';

let servers: LocalServers;
let stage: Stage;

beforeAll(async () => {
  servers = await startLocalServers();
});
afterEach(() => servers.s3Server?.clearFaults());
afterAll(() => servers.stop());

beforeEach(async () => {
  stage = await Stage.create(servers);
});

const OBJECT = 'sessions/user/a.json';

describe('verifying an archive', () => {
  it('finds nothing wrong with a good one, and counts it', async () => {
    await stage.archive('a', 'b', 'c');
    await stage.save('c');
    await stage.updateRaw('b', 'SET extra = :x', { ':x': { S: 'x' } });
    const report = await stage.db.verifyArchive();
    expect(report).toMatchObject({ clean: true, complete: true, problemCount: 0, problems: [] });
    expect(report.entities).toEqual([
      {
        table: stage.table,
        entity: 'UserSession',
        itemsIntact: 2,
        itemsDamaged: 0,
        halfRows: 1,
        bytesBefore: expect.any(Number),
        bytesStored: report.objects.bytesReferenced,
      },
    ]);
    expect(report.entities[0]?.bytesBefore).toBeGreaterThan(400);
    expect(report.objects).toMatchObject({ referenced: 2, orphaned: 1, swept: 0, foreign: 0, unreadable: 0 });
    expect(report.objects.bytesOrphaned).toBe((await stage.object('sessions/user/c.json')).bytes.byteLength);
  });

  it.each<[string, VerifyProblem['kind'], () => Promise<void>]>([
    [
      'an object that is gone',
      'missing',
      async () =>
        void servers.s3Server?.inject({
          when: ({ key }) => key?.endsWith('/a.json') ?? false,
          fault: { kind: 'status', status: 404, code: 'NoSuchKey' },
        }),
    ],
    ['damaged bytes', 'corrupt', async () => stage.putObject(OBJECT, Buffer.from('damaged'), (await stage.object(OBJECT)).metadata)],
    [
      'an object of another attempt',
      'foreign',
      async () => {
        const { bytes, metadata } = await stage.object(OBJECT);
        await stage.putObject(OBJECT, bytes, { ...metadata, 'tempest-attempt': 'another' });
      },
    ],
    ['a pointer that leads elsewhere', 'bad-pointer', () => stage.updateRaw('a', 'SET s3Key = :k', { ':k': { S: 'elsewhere/a.json' } })],
  ])('finds %s', async (_, kind, damage) => {
    await stage.archive('a', 'b');
    await damage();
    const told: VerifyProblem[] = [];
    const report = await stage.db.verifyArchive({ onProblem: problem => told.push(problem) });
    expect(report.clean).toBe(false);
    expect(report.entities).toMatchObject([{ itemsIntact: 1, itemsDamaged: 1 }]);
    expect(told[0]).toMatchObject({ kind, table: stage.table, key: stage.rawKey('a') });
    expect(report.problems).toEqual(told);
  });

  it('finds a pointer to bytes that the sweeper took, and objects that say nothing', async () => {
    await stage.archive('a', 'b');
    const { metadata } = await stage.object(OBJECT);
    await stage.putObject(OBJECT, new Uint8Array(), { 'tempest-swept': 'x' });
    await stage.putObject('sessions/user/x.json', Buffer.from('?'), metadata);
    await stage.putObject('sessions/user/y.json', Buffer.from('?'));
    const report = await stage.db.verifyArchive();
    expect(report.objects).toMatchObject({ referenced: 1, swept: 1, unreadable: 1, foreign: 1 });
    expect(report.problems.map(({ kind }) => kind).sort()).toEqual(['missing', 'unreadable']);
  });

  it('does not take what moves meanwhile for damage', async () => {
    await stage.archive('a');
    await stage.putObject(OBJECT, Buffer.from('damaged'));
    servers.s3Server?.inject({ when: ({ key }) => key?.endsWith('/a.json') ?? false, fault: { kind: 'delay', ms: 200 } });
    const verifying = stage.db.verifyArchive();
    await stage.save('a');
    expect(await verifying).toMatchObject({ clean: true });
  });

  it('ends with what every row would fail with', async () => {
    await stage.archive('a');
    servers.s3Server?.inject({
      when: ({ operation }) => operation === 'GetObject',
      fault: { kind: 'status', status: 404, code: 'NoSuchBucket' },
    });
    await expect(stage.db.verifyArchive()).rejects.toThrow();
    servers.s3Server?.clearFaults();
    servers.s3Server?.inject({
      when: ({ operation }) => operation === 'ListObjectsV2',
      fault: { kind: 'status', status: 403, code: 'AccessDenied' },
    });
    await expect(stage.db.verifyArchive()).rejects.toThrow(ArchiveStoreError);
  });

  it('says where it was stopped that it is not complete', async () => {
    await stage.archive('a');
    expect(await stage.db.verifyArchive({ signal: AbortSignal.abort() })).toMatchObject({ complete: false, clean: false });
  });

  it('goes on where an earlier call was ended, and does not forget what that one found', async () => {
    await stage.archive('a', 'b', 'c');
    await stage.putObject(OBJECT, Buffer.from('damaged'), (await stage.object(OBJECT)).metadata);
    const stop = new AbortController();
    const first = await stage.db.verifyArchive({
      signal: stop.signal,
      onProgress: ({ rowsVerified }) => rowsVerified === 3 && stop.abort(),
    });
    expect(first).toMatchObject({ complete: false, clean: false, problemCount: 1, objects: { referenced: 0 } });
    const second = await stage.db.verifyArchive({ resumeFrom: first.checkpoint });
    expect(second).toMatchObject({ complete: true, clean: false, entities: [{ itemsIntact: 2, itemsDamaged: 1 }], checkpoint: undefined });
    // The damaged object does not say which row it is of.
    expect(second).toMatchObject({ problemCount: 2, problems: [{ kind: 'unreadable' }], objects: { referenced: 2, unreadable: 1 } });
  });

  it('does not go on from the checkpoint of something else', async () => {
    await stage.archive('a');
    const stop = new AbortController();
    const { checkpoint } = await stage.db.sweepOrphans({ signal: stop.signal, onProgress: () => stop.abort() });
    expect(checkpoint).toBeDefined();
    await expect(stage.db.verifyArchive({ resumeFrom: checkpoint })).rejects.toThrow(CheckpointError);
    await expect(stage.db.sweepOrphans({ resumeFrom: checkpoint })).resolves.toMatchObject({ complete: true, checkpoint: undefined });
  });
});
