import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ArchiveStoreError, archiveOf } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { Stage } from '../support/stage.js';

type Fault = Parameters<Stage['s3']['inject']>[0]['fault'];
type Request = Parameters<NonNullable<Parameters<Stage['s3']['inject']>[0]['when']>>[0];

let servers: LocalServers;
let stage: Stage;

beforeAll(async () => {
  servers = await startLocalServers();
});
afterEach(() => servers.s3Server?.clearFaults());
afterAll(() => servers.stop());

const putsItem = ({ operation, key }: Request): boolean => operation === 'PutObject' && !!key?.includes('/sessions/');
const OWN_KEY = /^sessions\/user\/a\.json~[\w-]{22}$/;

async function archivesAndReads(): Promise<void> {
  expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 1, errorCount: 0 });
  expect(await stage.row('a')).toHaveProperty('s3Archive');
  expect(await stage.load('a')).toMatchObject({ sessionData: 'data of a '.repeat(20) });
}

beforeEach(async () => {
  stage = await Stage.create(servers);
  await stage.save('a');
});

describe('an object that S3 does not take at once', () => {
  it.each<[string, Fault]>([
    ['503 SlowDown', { kind: 'status', status: 503, code: 'SlowDown' }],
    ['500 InternalError', { kind: 'status', status: 500, code: 'InternalError' }],
    ['409 ConditionalRequestConflict', { kind: 'status', status: 409, code: 'ConditionalRequestConflict' }],
    ['a reset connection', { kind: 'reset' }],
  ])('is put again after %s', async (_, fault) => {
    const injected = stage.s3.inject({ when: putsItem, times: 3, fault });
    await archivesAndReads();
    expect(injected.hits).toBe(3);
    expect(await stage.objects()).toEqual(['sessions/user/a.json']);
  });

  it('is known as our own where the answer to the first put was lost', async () => {
    const injected = stage.s3.inject({ when: putsItem, times: 1, fault: { kind: 'reply-lost' } });
    await archivesAndReads();
    expect(injected.hits).toBe(1);
    expect(await stage.objects()).toEqual(['sessions/user/a.json']);
  });

  it('takes another key where the answer was lost and nobody says whose the object is', async () => {
    stage.s3.inject({ when: putsItem, times: 1, fault: { kind: 'reply-lost' } });
    stage.s3.inject({ when: ({ operation }) => operation === 'HeadObject', fault: { kind: 'status', status: 403, code: 'AccessDenied' } });
    await archivesAndReads();
    expect(await stage.objects()).toEqual(['sessions/user/a.json', expect.stringMatching(OWN_KEY)]);
  });

  it('leaves the item hot where S3 never takes it, and says so', async () => {
    stage.s3.inject({ when: putsItem, fault: { kind: 'status', status: 503, code: 'SlowDown' } });
    const result = await stage.db.archiveOldData();
    expect(result).toMatchObject({ itemsArchived: 0, errorCount: 1, complete: true });
    expect(result.errors[0]).toMatchObject({
      table: stage.table,
      entity: 'UserSession',
      key: stage.rawKey('a'),
      stage: 'store',
      cause: { code: 'ARCHIVE_STORE_FAILED', failure: 'unavailable', s3Key: `${stage.prefix}sessions/user/a.json` },
    });
    expect(await stage.row('a')).not.toHaveProperty('s3Archive');
  }, 120_000);

  it('leaves the item hot where this one key is refused', async () => {
    stage.s3.inject({ when: putsItem, fault: { kind: 'status', status: 403, code: 'AccessDenied' } });
    const { errors } = await stage.db.archiveOldData();
    expect(errors).toEqual([expect.objectContaining({ stage: 'store', cause: expect.objectContaining({ failure: 'access-denied' }) })]);
    expect(String(errors[0]?.cause)).toContain('Grant s3:PutObject');
    expect(await stage.row('a')).not.toHaveProperty('s3Archive');
  });

  it('ends the run where every key is refused, rather than list a failure for each item', async () => {
    await stage.save(...Array.from({ length: 60 }, (_, index) => `more${index}`));
    const refused = stage.s3.inject({ when: putsItem, fault: { kind: 'status', status: 403, code: 'AccessDenied' } });
    const run = stage.with({ archivalConfig: { concurrency: 2 } }).archiveOldData();
    await expect(run).rejects.toMatchObject({ code: 'ARCHIVE_STORE_FAILED', failure: 'access-denied' });
    expect(refused.hits).toBeLessThan(30);
  });

  it('goes on where some keys are refused and others are not', async () => {
    await stage.save(...Array.from({ length: 60 }, (_, index) => `more${index}`));
    const some = (request: Request): boolean => putsItem(request) && Number(/more(\d+)/.exec(request.key ?? '')?.[1] ?? 0) % 2 === 1;
    stage.s3.inject({ when: some, fault: { kind: 'status', status: 403, code: 'AccessDenied' } });
    const result = await stage.with({ archivalConfig: { concurrency: 2 } }).archiveOldData();
    expect(result).toMatchObject({ complete: true, itemsArchived: 31, errorCount: 30 });
  });
});

describe('a key that is taken', () => {
  it('is left to its owner: the attempt takes a key of its own', async () => {
    await stage.putObject('sessions/user/a.json', Buffer.from('somebody else’s'));
    await archivesAndReads();
    expect(await stage.objects()).toEqual(['sessions/user/a.json', expect.stringMatching(OWN_KEY)]);
    expect(Buffer.from((await stage.object('sessions/user/a.json')).bytes).toString()).toBe('somebody else’s');
  });

  it('is the item’s own from an earlier archiving: the older object is not touched', async () => {
    await archivesAndReads();
    const first = await stage.object('sessions/user/a.json');
    const loaded = await stage.load('a');
    await stage.db.users.sessions.save(Object.assign(loaded ?? {}, { sessionData: 'second' }) as NonNullable<typeof loaded>);
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 1 });
    expect(await stage.load('a')).toMatchObject({ sessionData: 'second' });
    expect(await stage.object('sessions/user/a.json')).toEqual(first);
  });
});

describe('a store that ignores If-None-Match', () => {
  const remove = 'ignore If-None-Match';
  beforeEach(() => {
    servers.s3.middlewareStack.add(
      next => args => {
        delete (args.input as { IfNoneMatch?: string }).IfNoneMatch;
        return next(args);
      },
      { step: 'initialize', name: remove },
    );
  });
  afterEach(() => void servers.s3.middlewareStack.remove(remove));

  it('is found out before the first swap: every attempt has a key of its own', async () => {
    await stage.putObject('sessions/user/a.json', Buffer.from('somebody else’s'));
    await archivesAndReads();
    expect(await stage.objects()).toEqual(['sessions/user/a.json', expect.stringMatching(OWN_KEY)]);
    expect(Buffer.from((await stage.object('sessions/user/a.json')).bytes).toString()).toBe('somebody else’s');
    expect(archiveOf((await stage.load('a')) ?? {})?.s3Key.slice(stage.prefix.length)).toMatch(OWN_KEY);
  });
});

describe('the probe of a run', () => {
  it('leaves nothing behind', async () => {
    await stage.db.archiveOldData();
    expect(await stage.objects()).toEqual(['sessions/user/a.json']);
  });

  it.each([403, 500])('does not fail the run where it cannot be deleted (%d)', async status => {
    stage.s3.inject({ when: ({ operation }) => operation === 'DeleteObject', fault: { kind: 'status', status, code: 'Whatever' } });
    await archivesAndReads();
    expect(await stage.objects()).toEqual(['sessions/user/a.json', expect.stringMatching(/^tempest~probe\//)]);
  });

  it('is not taken for a store that ignores conditions where the answer to its first put is lost', async () => {
    const isProbe = ({ operation, key }: Request): boolean => operation === 'PutObject' && !!key?.includes('tempest~probe/');
    const injected = stage.s3.inject({ when: isProbe, times: 1, fault: { kind: 'reply-lost' } });
    await archivesAndReads();
    expect(injected.hits).toBe(1);
    expect(await stage.objects()).toEqual(['sessions/user/a.json']);
  });

  it('ends a run that may not write, before anything is touched, and says what to grant', async () => {
    stage.s3.inject({ when: ({ operation }) => operation === 'PutObject', fault: { kind: 'status', status: 403, code: 'AccessDenied' } });
    const run = stage.db.archiveOldData();
    await expect(run).rejects.toThrow(ArchiveStoreError);
    await expect(run).rejects.toMatchObject({ failure: 'access-denied', bucketName: servers.bucketName });
    await expect(run).rejects.toThrow('Grant s3:PutObject');
    expect(await stage.row('a')).not.toHaveProperty('s3Archive');
  });
});
