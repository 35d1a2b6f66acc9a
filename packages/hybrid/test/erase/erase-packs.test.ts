import { gunzipSync } from 'node:zlib';
import { DeleteObjectCommand, GetObjectCommand, ListObjectVersionsCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EraseOptions } from '@tempest-ts/hybrid';
import { type ClockedServers, startClockedServers } from '../support/clocked-stage.js';
import { Stage } from '../support/stage.js';

let servers: ClockedServers;
let stage: Stage;
let s3Key: string;

beforeAll(async () => {
  servers = await startClockedServers();
});
afterEach(() => servers.s3Server?.clearFaults());
afterAll(() => servers.stop());

const ids = Array.from({ length: 150 }, (_, number) => `s${String(number).padStart(3, '0')}`);
const erase = (id: string | readonly string[], options?: EraseOptions) =>
  stage.db.erase(
    [id].flat().map(each => stage.db.users.sessions.key(stage.key(each))),
    options,
  );
const packs = async (): Promise<readonly string[]> => (await stage.objects()).filter(key => key.includes('packs/'));

/** Ids of the items that any version of any object under the stage's prefix holds. */
async function held(): Promise<ReadonlySet<string>> {
  const { s3, bucketName: Bucket } = servers;
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: `${stage.prefix}packs/` }));
  const found = new Set<string>();
  for (const { Key, VersionId } of Versions) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    const text = gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString();
    for (const line of text.split('\n').filter(Boolean)) found.add(JSON.parse(line).sort_key);
  }
  return found;
}

describe.each(['Suspended', 'Enabled'] as const)('where versioning is %s, erasing items in a pack', Status => {
  beforeAll(async () => {
    await servers.s3.send(new PutBucketVersioningCommand({ Bucket: servers.bucketName, VersioningConfiguration: { Status } }));
  });
  beforeEach(async () => {
    stage = await Stage.create(servers, { archivalConfig: { layout: 'packed' } });
    await stage.archive(...ids);
    [s3Key = ''] = await packs();
  });

  it('blanks them where they lie, in every version, and leaves each neighbour readable where its pointer says', async () => {
    const before = (await stage.object(s3Key)).bytes.byteLength;
    const pointer = await stage.row('s003');
    servers.pass(1);
    const first = await erase(['s002', 's120', 's140']);
    expect(first.items.map(({ row, versionsErased, remaining, errors }) => ({ row, versionsErased, remaining, errors }))).toEqual(
      Array(3).fill({ row: 'deleted', versionsErased: 1, remaining: [], errors: [] }),
    );
    expect((await stage.object(s3Key)).bytes.byteLength).toBe(before);
    expect([...(await held())].sort()).toEqual(ids.filter(id => !['s002', 's120', 's140'].includes(id)));
    for (const id of ['s000', 's001', 's003', 's119', 's121', 's149'])
      expect((await stage.load(id))?.sessionData).toBe(`data of ${id} `.repeat(20));
    expect(await stage.row('s003')).toEqual(pointer);
    expect((await stage.db.verifyArchive()).clean).toBe(true);
    servers.pass(0.1);
    expect(await erase(['s002', 's120', 's140'], { secondPass: true })).toMatchObject({ complete: true });
  });

  it('finds every pack that ever held the item, though its row has long been restored', async () => {
    await stage.db.restore([stage.db.users.sessions.key(stage.key('s007'))], { notAgainBefore: new Date(0) });
    await stage.db.archiveOldData();
    expect(await packs()).toHaveLength(2);
    await stage.save('s007');
    servers.pass(1);
    expect((await erase('s007')).items[0]).toMatchObject({ row: 'deleted', versionsErased: 2, remaining: [] });
    expect(await held()).not.toContain('s007');
    expect((await stage.load('s008'))?.sessionId).toBe('s008');
  });

  it('leaves a pack whose attempt may be under way until it has ended, and does not wait anew for one that was blanked', async () => {
    expect((await erase('s001')).items[0]).toMatchObject({ versionsErased: 0, remaining: [{ why: 'attempt-under-way' }] });
    servers.pass(0.2);
    expect(await erase('s001', { secondPass: true })).toMatchObject({ complete: true, items: [{ versionsErased: 1 }] });
    expect((await erase('s004')).items[0]).toMatchObject({ versionsErased: 1, remaining: [] });
    expect(await held()).not.toContain('s004');
  });

  it('spares in a second pass what was saved and archived again since', async () => {
    servers.pass(1);
    await erase('s005');
    await stage.save('s005');
    await stage.db.archiveOldData();
    servers.pass(1);
    expect(await erase('s005', { secondPass: true })).toMatchObject({ items: [{ row: 'present', versionsErased: 0, errors: [] }] });
    expect(await stage.load('s005')).toMatchObject({ sessionId: 's005' });
  });

  it('finds packs of another template where the search is thorough', async () => {
    await stage.save('s009');
    servers.pass(1);
    const moved = stage.with({ archivalConfig: { layout: 'packed', packKeyTemplate: 'other/{run}/{attempt}.json.gz' } });
    const keys = [moved.users.sessions.key(stage.key('s009'))];
    expect((await moved.erase(keys, { thorough: true })).items[0]).toMatchObject({ row: 'deleted', versionsErased: 1, remaining: [] });
    expect(await held()).not.toContain('s009');
  });

  it('finds packs that were written when their class had another name', async () => {
    await stage.save('s010');
    const { bytes, metadata } = await stage.object(s3Key);
    const earlier = s3Key.replace('/UserSession/', '/Session/');
    expect(earlier).not.toBe(s3Key);
    await stage.putObject(earlier, bytes, metadata);
    servers.pass(1);
    expect((await erase('s010')).items[0]).toMatchObject({ row: 'deleted', versionsErased: 2, remaining: [] });
    expect(await held()).not.toContain('s010');
  });

  it('writes nothing in a dry run, and says what it would do', async () => {
    servers.pass(1);
    const later = stage.with({ clock: () => new Date(Date.now() + 400 * 86_400_000) });
    const keys = [later.users.sessions.key(stage.key('s001'))];
    expect((await later.erase(keys, { dryRun: true })).items[0]).toMatchObject({ row: 'present', versionsErased: 1 });
    expect(await held()).toContain('s001');
  });

  it('is not complete where a pack cannot be read', async () => {
    servers.pass(1);
    const { bytes, metadata } = await stage.object(s3Key);
    await stage.putObject(s3Key, Buffer.from(bytes).fill(7, 40, 50), metadata);
    servers.pass(1);
    const report = await erase('s001');
    expect(report.complete).toBe(false);
    expect(report.items[0]?.remaining).toMatchObject([{ why: 'refused' }]);
  });
});

describe('erasing from a pack under a delete marker', () => {
  it('takes the item from what lies below, and brings its neighbours back', async () => {
    stage = await Stage.create(servers, { archivalConfig: { layout: 'packed' } });
    await stage.archive('a', 'b');
    [s3Key = ''] = await packs();
    await servers.s3.send(new DeleteObjectCommand({ Bucket: servers.bucketName, Key: stage.prefix + s3Key }));
    servers.pass(1);
    expect((await erase('a')).items[0]).toMatchObject({ versionsErased: 1, remaining: [] });
    expect([...(await held())]).toEqual(['b']);
    expect(await stage.load('b')).toMatchObject({ sessionId: 'b' });
  });
});
