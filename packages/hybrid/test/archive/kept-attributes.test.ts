import { type AttributeValue, ScanCommand, UpdateTableCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { CopyObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  Attribute,
  beginsWith,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
  secondaryIndex,
} from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { old, Stage } from '../support/stage.js';

let servers: LocalServers;

beforeAll(async () => {
  servers = await startLocalServers();
});
afterAll(() => servers.stop());

const keptOf = (row: Record<string, AttributeValue> | undefined): AttributeValue | undefined => row?.s3Archive?.M?.k;
const namesOf = (row: object | undefined): readonly string[] => Object.keys(row ?? {}).sort();

@HybridTable({ archiveAfterDays: 30, s3KeyTemplate: 'orders/{pk}/{sk}' })
class Order {
  @Attribute({ name: 'partition_key' }) customer!: string;
  @Attribute({ name: 'sort_key' }) id!: string;
  @Attribute({ names: ['status', 'status_copy'], keepInPointer: true }) status!: string;
  @ArchivalTimestamp({ names: ['placed', 'placed_copy'], type: 'epochSeconds' }) placedAt!: Date;
  @Attribute({ names: ['note', 'note_copy'] }) note!: string;
  @Attribute() lines?: string[];
}

class OrderDatabase extends LogicalDb {
  orders = logicalTable({
    name: 'orders',
    indexes: { by_status: { partitionKey: 'status', sortKey: 'placed' } },
    views: {
      orders: inlineView(Order, { key: ['customer', 'id'] }),
      byStatus: secondaryIndex(Order, { index: 'by_status', key: ['status', 'placedAt'] }),
    },
  });
}

describe('an archived row', () => {
  it('keeps its keys, those of declared indexes, the archival timestamp and what is declared keepInPointer, under all their names', async () => {
    await servers.createTables(OrderDatabase);
    const regularDb = LogicalDb.create(OrderDatabase, servers.dynamoDb);
    const s3Config = { bucketName: servers.bucketName, client: servers.s3 };
    const db = HybridLogicalDb.create(OrderDatabase, regularDb, { s3Config });
    const order = { customer: 'c', id: '1', status: 'paid', placedAt: new Date(1_500_000_000_000), note: 'n', lines: ['x'] };
    await db.orders.orders.save(order);
    expect(await db.archiveOldData()).toMatchObject({ itemsArchived: 1 });
    const [row] = (await servers.dynamoDb.send(new ScanCommand({ TableName: 'orders' }))).Items ?? [];
    expect(namesOf(row)).toEqual(['partition_key', 'placed', 'placed_copy', 's3Archive', 's3Key', 'sort_key', 'status', 'status_copy']);
    // Named by the id of the entity's set: short, and the same in every row.
    expect(keptOf(row)).toEqual({ S: expect.stringMatching(/^[\w-]{8}$/) });
    expect(await db.orders.orders.load({ customer: 'c', id: '1' })).toEqual(Object.assign(new Order(), order));
    expect((await db.orders.byStatus.query(beginsWith({ status: 'paid' }))).contents).toEqual([Object.assign(new Order(), order)]);
  });

  it('keeps the keys of an index that nobody declared, and the attribute that the table expires items by', async () => {
    const stage = await Stage.create(servers);
    await servers.dynamoDb.send(
      new UpdateTableCommand({
        TableName: stage.table,
        AttributeDefinitions: [
          { AttributeName: 'partition_key', AttributeType: 'S' },
          { AttributeName: 'region', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: 'by_region',
              KeySchema: [{ AttributeName: 'region', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          },
        ],
      }),
    );
    const TimeToLiveSpecification = { AttributeName: 'expires', Enabled: true };
    await servers.dynamoDb.send(new UpdateTimeToLiveCommand({ TableName: stage.table, TimeToLiveSpecification }));
    await stage.save('a');
    await stage.updateRaw(
      'a',
      'SET #r = :r, #e = :e',
      { ':r': { S: 'eu' }, ':e': { N: '4102444800' } },
      { '#r': 'region', '#e': 'expires' },
    );
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 1, errorCount: 0 });
    const row = await stage.row('a');
    expect(row).toMatchObject({ region: { S: 'eu' }, expires: { N: '4102444800' } });
    expect(row).not.toHaveProperty('sessionData');
    // Spelt out, as no declaration tells them.
    expect(keptOf(row)?.L).toContainEqual({ S: 'region' });
    expect(await stage.load('a')).toMatchObject({ sessionData: 'data of a '.repeat(20) });
  });
});

describe('a kept attribute', () => {
  it('that is removed from the row is not read back from the object', async () => {
    const stage = await Stage.create(servers);
    await stage.archive('a');
    await stage.updateRaw('a', 'REMOVE user_group');
    expect(await stage.load('a')).not.toHaveProperty('userGroup', 'g');
    expect((await stage.load('a'))?.userGroup).toBeUndefined();
  });

  it('that is changed is read from the row', async () => {
    const stage = await Stage.create(servers);
    await stage.archive('a');
    await stage.updateRaw('a', 'SET user_group = :g', { ':g': { S: 'other' } });
    expect(await stage.load('a')).toMatchObject({ userGroup: 'other', sessionData: 'data of a '.repeat(20) });
  });

  it('no longer kept by the code’s declarations is still the row’s alone: the object’s metadata tells', async () => {
    const stage = await Stage.create(servers);
    await stage.archive('a');
    await stage.updateRaw('a', 'REMOVE user_group');
    // Today's code declares no index, so its kept set is another.
    class Later extends LogicalDb {
      users = logicalTable({ name: 'user_sessions', views: { sessions: inlineView(SessionOfLater, { key: ['userId', 'sessionId'] }) } });
    }
    const regular = LogicalDb.create(Later, servers.dynamoDb, { tableNameResolver: () => stage.table });
    const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: stage.prefix };
    const later = HybridLogicalDb.create(Later, regular, { s3Config });
    const item = await later.users.sessions.load({ userId: 'user', sessionId: 'a' });
    expect(item).toMatchObject({ sessionData: 'data of a '.repeat(20) });
    expect(item?.group).toBeUndefined();

    // A copy of the bucket that lost the metadata says nothing: guessing could bring `user_group` back.
    const Key = `${stage.prefix}sessions/user/a.json`;
    const copy = { Bucket: servers.bucketName, Key, CopySource: `${servers.bucketName}/${Key}` };
    await servers.s3.send(new CopyObjectCommand({ ...copy, MetadataDirective: 'REPLACE' }));
    await expect(later.users.sessions.load({ userId: 'user', sessionId: 'a' })).rejects.toMatchObject({
      code: 'HYDRATION_FAILED',
      reason: 'bad-pointer',
    });
    // The code that archived it knows its own set.
    expect(await stage.load('a')).toMatchObject({ sessionData: 'data of a '.repeat(20) });
  });
});

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'sessions/{pk}/{sk}.json' })
class SessionOfLater {
  @Attribute({ name: 'partition_key' }) userId!: string;
  @Attribute({ name: 'sort_key' }) sessionId!: string;
  @Attribute({ name: 'user_group' }) group?: string;
  @Attribute() sessionData!: string;
  @ArchivalTimestamp() createdAt!: Date;
}

describe('a row of more attributes than move in one swap', () => {
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`attribute ${index}`, { S: 'x'.repeat(index + 1) }]));

  it('moves the 140 largest, keeps the rest and is read whole', async () => {
    const stage = await Stage.create(servers);
    const row = { ...stage.rawKey('a'), createdAt: { S: old.toISOString() }, sessionData: { S: 'd'.repeat(300) }, ...many };
    await stage.putRaw(row);
    expect(await stage.db.archiveOldData()).toMatchObject({ itemsArchived: 1, errorCount: 0 });
    const archived = await stage.row('a');
    expect(archived).not.toHaveProperty('sessionData');
    expect(namesOf(archived).filter(name => name.startsWith('attribute'))).toHaveLength(200 - 139);
    expect(archived).toHaveProperty(['attribute 60']);
    expect(archived).not.toHaveProperty(['attribute 61']);
    expect(keptOf(archived)?.L).toContainEqual({ S: 'attribute 0' });
    // A kept attribute that is removed from the row stays removed, of such a row too.
    await stage.updateRaw('a', 'REMOVE #a', {}, { '#a': 'attribute 5' });
    const { rows } = await wholeRows(stage);
    const { 'attribute 5': _, ...expected } = row as Record<string, AttributeValue>;
    expect(rows).toEqual([expected]);
  });
});

/** The raw rows that a read completes, through the tier itself: entities declare a few attributes only. */
async function wholeRows(stage: Stage): Promise<{ readonly rows: readonly unknown[] }> {
  const { dbState } = await import('@tempest-ts/tempest/extend');
  const state = dbState(stage.db);
  const [table] = [...(state?.views.keys() ?? [])];
  const view = table?.views.get('sessions');
  const row = await stage.row('a');
  if (!state?.runtime.tier || !table || !view || !row) throw new Error('no such row');
  const resolved = await state.runtime.tier.resolve([row], { table, view, index: undefined, matches: () => true, signal: undefined });
  return { rows: resolved.map(each => ('row' in each ? withoutS3Key(each.row) : each)) };
}

const withoutS3Key = ({ s3Key: _, ...row }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => row;
