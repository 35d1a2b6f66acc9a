import { PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigurationError, type EraseOptions, HybridLogicalDb } from '@tempest-ts/hybrid';
import { UserDatabase } from '../fixtures/sessions.js';
import { type ClockedServers, startClockedServers } from '../support/clocked-stage.js';
import { intercept, transactionConflict } from '../support/intercept.js';
import { old, Stage } from '../support/stage.js';
import { bytesUnder, keysUnder } from './bytes-under.js';

let servers: ClockedServers;
let stage: Stage;

beforeAll(async () => {
  servers = await startClockedServers();
});
afterEach(() => servers.s3Server?.clearFaults());
afterAll(() => servers.stop());

const ATTEMPT = 'abcdefghijklmnopqrstuv';
const keys = (...ids: readonly string[]) => ids.map(id => stage.db.users.sessions.key(stage.key(id)));
const erase = (id: string, options?: EraseOptions) => stage.db.erase(keys(id), options);
/** Bytes of items, whatever the version. */
const bytes = () => bytesUnder(servers, `${stage.prefix}sessions/`);

describe.each(['Suspended', 'Enabled'] as const)('where versioning is %s, erasing', Status => {
  beforeAll(async () => {
    // Suspended from the start is as a bucket without versions: each object is the version `null`.
    await servers.s3.send(new PutBucketVersioningCommand({ Bucket: servers.bucketName, VersioningConfiguration: { Status } }));
  });
  beforeEach(async () => {
    stage = await Stage.create(servers);
  });

  it('deletes the row and takes the bytes, and a second pass proves it', async () => {
    await stage.archive('a', 'b');
    servers.pass(1);
    const first = await erase('a');
    expect(first.items[0]).toMatchObject({ row: 'deleted', versionsErased: 1, remaining: [], errors: [], complete: false });
    expect(first).toMatchObject({ dryRun: false, complete: false });
    expect(await stage.row('a')).toBeUndefined();
    expect(await bytes()).toEqual({ 'sessions/user/b.json': expect.any(Number) });
    expect(first.secondPassAfter?.getTime()).toBeGreaterThan(Date.now() + 1.9 * 3_600_000);
    expect(await erase('a', { secondPass: true })).toMatchObject({ complete: false, secondPassAfter: first.secondPassAfter });
    servers.pass(0.1);
    const second = await erase('a', { secondPass: true });
    expect(second).toMatchObject({ complete: true, secondPassAfter: undefined });
    expect(second.items[0]).toMatchObject({ row: 'absent', keyNames: [`${stage.prefix}sessions/user/a.json`] });
    expect(await stage.load('b')).toMatchObject({ sessionId: 'b' });
    expect((await keysUnder(servers, stage.prefix)).filter(key => key.includes('tempest~erasure'))).toEqual([]);
  });

  it('finds every object that ever held the item, and no other item’s', async () => {
    for (const id of ['a', 'ab', 'a.json', 'b']) await stage.archive(id);
    await stage.save('a');
    await stage.db.archiveOldData(); // takes a key of its own
    await stage.save('a');
    await stage.db.archiveOldData();
    await stage.save('a');
    servers.pass(1);
    expect((await erase('a')).items[0]).toMatchObject({ versionsErased: 3, remaining: [] });
    expect(Object.keys(await bytes())).toEqual(['sessions/user/a.json.json', 'sessions/user/ab.json', 'sessions/user/b.json']);
    for (const id of ['ab', 'a.json', 'b']) expect(await stage.load(id)).toMatchObject({ sessionId: id });
  });

  it('leaves an object whose attempt may be under way until it has ended', async () => {
    await stage.archive('a');
    const first = await erase('a');
    expect(first.items[0]).toMatchObject({ row: 'deleted', versionsErased: 0, remaining: [{ why: 'attempt-under-way' }] });
    servers.pass(0.2);
    expect(await erase('a', { secondPass: true })).toMatchObject({ complete: true, items: [{ versionsErased: 1, remaining: [] }] });
    expect(await bytes()).toEqual({});
  });

  it('takes in its second pass what an archiver that held the row has stored since', async () => {
    await stage.archive('a');
    const { bytes: body, metadata } = await stage.object('sessions/user/a.json');
    servers.pass(1);
    await erase('a');
    expect(await bytes()).toEqual({});
    await stage.putObject(`sessions/user/a.json~${ATTEMPT}`, body, metadata);
    servers.pass(0.05);
    expect(await erase('a')).toMatchObject({ complete: false, items: [{ remaining: [{ why: 'attempt-under-way' }] }] });
    servers.pass(0.1);
    expect(await erase('a', { secondPass: true })).toMatchObject({ complete: true, items: [{ versionsErased: 1 }] });
    expect(await bytes()).toEqual({});
  });

  it('never makes the pointer of an item that is saved again, the same, dangle', async () => {
    await stage.save('a');
    const stop = intercept(servers.dynamoDb, 'UpdateItem', async ({ send }) => {
      await erase('a'); // the object is stored, and the row not yet swapped
      await stage.save('a');
      return send();
    });
    const { itemsArchived } = await stage.db.archiveOldData();
    stop();
    expect(itemsArchived).toBe(1);
    expect(await stage.load('a')).toMatchObject({ sessionId: 'a' });
    servers.pass(1);
    // The second pass spares it, and what it names.
    expect(await erase('a', { secondPass: true })).toMatchObject({ items: [{ row: 'present', versionsErased: 0, errors: [] }] });
    expect(await stage.load('a')).toMatchObject({ sessionId: 'a' });
  });

  it('spares in a second pass what was saved and archived since, and takes the rest', async () => {
    await stage.archive('a');
    await erase('a');
    servers.pass(1);
    await stage.save('a');
    await stage.db.archiveOldData();
    expect(await erase('a', { secondPass: true })).toMatchObject({ complete: true, items: [{ row: 'present', versionsErased: 1 }] });
    expect(await stage.load('a')).toMatchObject({ sessionId: 'a' });
    // Nothing is left to finish.
    expect((await erase('a', { secondPass: true })).items[0]).toMatchObject({ row: 'unknown', errors: [expect.any(ConfigurationError)] });
  });

  it('takes the entry of a sweeper, which names the object', async () => {
    await stage.archive('a');
    await stage.save('a');
    await stage.db.sweepOrphans();
    const entries = async () => (await keysUnder(servers, stage.prefix)).filter(key => key.includes('/entry/'));
    expect(await entries()).toHaveLength(1);
    servers.pass(1);
    await erase('a');
    expect(await entries()).toEqual([]);
  });

  it('says which objects it may not delete, and comes back for them', async () => {
    await stage.archive('a');
    await stage.save('a');
    await stage.db.archiveOldData();
    servers.pass(1);
    const fault = servers.s3Server?.inject({
      when: ({ operation, key }) => operation === 'DeleteObject' && (key ?? '').includes('a.json~'),
      fault: { kind: 'status', status: 403, code: 'AccessDenied' },
    });
    const { items, complete } = await erase('a');
    expect(complete).toBe(false);
    expect(items[0]).toMatchObject({ row: 'deleted', versionsErased: 1 });
    expect(items[0]?.remaining).toMatchObject([{ why: 'refused', cause: { failure: 'access-denied' } }]);
    expect(fault?.hits).toBeGreaterThan(0);
    fault?.remove();
    servers.pass(1);
    expect(await erase('a')).toMatchObject({ complete: true, items: [{ versionsErased: 1 }] });
    expect(await bytes()).toEqual({});
  });

  it('counts and lists in a dry run, and writes nothing', async () => {
    await stage.archive('a');
    const before = await keysUnder(servers, stage.prefix);
    const later = stage.with({ clock: () => new Date(Date.now() + 9e9) });
    expect(await later.erase(keys('a'), { dryRun: true })).toMatchObject({
      dryRun: true,
      complete: false,
      items: [{ row: 'present', versionsErased: 1, keyNames: [`${stage.prefix}sessions/user/a.json`] }],
    });
    expect(await keysUnder(servers, stage.prefix)).toEqual(before);
    expect(await stage.load('a')).toBeDefined();
  });
});

describe('erasing', () => {
  beforeEach(async () => {
    stage = await Stage.create(servers);
  });

  it('leaves another table’s object under the same key', async () => {
    const other = await Stage.create(servers);
    const sharing = HybridLogicalDb.create(UserDatabase, other.regularDb, {
      s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix },
    });
    await other.save('a');
    await sharing.archiveOldData();
    await stage.archive('a');
    servers.pass(1);
    expect((await erase('a')).items[0]).toMatchObject({ versionsErased: 1, foreign: [`${stage.prefix}sessions/user/a.json`] });
    expect(await sharing.users.sessions.load(other.key('a'))).toMatchObject({ sessionId: 'a' });
  });

  it('does not believe a row that names another item’s object', async () => {
    await stage.archive('a', 'b');
    const [a, b] = [await stage.row('a'), await stage.row('b')];
    if (a && b) await stage.putRaw({ ...a, s3Key: b.s3Key ?? { S: '' } });
    servers.pass(1);
    expect((await erase('a')).items[0]).toMatchObject({ row: 'deleted', versionsErased: 1 });
    expect(await stage.load('b')).toMatchObject({ sessionId: 'b' });
  });

  it('touches no object of a row that it could not delete', async () => {
    await stage.archive('a');
    servers.pass(1);
    const denied = Object.assign(new Error('not you'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
    const stop = intercept(servers.dynamoDb, 'DeleteItem', () => Promise.reject(denied));
    const report = await erase('a');
    stop();
    expect(report).toMatchObject({ complete: false, items: [{ row: 'unknown', versionsErased: 0 }] });
    expect(report.items[0]?.errors).toMatchObject([{ code: 'ACCESS_DENIED' }]);
    expect(await stage.load('a')).toMatchObject({ sessionId: 'a' });
  });

  it('waits for a transaction that has the row', async () => {
    await stage.archive('a');
    servers.pass(1);
    const stop = intercept(servers.dynamoDb, 'DeleteItem', ({ count, send }) =>
      count <= 2 ? Promise.reject(transactionConflict()) : send(),
    );
    const report = await erase('a');
    stop();
    expect(report.items[0]).toMatchObject({ row: 'deleted', versionsErased: 1, errors: [] });
  });

  it('erases what an earlier system archived, where the database reads such', async () => {
    const body = Buffer.from(JSON.stringify({ sessionData: 'legacy', createdAt: old.toISOString() }));
    await stage.putObject('sessions/user/a.json', body);
    await stage.putRaw({ ...stage.rawKey('a'), _s3_pointer: { S: `s3://${stage.prefix}sessions/user/a.json` } });
    servers.pass(1);
    expect((await erase('a', { dryRun: true })).items[0]).toMatchObject({ foreign: [`${stage.prefix}sessions/user/a.json`] });
    const legacy = stage.with({ legacyPointers: true });
    expect((await legacy.erase(keys('a'))).items[0]).toMatchObject({ row: 'deleted', versionsErased: 1 });
    expect(await bytes()).toEqual({});
  });

  it('is refused, before any request, where objects are locked', async () => {
    const locked = HybridLogicalDb.create(UserDatabase, stage.regularDb, {
      s3Config: { bucketName: 'no-such-bucket', client: servers.s3, objectLock: { mode: 'COMPLIANCE', retainFor: { days: 1 } } },
    });
    await stage.save('a');
    await expect(locked.erase(keys('a'))).rejects.toThrow(ConfigurationError);
    expect(await stage.row('a')).toBeDefined();
  });

  it('deletes nothing where the bucket may not be listed, and says what to grant', async () => {
    await stage.archive('a');
    servers.s3Server?.inject({
      when: ({ operation }) => operation === 'ListObjectVersions',
      fault: { kind: 'status', status: 403, code: 'AccessDenied' },
    });
    await expect(erase('a')).rejects.toThrow(/s3:ListBucketVersions/);
    expect(await stage.row('a')).toBeDefined();
  });

  it('does not take a version that it may not look at for one that is gone', async () => {
    await stage.archive('a');
    servers.pass(1);
    servers.s3Server?.inject({
      when: ({ operation, method }) => operation === 'HeadObject' || method === 'HEAD',
      fault: { kind: 'status', status: 403, code: 'AccessDenied' },
    });
    expect((await erase('a')).items[0]).toMatchObject({ remaining: [{ why: 'refused' }], complete: false });
  });

  it('ends when it is aborted, and says that it did not finish', async () => {
    await stage.archive('a');
    const aborted = AbortSignal.abort();
    const report = await erase('a', { signal: aborted }).catch((error: unknown) => error);
    expect(report).toMatchObject({ code: expect.stringMatching(/ABORTED|ARCHIVE_STORE_FAILED/) });
    expect(await stage.load('a')).toBeDefined();
  });

  it('names the places that it cannot see', async () => {
    const { cannotProve } = await erase('never-there');
    expect(cannotProve.map(({ kind }) => kind)).toEqual(['backups', 'streams', 'caches', 'replicas', 'logs', 'key-names', 'other-keys']);
    const thorough = await erase('never-there', { thorough: true });
    expect(thorough.cannotProve.map(({ kind }) => kind)).not.toContain('other-keys');
  });
});
