import { gzipSync } from 'node:zlib';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  ArchivedRowError,
  Attribute,
  archiveOf,
  beginsWith,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
} from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { old, Stage } from '../support/stage.js';

let servers: LocalServers;
let stage: Stage;
let db: Stage['db'];

beforeAll(async () => {
  servers = await startLocalServers();
});
beforeEach(async () => {
  stage = await Stage.create(servers);
  db = stage.with({ legacyPointers: true });
});
afterAll(() => servers.stop());

const load = (id: string) => db.users.sessions.load(stage.key(id));
const json = (id: string, more: object = {}) =>
  JSON.stringify({
    partition_key: 'user',
    sort_key: id,
    sessionData: `legacy ${id}`,
    createdAt: old.toISOString(),
    user_group: 'g',
    ...more,
  });
const putPointer = (id: string, path: string) => stage.putRaw({ ...stage.rawKey(id), _s3_pointer: { S: `s3://${path}` } });

async function putLegacy(id: string, body: Uint8Array): Promise<void> {
  await stage.putObject(`sessions/user/${id}.json`, body);
  await putPointer(id, `${stage.prefix}sessions/user/${id}.json`);
}

describe('a row of the earlier system', () => {
  it.each<[string, Uint8Array]>([
    ['plain JSON', Buffer.from(json('a'))],
    ['gzip', gzipSync(json('a'))],
    [
      'DynamoDB JSON',
      Buffer.from(
        `{"Item":{"partition_key":{"S":"user"},"sort_key":{"S":"a"},"sessionData":{"S":"legacy a"},"createdAt":{"S":"${old.toISOString()}"},"user_group":{"S":"g"}}}`,
      ),
    ],
    ['JSON without the keys', Buffer.from(json('a', { partition_key: undefined, sort_key: undefined }))],
  ])('is read from %s', async (_, body) => {
    await putLegacy('a', body);
    const item = await load('a');
    expect(item).toMatchObject({
      ...stage.key('a'),
      sessionData: 'legacy a',
      createdAt: old,
      s3Key: `${stage.prefix}sessions/user/a.json`,
    });
    expect(archiveOf(item ?? {})).toMatchObject({ storedBytes: body.byteLength, archivedAt: expect.any(Date) });
    expect((await db.users.sessions.scan()).contents).toEqual([item]);
  });

  it('is read where the path names the bucket too', async () => {
    await putLegacy('a', Buffer.from(json('a')));
    await putPointer('a', `${servers.bucketName}/${stage.prefix}sessions/user/a.json`);
    expect(await load('a')).toMatchObject({ sessionData: 'legacy a' });
  });

  it.each(['sessions/user/b.json', 'sessions/user/../user/a.json', ''])(
    'is refused where it names another path than the template gives (%s)',
    async path => {
      await stage.putObject('sessions/user/b.json', Buffer.from(json('b')));
      await putPointer('a', stage.prefix + path);
      await expect(load('a')).rejects.toMatchObject({ code: 'HYDRATION_FAILED', reason: 'bad-pointer', key: stage.rawKey('a') });
    },
  );

  it('is refused where the object is another item’s', async () => {
    await putLegacy('a', Buffer.from(json('b')));
    await expect(load('a')).rejects.toMatchObject({ reason: 'foreign' });
  });

  it('is refused where the object inflates to gigabytes', async () => {
    await putLegacy('a', gzipSync(Buffer.alloc(128 * 1024 * 1024, ' '), { level: 1 }));
    await expect(load('a')).rejects.toMatchObject({ reason: 'corrupt' });
    await putLegacy('a', Buffer.alloc(12 * 1024 * 1024, ' '));
    await expect(load('a')).rejects.toMatchObject({ reason: 'corrupt' });
  });

  it('is refused without the flag, in words that name it, and by the plain database', async () => {
    await putLegacy('a', Buffer.from(json('a')));
    await expect(stage.load('a')).rejects.toMatchObject({ code: 'HYDRATION_FAILED', reason: 'bad-pointer' });
    await expect(stage.load('a')).rejects.toThrow('legacyPointers: true');
    await expect(stage.regularDb.users.sessions.load(stage.key('a'))).rejects.toThrow(ArchivedRowError);
  });

  it('is refused by the plain database that a filter would drop in silence', async () => {
    await putLegacy('a', Buffer.from(json('a')));
    const { sessions } = stage.regularDb.users;
    const user = beginsWith({ userId: 'user' });
    await expect(sessions.query(user, { filter: s => s.sessionData.eq('legacy a') })).rejects.toThrow(ArchivedRowError);
    await expect(sessions.count(user, { filter: s => s.sessionData.eq('legacy a') })).rejects.toThrow(ArchivedRowError);
    await expect(sessions.scan({ filter: s => s.sessionData.eq('legacy a') })).rejects.toThrow(ArchivedRowError);
    await expect(sessions.query(user, { filter: s => s.sessionData.notExists() })).rejects.toThrow(ArchivedRowError);
    expect((await db.users.sessions.query(user, { filter: s => s.sessionData.eq('legacy a') })).contents).toHaveLength(1);
  });

  it('is passed over by a run', async () => {
    await putLegacy('a', Buffer.from(json('a')));
    await stage.updateRaw('a', 'SET createdAt = :t', { ':t': { S: old.toISOString() } });
    expect(await db.archiveOldData()).toMatchObject({ itemsProcessed: 0, errorCount: 0 });
    // Without the flag it may be the item's own attribute: left hot, and said.
    expect((await stage.db.archiveOldData()).errors).toEqual([expect.objectContaining({ stage: 'select', key: stage.rawKey('a') })]);
    expect(await stage.row('a')).not.toHaveProperty('s3Archive');
  });
});

@HybridTable({ archiveAfterDays: 1, s3KeyTemplate: 'events/{yyyy}/{MM}/{pk}' })
class Event {
  @Attribute({ name: 'id' }) id!: string;
  @ArchivalTimestamp({ type: 'epochSeconds' }) at!: Date;
  @Attribute() text?: string;
}

class Note {
  @Attribute({ name: 'partition_key' }) owner!: string;
  @Attribute({ name: 'sort_key', prefix: 'NOTE_' }) id!: string;
  @Attribute({ name: '_s3_pointer' }) source!: string;
}

@HybridTable({ archiveAfterDays: 1, s3KeyTemplate: 'tasks/{pk}/{sk}' })
class Task {
  @Attribute({ name: 'partition_key' }) owner!: string;
  @Attribute({ name: 'sort_key', prefix: 'TASK_' }) id!: string;
  @ArchivalTimestamp() at!: Date;
  @Attribute({ name: '_s3_pointer' }) source?: string;
}

class OtherDatabase extends LogicalDb {
  events = logicalTable({ name: 'events', partitionKey: 'id', sortKey: null, views: { events: inlineView(Event, { key: ['id'] }) } });
  work = logicalTable({
    name: 'work',
    views: { notes: inlineView(Note, { key: ['owner', 'id'] }), tasks: inlineView(Task, { key: ['owner', 'id'] }) },
  });
}

describe('other entities', () => {
  let plain: OtherDatabase;
  let other: HybridLogicalDb<OtherDatabase>;
  beforeAll(async () => {
    await servers.createTables(OtherDatabase);
    plain = LogicalDb.create(OtherDatabase, servers.dynamoDb);
    other = HybridLogicalDb.create(OtherDatabase, plain, {
      s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: 'other/' },
      legacyPointers: true,
    });
  });

  it('have dates in their template that come from epoch seconds', async () => {
    const put = (id: string, more: object) =>
      servers.dynamoDb.send(
        new PutItemCommand({
          TableName: 'events',
          Item: { id: { S: id }, _s3_pointer: { S: `s3://other/events/2017/07/${id}` }, ...more },
        }),
      );
    await put('e', { at: { N: '1500000000' } });
    await servers.s3.send(
      new PutObjectCommand({
        Bucket: servers.bucketName,
        Key: 'other/events/2017/07/e',
        Body: '{"id": "e", "at": 1500000000, "text": "t"}',
      }),
    );
    expect(await other.events.events.load({ id: 'e' })).toMatchObject({ text: 't', at: new Date(1_500_000_000_000) });
    // Without a date nothing says where the object is.
    await put('f', {});
    await expect(other.events.events.load({ id: 'f' })).rejects.toMatchObject({ code: 'HYDRATION_FAILED', reason: 'bad-pointer' });
  });

  it('may have an attribute _s3_pointer of their own', async () => {
    const note = { owner: 'o', id: '1', source: 's3://somewhere/else' };
    await other.work.notes.save(note);
    expect(await other.work.notes.load({ owner: 'o', id: '1' })).toMatchObject(note);
    expect((await plain.work.notes.scan({ filter: n => n.source.eq('s3://nowhere') })).contents).toEqual([]);
    const task = { owner: 'o', id: '1', at: old, source: 'no pointer at all' };
    await other.work.tasks.save(task);
    expect(await other.archiveOldData()).toMatchObject({ itemsArchived: 1, errorCount: 0 });
    expect(await other.work.tasks.load({ owner: 'o', id: '1' })).toMatchObject(task);
    await expect(other.archiveOldData()).resolves.toMatchObject({ itemsProcessed: 0 });
  });
});
