import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  Attribute,
  archiveOf,
  beginsWith,
  collection,
  Discriminator,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
  oneOf,
} from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { testLayout } from '../../../../test-support/test-layout.js';

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'orders/{pk}/{sk}.json' })
class Order {
  @Attribute({ name: 'partition_key' }) orderId!: string;
  @Attribute({ name: 'sort_key', prefix: 'INFO' }) readonly sortKey = '';
  @Attribute() note?: string;
  @ArchivalTimestamp() placedAt!: Date;
}

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'orders/{pk}/{sk}.json' })
class OrderLine {
  @Attribute({ name: 'partition_key' }) orderId!: string;
  @Attribute({ name: 'sort_key', prefix: 'LINE_' }) line!: string;
  @Discriminator() readonly kind: 'goods' | 'service' = 'goods';
  @Attribute() note?: string;
  @Attribute() s3Key?: string;
  @ArchivalTimestamp() placedAt!: Date;
}

class ServiceLine extends OrderLine {
  override readonly kind = 'service';
  @Attribute() hours!: number;
}

class Shop extends LogicalDb {
  shop = logicalTable({
    name: 'shop',
    views: {
      orders: inlineView(Order, { key: ['orderId'] }),
      goods: inlineView(OrderLine, { key: ['orderId', 'line'] }),
      services: inlineView(ServiceLine, { key: ['orderId', 'line'] }),
      lines: inlineView(oneOf(OrderLine, ServiceLine), { key: ['orderId', 'line'] }),
      whole: collection(oneOf(Order, OrderLine, ServiceLine), { key: ['orderId'] }),
    },
  });
}

const [old, young] = [new Date('2020-05-05T00:00:00.000Z'), new Date()];
let servers: LocalServers;
let shop: Shop['shop'];
let db: HybridLogicalDb<Shop>;

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(Shop);
  db = HybridLogicalDb.create(Shop, LogicalDb.create(Shop, servers.dynamoDb), {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
    archivalConfig: { layout: testLayout },
  });
  shop = db.shop;
});

afterAll(() => servers.stop());

async function order(orderId: string): Promise<void> {
  await shop.orders.save({ orderId, note: 'n', placedAt: old });
  await shop.goods.save({ orderId, line: '1', kind: 'goods', note: 'n', placedAt: old });
  await shop.services.save({ orderId, line: '2', hours: 2, note: 'other', placedAt: old });
  await shop.services.save({ orderId, line: '3', hours: 3, note: 'n', placedAt: young });
  await shop.goods.save({ orderId, line: '4', kind: 'goods', placedAt: young });
  expect(await db.archiveOldData()).toMatchObject({ itemsArchived: 3, errors: [] });
}

const names = (items: readonly (Order | OrderLine)[]) =>
  items.map(item => `${item instanceof OrderLine ? item.line : 'order'}${archiveOf(item) ? '*' : ''}`);

it('a collection is the same in both tiers: order, classes, filters, counts, limits', async () => {
  await order('o1');
  const condition = beginsWith({ orderId: 'o1' });
  const { contents } = await shop.whole.query(condition);
  expect(names(contents)).toEqual(['order*', '1*', '2*', '3', '4']);
  expect(contents.map(item => item.constructor)).toEqual([Order, OrderLine, ServiceLine, ServiceLine, OrderLine]);
  expect(names((await shop.whole.query(condition, { filter: o => o.note.eq('n') })).contents)).toEqual(['order*', '1*', '3']);
  expect(await shop.whole.count(condition)).toBe(5);
  expect(await shop.whole.count(condition, { filter: o => o.note.notExists() })).toBe(1);
  const limited: (Order | OrderLine)[] = [];
  for await (const item of shop.whole.queryAllContents(condition, { limit: 3, asc: false, pageSize: 2 })) limited.push(item);
  expect(names(limited)).toEqual(['4', '3', '2*']);
  expect(names((await shop.whole.scan({ filter: o => o.note.eq('n') })).contents).sort()).toEqual(['1*', '3', 'order*']);
});

it('a view of several classes reads and writes archived items as those of their classes', async () => {
  await order('o2');
  const key = (line: string) => ({ orderId: 'o2', line });
  expect(names((await shop.lines.query(beginsWith({ orderId: 'o2' }), { filter: l => l.note.eq('n') })).contents)).toEqual(['1*', '3']);
  const service = await shop.lines.load(key('2'));
  expect(service).toBeInstanceOf(ServiceLine);
  expect((await db.batchLoad([shop.lines.key(key('1')), shop.lines.key(key('2'))])).getItems(ServiceLine)).toHaveLength(1);
  const updated = await shop.lines.update(key('2'), u => u.note.set('x'), { if: l => l.note.eq('other') });
  expect(updated).toBeInstanceOf(ServiceLine);
  expect(updated).toMatchObject({ hours: 2, note: 'x' });
  expect(await shop.lines.deleteKey(key('1'), { returnOld: true })).toMatchObject({ kind: 'goods', note: 'n' });
  const { Item } = await servers.dynamoDb.send(
    new GetItemCommand({ TableName: 'shop', Key: { partition_key: { S: 'o2' }, sort_key: { S: 'INFO' } } }),
  );
  expect(Item?.s3Archive).toBeDefined();
});
