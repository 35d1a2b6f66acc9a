import { CreateTableCommand, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  ArchivedRowError,
  Attribute,
  archiveOf,
  beginsWith,
  CreatedAt,
  createTableInputs,
  type Generated,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
  TimeToLive,
  UpdatedAt,
  Version,
  VersionConflictError,
} from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { testLayout } from '../../../../test-support/test-layout.js';

@HybridTable({ archiveAfterDays: 30, s3KeyTemplate: 'notes/{pk}/{sk}.json' })
class Note {
  @Attribute({ name: 'partition_key' }) owner!: string;
  @Attribute({ name: 'sort_key' }) noteId!: string;
  @Attribute() text!: string;
  @Version() version!: Generated<number>;
  @CreatedAt() @ArchivalTimestamp() createdAt!: Generated<Date>;
  @UpdatedAt() updatedAt!: Generated<Date>;
  @TimeToLive({ name: 'ttl' }) expiresAt?: Date;
}

/** The class as it was before it had a date of expiry: what was archived then has the attribute in S3 only. */
@HybridTable({ archiveAfterDays: 30, s3KeyTemplate: 'notes/{pk}/{sk}.json' })
class FormerNote {
  @Attribute({ name: 'partition_key' }) owner!: string;
  @Attribute({ name: 'sort_key' }) noteId!: string;
  @Attribute() text!: string;
  @ArchivalTimestamp() createdAt!: Date;
  @Attribute({ name: 'ttl', type: 'epochSeconds' }) expiresAt!: Date;
}

class FormerDb extends LogicalDb {
  notes = logicalTable({ name: 'notes', views: { all: inlineView(FormerNote, { key: ['owner', 'noteId'] }) } });
}

class NoteDb extends LogicalDb {
  notes = logicalTable({ name: 'notes', views: { all: inlineView(Note, { key: ['owner', 'noteId'] }) } });
}

const DAY = 86_400_000;
const START = Date.now() - 100 * DAY;
let now = START;
let servers: LocalServers;
let regularDb: NoteDb;
let db: HybridLogicalDb<NoteDb>;

beforeAll(async () => {
  servers = await startTestServers();
  // Without time to live, so that nothing is deleted while the test looks
  for (const input of createTableInputs(NoteDb)) await servers.dynamoDb.send(new CreateTableCommand(input));
  regularDb = LogicalDb.create(NoteDb, servers.dynamoDb, { clock: () => new Date(now) });
  db = HybridLogicalDb.create(NoteDb, regularDb, {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
    archivalConfig: { enabled: true, layout: testLayout },
  });
});

afterAll(() => servers.stop());

let count = 0;
/** An item of version 2 that was archived. */
async function archived(expiresAt?: Date): Promise<Note> {
  now = START;
  count += 1;
  const made = await db.notes.all.save({ owner: 'me', noteId: `n${count}`, text: 'x'.repeat(500), expiresAt });
  const saved = await db.notes.all.save(made);
  expect((await db.archiveOldData()).errors).toEqual([]);
  now = Date.now();
  const loaded = await db.notes.all.load(saved);
  expect(archiveOf(loaded!)).toBeDefined();
  expect(loaded).toEqual(saved);
  return loaded!; // as `archiveOf` has found it
}

const stored = async ({ owner, noteId }: Note) =>
  (await servers.dynamoDb.send(new GetItemCommand({ TableName: 'notes', Key: { partition_key: { S: owner }, sort_key: { S: noteId } } })))
    .Item;

describe('the version of an archived item', () => {
  it('is that of the item: a save of it brings it back with the next, and the date of its creation', async () => {
    const item = await archived();
    const saved = await db.notes.all.save({ ...item, text: 'new' });
    expect(saved).toMatchObject({ version: 3, text: 'new', createdAt: new Date(START), updatedAt: new Date(now) });
    expect(Object.keys((await stored(item)) ?? {}).sort()).toEqual([
      'createdAt',
      'partition_key',
      'sort_key',
      'text',
      'updatedAt',
      'version',
    ]);
    expect(await db.notes.all.load(item)).toEqual(saved);
  });

  it('keeps stale writers out, of either database, and the archived item as it was', async () => {
    const item = await archived();
    for (const { all } of [db.notes, regularDb.notes]) {
      await expect(all.save({ ...item, version: 1, text: 'stale' })).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
        expected: 1,
        actual: 2,
      });
      await expect(all.save({ owner: item.owner, noteId: item.noteId, text: 'again' })).rejects.toThrow(VersionConflictError);
      await expect(all.delete({ ...item, version: 1 })).rejects.toThrow(VersionConflictError);
      await expect(all.update(item, u => u.text.set('y'), { version: 1 })).rejects.toThrow(VersionConflictError);
    }
    expect(await db.notes.all.load(item)).toEqual(item);
    expect(await db.notes.all.delete(item, { returnOld: true })).toEqual(item);
    expect(await stored(item)).toBeUndefined();
  });

  it('is unknown where the row was archived before its class had one: nothing is made in its place', async () => {
    const item = await archived();
    const Key = { partition_key: { S: item.owner }, sort_key: { S: item.noteId } };
    await servers.dynamoDb.send(new UpdateItemCommand({ TableName: 'notes', Key, UpdateExpression: 'REMOVE version' }));
    await expect(regularDb.notes.all.save({ owner: item.owner, noteId: item.noteId, text: 'again' })).rejects.toThrow(ArchivedRowError);
    await expect(regularDb.notes.all.save(item)).rejects.toThrow(ArchivedRowError);
    expect(await stored(item)).toHaveProperty('s3Archive');
    await db.notes.all.deleteKey(item);
  });
});

describe('expired archived items', () => {
  it('are hidden from every read without being fetched', async () => {
    const expired = await archived(new Date(START + 50 * DAY));
    const alive = await archived(new Date(Date.now() + 50 * DAY));
    const gets = () => servers.s3Server?.requests.count('GetObject') ?? 0;
    const before = gets();
    expect(await db.notes.all.load(expired, { hideExpired: true })).toBeUndefined();
    expect(await db.notes.all.count(beginsWith({ owner: 'me', noteId: expired.noteId }), { hideExpired: true })).toBe(0);
    expect((await db.notes.all.query(beginsWith({ owner: 'me', noteId: expired.noteId }), { hideExpired: true })).contents).toEqual([]);
    expect(gets()).toBe(before);
    expect(await db.notes.all.load(alive, { hideExpired: true })).toEqual(alive);
    const shown = (await db.notes.all.scan({ hideExpired: true })).contents.map(({ noteId }) => noteId);
    expect(shown).toContain(alive.noteId);
    expect(shown).not.toContain(expired.noteId);
    expect((await db.notes.all.scan()).contents.map(({ noteId }) => noteId)).toContain(expired.noteId);
  });

  it('are hidden also where the date of expiry was archived with the rest', async () => {
    const formerDb = HybridLogicalDb.create(FormerDb, LogicalDb.create(FormerDb, servers.dynamoDb), {
      s3Config: { bucketName: servers.bucketName, client: servers.s3 },
      archivalConfig: { enabled: true, layout: testLayout },
    });
    const key = { owner: 'them', noteId: 'former' };
    const expiresAt = new Date((Math.floor(START / 1000) + 5) * 1000);
    await formerDb.notes.all.save({ ...key, text: 'x', createdAt: new Date(START), expiresAt });
    expect((await formerDb.archiveOldData()).errors).toEqual([]);
    expect(await db.notes.all.load(key)).toMatchObject({ text: 'x', expiresAt });
    expect(await db.notes.all.load(key, { hideExpired: true })).toBeUndefined();
    expect((await db.notes.all.query(beginsWith({ owner: 'them' }), { hideExpired: true })).contents).toEqual([]);
    expect(await db.notes.all.count(beginsWith({ owner: 'them' }), { hideExpired: true })).toBe(0);
    expect(await db.notes.all.count(beginsWith({ owner: 'them' }))).toBe(1);
  });
});
