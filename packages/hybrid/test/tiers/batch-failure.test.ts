import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ArchivalTimestamp, Attribute, HybridLogicalDb, HybridTable, inlineView, LogicalDb, logicalTable } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { old } from '../support/stage.js';

@HybridTable({ archiveAfterDays: 30, s3KeyTemplate: 'orders/{pk}/{sk}' })
class Order {
  @Attribute({ name: 'partition_key' }) customer!: string;
  @Attribute({ name: 'sort_key', prefix: 'ORDER#' }) id!: string;
  @ArchivalTimestamp() placedAt!: Date;
  @Attribute() note!: string;
}

@HybridTable({ archiveAfterDays: 30, s3KeyTemplate: 'bills/{pk}/{sk}' })
class Bill {
  @Attribute({ name: 'partition_key' }) customer!: string;
  @Attribute({ name: 'sort_key', prefix: 'BILL#' }) id!: string;
  @ArchivalTimestamp() placedAt!: Date;
  @Attribute() note!: string;
}

class ShopDb extends LogicalDb {
  shop = logicalTable({
    name: 'shop',
    views: { orders: inlineView(Order, { key: ['customer', 'id'] }), bills: inlineView(Bill, { key: ['customer', 'id'] }) },
  });
}

let servers: LocalServers;
let db: HybridLogicalDb<ShopDb>;
const ids = Array.from({ length: 20 }, (_, number) => `b${number}`);
const keys = () => [db.shop.orders.key({ customer: 'c', id: 'o' }), ...ids.map(id => db.shop.bills.key({ customer: 'c', id }))];

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(ShopDb);
  const s3Config = { bucketName: servers.bucketName, client: servers.s3 };
  db = HybridLogicalDb.create(ShopDb, LogicalDb.create(ShopDb, servers.dynamoDb), { s3Config, readAttempts: 1 });
  const item = { customer: 'c', placedAt: old, note: 'n' };
  await db.shop.orders.save({ ...item, id: 'o' });
  for (const id of ids) await db.shop.bills.save({ ...item, id });
  expect(await db.archiveOldData()).toMatchObject({ itemsArchived: 21 });
});
afterAll(() => servers.stop());

it.each(['batchLoad', 'transactionLoad'] as const)(
  '%s of which an item of one view fails reads none of another view any more',
  async operation => {
    servers.s3Server?.inject({
      when: ({ operation: name, key }) => name === 'GetObject' && !!key?.startsWith('bills/'),
      fault: { kind: 'delay', ms: 500 },
    });
    servers.s3Server?.inject({
      when: ({ operation: name, key }) => name === 'GetObject' && !!key?.startsWith('orders/'),
      fault: { kind: 'status', status: 404, code: 'NoSuchKey' },
    });
    let running = 0;
    servers.s3.middlewareStack.add(
      next => async args => {
        running += 1;
        try {
          return await next(args);
        } finally {
          running -= 1;
        }
      },
      { step: 'finalizeRequest', priority: 'low', name: 'watch' },
    );
    await expect(db[operation](keys())).rejects.toMatchObject({ code: 'HYDRATION_FAILED', reason: 'missing' });
    expect(running).toBe(0);
    servers.s3.middlewareStack.remove('watch');
    servers.s3Server?.clearFaults();
  },
);
