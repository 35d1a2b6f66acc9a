import { gunzipSync } from 'node:zlib';
import { GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ArchivedRowError, archiveOf, beginsWith, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { testLayout } from '../../../../test-support/test-layout.js';
import { UserDatabase, UserSession } from '../fixtures/sessions.js';

/** Where an archived session is. */
const PLACE = testLayout === 'single' ? /^sessions\/user123\/session00\.json$/ : /^packs\/user_sessions\/UserSession\/.*\.json\.gz$/;

let servers: LocalServers;
let regularDb: UserDatabase;
let db: HybridLogicalDb<UserDatabase>;

const DAY = 86_400_000;
const old = new Date(Date.now() - 400 * DAY);
const young = new Date(Date.now() - 10 * DAY);
const key = (sessionId: string) => ({ userId: 'user123', sessionId });
let before: readonly UserSession[];

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(UserDatabase);
  regularDb = LogicalDb.create(UserDatabase, servers.dynamoDb);
  db = HybridLogicalDb.create(UserDatabase, regularDb, {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
    archivalConfig: { enabled: true, archiveAfterDuration: { days: 365 }, layout: testLayout },
  });
  for (let index = 0; index < 20; index += 1) {
    await db.users.sessions.save({
      ...key(`session${String(index).padStart(2, '0')}`),
      userGroup: 'g',
      sessionData: `data ${index}`.repeat(50),
      createdAt: index < 15 ? old : young,
    });
  }
  before = (await regularDb.users.sessions.query(beginsWith(key('session')))).contents;
});

afterAll(() => servers.stop());

const withoutS3Key = (items: readonly UserSession[]) => items.map(({ s3Key: _, ...item }) => item);

describe('the main job', () => {
  it('says beforehand what it would archive, and writes nothing', async () => {
    const plan = await db.archiveOldDataDryRun();
    expect(plan).toMatchObject({
      dryRun: true,
      itemsArchived: 15,
      itemsProcessed: 15,
      itemsSkipped: 0,
      errors: [],
      complete: true,
      rowsScanned: 20,
    });
    expect((await servers.s3.send(new ListObjectsV2Command({ Bucket: servers.bucketName }))).KeyCount).toBe(0);
    expect((await regularDb.users.sessions.query(beginsWith(key('session')))).contents).toEqual(before);
  });

  it('archives what is old, and loads, queries and scans it as if nothing had moved', async () => {
    const result = await db.archiveOldData();
    expect(result).toMatchObject({ dryRun: false, itemsArchived: 15, errors: [], complete: true });
    expect(result.tables).toEqual([expect.objectContaining({ table: 'user_sessions', entity: 'UserSession', itemsArchived: 15 })]);

    const s3Key = expect.stringMatching(PLACE);
    const loaded = await db.users.sessions.load(key('session00'));
    expect(loaded).toBeInstanceOf(UserSession);
    expect(loaded).toMatchObject({ sessionData: 'data 0'.repeat(50), createdAt: old, s3Key });
    expect(archiveOf(loaded!)).toMatchObject({ s3Key, bucketName: servers.bucketName });
    const hot = await db.users.sessions.load(key('session19'));
    expect(hot?.s3Key).toBeUndefined();
    expect(archiveOf(hot!)).toBeUndefined();

    const page = await db.users.sessions.query(beginsWith(key('session')));
    expect(withoutS3Key(page.contents)).toEqual(withoutS3Key(before));
    const scanned: UserSession[] = [];
    for await (const session of db.users.sessions.scanAllContents({ pageSize: 7 })) scanned.push(session);
    expect(withoutS3Key(scanned.sort((a, b) => a.sessionId.localeCompare(b.sessionId)))).toEqual(withoutS3Key(before));
    const byIndex = await db.users.recent.query(beginsWith({ userGroup: 'g' }));
    expect(withoutS3Key([...byIndex.contents].sort((a, b) => a.sessionId.localeCompare(b.sessionId)))).toEqual(withoutS3Key(before));
  });

  it('leaves a small pointer that keeps the keys, and an object that people can read', async () => {
    const { Item } = await servers.dynamoDb.send(
      new GetItemCommand({ TableName: 'user_sessions', Key: { partition_key: { S: 'user123' }, sort_key: { S: 'session00' } } }),
    );
    expect(Object.keys(Item ?? {}).sort()).toEqual(['createdAt', 'partition_key', 's3Archive', 's3Key', 'sort_key', 'user_group']);
    const object = await servers.s3.send(new GetObjectCommand({ Bucket: servers.bucketName, Key: Item?.s3Key?.S ?? '' }));
    // A pack is a file that says by its name what it is.
    expect(object.ContentEncoding).toBe(testLayout === 'single' ? 'gzip' : undefined);
    const [first = ''] = gunzipSync(await object.Body!.transformToByteArray())
      .toString()
      .split('\n');
    expect(JSON.parse(first)).toEqual({
      partition_key: 'user123',
      sort_key: 'session00',
      user_group: 'g',
      sessionData: 'data 0'.repeat(50),
      createdAt: old.toISOString(),
    });
  });

  it('is not repeated by the next run', async () => {
    expect(await db.archiveOldData()).toMatchObject({ itemsArchived: 0, itemsProcessed: 0, rowsScanned: 20 });
  });

  it('is refused by the plain database rather than shown as small items', async () => {
    await expect(regularDb.users.sessions.load(key('session00'))).rejects.toThrow(ArchivedRowError);
    await expect(regularDb.users.sessions.query(beginsWith(key('session')))).rejects.toThrow(ArchivedRowError);
  });

  it('lets archived items be saved and deleted', async () => {
    const loaded = await db.users.sessions.load(key('session01'));
    await db.users.sessions.save(Object.assign(loaded!, { sessionData: 'new' }));
    const { Item } = await servers.dynamoDb.send(
      new GetItemCommand({ TableName: 'user_sessions', Key: { partition_key: { S: 'user123' }, sort_key: { S: 'session01' } } }),
    );
    expect(Object.keys(Item ?? {}).sort()).toEqual(['createdAt', 'partition_key', 'sessionData', 'sort_key', 'user_group']);
    expect(await db.users.sessions.delete(key('session02'), { returnOld: true })).toMatchObject({ sessionData: 'data 2'.repeat(50) });
    expect(await db.users.sessions.load(key('session02'))).toBeUndefined();
    expect((await servers.dynamoDb.send(new ScanCommand({ TableName: 'user_sessions', Select: 'COUNT' }))).Count).toBe(19);
  });
});
