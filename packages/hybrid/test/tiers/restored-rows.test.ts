import { type AttributeValue, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  Attribute,
  beginsWith,
  expression,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
  secondaryIndex,
} from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { testLayout } from '../../../../test-support/test-layout.js';

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'restored/{pk}.json' })
class Thing {
  @Attribute({ name: 'partition_key' }) id!: string;
  @Attribute() count?: number;
  @Attribute({ name: 'group_name' }) group?: string;
  @Attribute() text?: string;
  @ArchivalTimestamp() createdAt!: Date;
}

/** What an index shows of a thing, the date not among it. */
class ThingText {
  @Attribute({ name: 'group_name' }) group!: string;
  @Attribute() text?: string;
}

class Things extends LogicalDb {
  things = logicalTable({
    name: 'restored_things',
    sortKey: null,
    indexes: { by_group: { partitionKey: 'group_name' } },
    views: { all: inlineView(Thing, { key: ['id'] }), texts: secondaryIndex(ThingText, { index: 'by_group', key: ['group'] }) },
  });
}

const TableName = 'restored_things';
const old = new Date('2020-01-01T00:00:00.000Z');
let servers: LocalServers;
let db: HybridLogicalDb<Things>;

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(Things);
  db = HybridLogicalDb.create(Things, LogicalDb.create(Things, servers.dynamoDb), {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
    archivalConfig: { layout: testLayout },
  });
});

afterAll(() => servers.stop());

type Row = Record<string, AttributeValue>;

const rowOf = async (id: string): Promise<Row> =>
  (await servers.dynamoDb.send(new GetItemCommand({ TableName, Key: { partition_key: { S: id } }, ConsistentRead: true }))).Item ?? {};

/** An archived row of the given attributes. */
async function archived(id: string, attributes: Row): Promise<Row> {
  const row = { ...attributes, partition_key: { S: id }, createdAt: { S: old.toISOString() } };
  await servers.dynamoDb.send(new PutItemCommand({ TableName, Item: row }));
  expect((await db.archiveOldData()).errors).toEqual([]);
  expect((await rowOf(id)).s3Archive).toBeDefined();
  return row;
}

describe('a row that is restored for a write', () => {
  it('comes back with attributes that are named as every object’s members are', async () => {
    const names = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf', 'a.b', ' ', '😀'];
    const row = await archived('names', Object.fromEntries(names.map((name, index) => [name, { N: String(index) }])));
    await db.things.all.update({ id: 'names' }, u => u.count.add(1));
    expect(await rowOf('names')).toEqual({ ...row, count: { N: '1' } });
  });

  it('comes back with an attribute of its own that another system would take for a pointer', async () => {
    const row = await archived('own', { _s3_pointer: { S: 'not one' }, text: { S: 't' } });
    await servers.dynamoDb.send(
      new UpdateItemCommand({
        TableName,
        Key: { partition_key: { S: 'own' } },
        UpdateExpression: 'SET later = :l',
        ExpressionAttributeValues: { ':l': { S: 'l' } },
      }),
    );
    await db.things.all.update({ id: 'own' }, u => u.count.add(1));
    expect(await rowOf('own')).toEqual({ ...row, count: { N: '1' }, later: { S: 'l' } });
  });

  it('comes back with as many attributes as one swap moves', async () => {
    const row = await archived(
      'wide',
      Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`attribute_of_a_long_name_${index}`, { S: `value ${index}` }])),
    );
    expect((await rowOf('wide')).s3Archive).toBeDefined();
    await db.things.all.update({ id: 'wide' }, u => u.count.add(1));
    expect(await rowOf('wide')).toEqual({ ...row, count: { N: '1' } });
  });
});

describe('a filter on what a smaller class does not declare', () => {
  it('still finds archived items', async () => {
    await archived('filtered', { group_name: { S: 'g' }, text: { S: 'archived' } });
    await db.things.all.save({ id: 'hot', group: 'g', text: 'hot', createdAt: new Date() });
    for (const filter of [
      expression('createdAt < :now', { values: { ':now': new Date(Date.now() + 1000).toISOString() } }),
      expression('attribute_not_exists(s3Key) AND attribute_exists(createdAt)'),
    ]) {
      const page = await db.things.texts.query(beginsWith({ group: 'g' }), { filter });
      expect(page.contents.map(({ text }) => text).sort()).toEqual(['archived', 'hot']);
      expect(await db.things.texts.count(beginsWith({ group: 'g' }), { filter })).toBe(2);
    }
  });
});
