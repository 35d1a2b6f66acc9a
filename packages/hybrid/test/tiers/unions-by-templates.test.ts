import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  Attribute,
  beginsWith,
  collection,
  Discriminator,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
  oneOf,
  secondaryIndex,
} from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import fc from 'fast-check';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { testLayout } from '../../../../test-support/test-layout.js';
import { old, young } from '../support/stage.js';

const TIERED = { archiveAfterDays: 365, s3KeyTemplate: 'orders/{pk}/{sk}.json' };

/** What all the classes have. */
abstract class Placed {
  @Attribute() customerId!: string;
  @Attribute() orderId!: string;
  @Attribute() note?: string;
  @ArchivalTimestamp() placedAt!: Date;
}

@HybridTable(TIERED)
class Order extends Placed {
  @Attribute() total!: number;
}

abstract class Line extends Placed {
  @Attribute() line!: number;
  @Attribute() status?: string;
  @Discriminator({ name: 'line_kind' }) readonly kind!: string;
}

@HybridTable(TIERED)
class Goods extends Line {
  override readonly kind = 'goods';
  @Attribute() weight!: number;
}

@HybridTable(TIERED)
class Service extends Line {
  override readonly kind = 'service';
  @Attribute() hours!: number;
}

const LINE_KEY = ['CUSTOMER#{customerId}', 'ORDER#{orderId}#LINE#{line:4}'] as const;
const BY_STATUS = { index: 'by_status', key: ['STATUS#{status}', '{placedAt}#{orderId}#{line:4}'] } as const;

class ShopDb extends LogicalDb {
  shop = logicalTable({
    name: 'shop',
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: { by_status: { partitionKey: 'gsi_pk', sortKey: 'gsi_sk' } },
    views: {
      orders: inlineView(Order, { key: ['CUSTOMER#{customerId}', 'ORDER#{orderId}'] }),
      goods: inlineView(Goods, { key: LINE_KEY }),
      services: inlineView(Service, { key: LINE_KEY }),
      lines: inlineView(oneOf(Goods, Service), { key: LINE_KEY }),
      whole: collection(oneOf(Order, Goods, Service), { key: ['CUSTOMER#{customerId}'] }),
      goodsByStatus: secondaryIndex(Goods, BY_STATUS),
      servicesByStatus: secondaryIndex(Service, BY_STATUS),
      linesByStatus: secondaryIndex(oneOf(Goods, Service), BY_STATUS),
    },
  });
}

type Item = Order | Goods | Service;

const keyFields = {
  customerId: fc.constantFrom('c', 'ü'),
  orderId: fc.constantFrom('1', '10', '1/2', 'LINE', 'é😀', ' '),
};
const fields = {
  ...keyFields,
  note: fc.option(fc.constantFrom('n', 'other', 'é'), { nil: undefined }),
  placedAt: fc.constantFrom(old, young),
};
const lineFields = {
  ...fields,
  line: fc.integer({ min: 0, max: 11 }),
  status: fc.option(fc.constantFrom('open', 'sent'), { nil: undefined }),
};
const instance = <E extends Item>(entity: new () => E) => {
  return (given: object): E => Object.assign(new entity(), given);
};
const items = fc.uniqueArray<Item, string>(
  fc.oneof(
    fc.record({ ...fields, total: fc.integer() }).map(instance(Order)),
    fc.record({ ...lineFields, weight: fc.integer() }).map(instance(Goods)),
    fc.record({ ...lineFields, hours: fc.integer() }).map(instance(Service)),
  ),
  { minLength: 1, maxLength: 16, size: 'max', selector: item => `${item.customerId}/${sortKey(item)}` },
);

const isLine = (item: Item): item is Goods | Service => !(item instanceof Order);
const sortKey = (item: Item): string => `ORDER#${item.orderId}${isLine(item) ? `#LINE#${String(item.line).padStart(4, '0')}` : ''}`;
const indexKey = (line: Goods | Service): string => `${line.placedAt.toISOString()}#${line.orderId}#${String(line.line).padStart(4, '0')}`;
const byBytes = (key: (item: never) => string) => (a: Item, b: Item) =>
  Buffer.compare(Buffer.from(key(a as never)), Buffer.from(key(b as never)));
/** An item with its class. */
const told = (found: readonly Item[]) => found.map(item => [item.constructor.name, JSON.parse(JSON.stringify(item))]);
const unordered = (found: readonly Item[]) => told(found.toSorted(byBytes(item => `${(item as Item).customerId}/${sortKey(item)}`)));

let servers: LocalServers;
let tables = 0;

beforeAll(async () => {
  servers = await startTestServers();
});
afterAll(() => servers.stop());

async function newDb(): Promise<HybridLogicalDb<ShopDb>> {
  tables += 1;
  const tableNameResolver = (name: string) => `${name}_${tables}`;
  await servers.createTables(ShopDb, { tableNameResolver });
  const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: `${tables}/` };
  return HybridLogicalDb.create(ShopDb, LogicalDb.create(ShopDb, servers.dynamoDb, { tableNameResolver }), {
    s3Config,
    archivalConfig: { layout: testLayout },
  });
}

async function all<T>(iterable: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of iterable) found.push(item);
  return found;
}

/** Asks every view for what the model says. */
async function compare(db: HybridLogicalDb<ShopDb>, model: readonly Item[]): Promise<void> {
  const { shop } = db;
  const lines = model.filter(isLine);
  for (const item of model) {
    const loaded = isLine(item) ? await shop.lines.load(item) : await shop.orders.load(item);
    expect(told([loaded as Item])).toEqual(told([item]));
    if (item instanceof Goods) expect(await shop.services.load(item)).toBeUndefined();
  }
  const loaded = await db.batchLoad([
    ...lines.map(line => shop.lines.key(line)),
    ...model.filter(item => item instanceof Order).map(order => shop.orders.key(order)),
  ]);
  expect(unordered(loaded.items as readonly Item[])).toEqual(unordered(model));
  expect(unordered((await shop.lines.scan()).contents)).toEqual(unordered(lines));
  expect(unordered((await shop.whole.scan()).contents)).toEqual(unordered(model));
  expect(unordered(await all(shop.whole.scanAllContents({ filter: item => item.note.eq('é'), pageSize: 4 })))).toEqual(
    unordered(model.filter(({ note }) => note === 'é')),
  );

  for (const customerId of new Set(model.map(item => item.customerId))) {
    const whole = model.filter(item => item.customerId === customerId).toSorted(byBytes(sortKey));
    const ofOne = whole.filter(isLine);
    const condition = beginsWith({ customerId });
    expect(told((await shop.whole.query(condition)).contents)).toEqual(told(whole));
    expect(told((await shop.lines.query(condition)).contents)).toEqual(told(ofOne));
    expect(told((await shop.services.query(condition)).contents)).toEqual(told(ofOne.filter(line => line instanceof Service)));
    expect(await shop.whole.count(condition)).toBe(whole.length);
    expect(await shop.lines.count(condition)).toBe(ofOne.length);
    expect(await shop.goods.count(condition)).toBe(ofOne.filter(line => line instanceof Goods).length);

    const noted = whole.filter(({ note }) => note !== 'n');
    expect(told(await all(shop.whole.queryAllContents(condition, { filter: item => item.note.ne('n'), pageSize: 3 })))).toEqual(
      told(noted),
    );
    expect(await shop.whole.count(condition, { filter: item => item.note.ne('n') })).toBe(noted.length);
    const sent = ofOne.filter(({ status }) => status === 'sent');
    expect(told((await shop.lines.query(condition, { filter: line => line.status.eq('sent') })).contents)).toEqual(told(sent));
    expect(await shop.lines.count(condition, { filter: line => line.status.eq('sent') })).toBe(sent.length);
    const heavy = ofOne.filter(line => line instanceof Goods && line.weight > 0);
    expect(told((await shop.goods.query(condition, { filter: line => line.weight.gt(0) })).contents)).toEqual(told(heavy));

    const last = await all(shop.whole.queryAllContents(condition, { limit: 3, asc: false, pageSize: 2 }));
    expect(told(last)).toEqual(told(whole.toReversed().slice(0, 3)));
    const limited = await all(shop.lines.queryAllContents(condition, { limit: 2, pageSize: 3, filter: line => line.note.notExists() }));
    expect(told(limited)).toEqual(told(ofOne.filter(({ note }) => note === undefined).slice(0, 2)));
    for (const orderId of new Set(ofOne.map(line => line.orderId))) {
      const ofOrder = ofOne.filter(line => line.orderId === orderId);
      expect(told((await shop.lines.query(beginsWith({ customerId, orderId }))).contents)).toEqual(told(ofOrder));
      expect(await shop.lines.count(beginsWith({ customerId, orderId }))).toBe(ofOrder.length);
    }
  }

  for (const status of ['open', 'sent']) {
    const found = lines.filter(line => line.status === status).toSorted(byBytes(indexKey));
    // Rows of one index key come in no order
    expect(unordered((await shop.linesByStatus.query(beginsWith({ status }))).contents)).toEqual(unordered(found));
    expect(await shop.linesByStatus.count(beginsWith({ status }), { filter: line => line.note.exists() })).toBe(
      found.filter(({ note }) => note !== undefined).length,
    );
    const goods = found.filter(line => line instanceof Goods);
    expect(unordered((await shop.goodsByStatus.query(beginsWith({ status }))).contents)).toEqual(unordered(goods));
    const services = found.filter(line => line instanceof Service && line.placedAt === old);
    expect(await shop.servicesByStatus.count(beginsWith({ status, placedAt: old }))).toBe(services.length);
  }
}

it('random items of three classes whose keys templates make come back through every view, each of its class, in both tiers', async () => {
  await fc.assert(
    fc.asyncProperty(items, async model => {
      const db = await newDb();
      for (const item of model) {
        if (item instanceof Order) await db.shop.orders.save(item);
        else await db.shop.lines.save(item);
      }
      await compare(db, model);
      const archived = model.filter(({ placedAt }) => placedAt === old).length;
      expect(await db.archiveOldData()).toMatchObject({ itemsArchived: archived, errors: [] });
      await compare(db, model);
    }),
    { numRuns: 4 },
  );
});
