import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  Attribute,
  archiveOf,
  atLeast,
  BatchWriteSet,
  beginsWith,
  equalTo,
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
import { old, young } from '../support/stage.js';

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'orders/{pk}/{sk}.json' })
class Order {
  @Attribute() customerId!: string;
  @Attribute() orderId!: string;
  @Attribute() note?: string;
  @ArchivalTimestamp() createdAt!: Date;
}

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'lines/{pk}/{sk}.json' })
class OrderLine {
  @Attribute() customerId!: string;
  @Attribute() orderId!: string;
  @Attribute() line!: number;
  @Attribute() status!: string;
  @Attribute() product!: string;
  @ArchivalTimestamp() createdAt!: Date;
}

class OrderDb extends LogicalDb {
  orders = logicalTable({
    name: 'tiered_orders',
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: { by_status: { partitionKey: 'gsi_pk', sortKey: 'gsi_sk' } },
    views: {
      orders: inlineView(Order, { key: ['CUSTOMER#{customerId}', 'ORDER#{orderId}'] }),
      lines: inlineView(OrderLine, { key: ['CUSTOMER#{customerId}', 'ORDER#{orderId}#LINE#{line:4}'] }),
      byStatus: secondaryIndex(OrderLine, { index: 'by_status', key: ['STATUS#{status}', '{createdAt}#{orderId}#{line:4}'] }),
    },
  });
}

let servers: LocalServers;
let db: HybridLogicalDb<OrderDb>;

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(OrderDb);
  const s3Config = { bucketName: servers.bucketName, client: servers.s3 };
  db = HybridLogicalDb.create(OrderDb, LogicalDb.create(OrderDb, servers.dynamoDb), { s3Config, archivalConfig: { layout: testLayout } });
  for (const orderId of ['o1', 'o2']) {
    await db.orders.orders.save({ customerId: 'c', orderId, note: `note ${orderId}`.repeat(20), createdAt: old });
    for (const line of [1, 2, 10]) {
      const createdAt = line === 10 ? young : old;
      await db.orders.lines.save({ customerId: 'c', orderId, line, status: 'open', product: `product ${line}`.repeat(20), createdAt });
    }
  }
  expect((await db.archiveOldData()).itemsArchived).toBe(6);
});
afterAll(() => servers.stop());

const key = { customerId: 'c', orderId: 'o1', line: 2 };
const rowOf = async (sk: string) =>
  (await servers.dynamoDb.send(new GetItemCommand({ TableName: 'tiered_orders', Key: { pk: { S: 'CUSTOMER#c' }, sk: { S: sk } } }))).Item;

describe('archived items whose keys templates make', () => {
  it('keep their keys in the row, and are stored under them', async () => {
    const row = await rowOf('ORDER#o1#LINE#0002');
    expect(row).toMatchObject({ gsi_pk: { S: 'STATUS#open' }, gsi_sk: { S: `${old.toISOString()}#o1#0002` } });
    expect(row).not.toHaveProperty('product');
    const { Contents = [] } = await servers.s3.send(new ListObjectsV2Command({ Bucket: servers.bucketName }));
    const isSingle = testLayout === 'single';
    expect(Contents.map(({ Key }) => Key).filter(name => name?.includes(isSingle ? '0002' : 'packs/'))).toHaveLength(2);
    expect(row?.s3Key?.S).toMatch(isSingle ? /^lines\/.*LINE.*0002\.json/ : /^packs\/tiered_orders\/.*\.json\.gz$/);
  });

  it('are read, found, filtered and counted as before', async () => {
    const line = await db.orders.lines.load(key);
    expect(line).toMatchObject({ ...key, status: 'open', createdAt: old });
    expect(line && archiveOf(line)).toBeDefined();
    const page = await db.orders.lines.query(beginsWith({ customerId: 'c', orderId: 'o1' }), {
      filter: l => l.product.beginsWith('product 2'),
    });
    expect(page.contents.map(each => each.line)).toEqual([2]);
    expect((await db.orders.orders.query(beginsWith({ customerId: 'c' }))).contents.map(({ orderId }) => orderId)).toEqual(['o1', 'o2']);
    const limited: number[] = [];
    for await (const each of db.orders.lines.queryAllContents(beginsWith({ customerId: 'c' }), { limit: 4 })) limited.push(each.line);
    expect(limited).toEqual([1, 2, 10, 1]);
    expect(await db.orders.lines.count(atLeast({ customerId: 'c', orderId: 'o1', line: 2 }))).toBe(5);
    expect(await db.orders.orders.count(beginsWith({ customerId: 'c' }), { filter: o => o.note.contains('o2') })).toBe(1);
    const open = await db.orders.byStatus.query(equalTo({ status: 'open', createdAt: old }));
    expect(open.contents.map(({ orderId, line: number }) => `${orderId}/${number}`)).toEqual(['o1/1', 'o1/2', 'o2/1', 'o2/2']);
    expect((await db.orders.orders.scan()).contents).toHaveLength(2);
    const items = await db.batchLoad([db.orders.lines.key(key)]);
    expect(items.getItems(OrderLine)[0]).toMatchObject(key);
  });

  it('are updated, with the index’s key, and deleted', async () => {
    const updated = await db.orders.lines.update(key, u => [u.status.set('sent'), u.createdAt.set(young)], { if: l => l.product.exists() });
    expect(updated).toMatchObject({ ...key, status: 'sent', createdAt: young });
    expect(await rowOf('ORDER#o1#LINE#0002')).toMatchObject({
      gsi_pk: { S: 'STATUS#sent' },
      gsi_sk: { S: `${young.toISOString()}#o1#0002` },
    });
    expect((await db.orders.byStatus.query(beginsWith({ status: 'sent' }))).contents).toHaveLength(1);
    const removed = await db.orders.orders.deleteKey({ customerId: 'c', orderId: 'o2' }, { returnOld: true });
    expect(removed).toMatchObject({ customerId: 'c', orderId: 'o2', createdAt: old });
    await db.batchWrite(new BatchWriteSet().delete(db.orders.lines.key({ ...key, line: 1 })));
    expect(await db.orders.lines.count(beginsWith({ customerId: 'c', orderId: 'o1' }))).toBe(2);
  });
});
