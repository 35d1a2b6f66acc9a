import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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
import { intercept } from '../support/intercept.js';
import { old } from '../support/stage.js';

const OPTIONS = { archiveAfterDays: 1, s3KeyTemplate: 'orders/{pk}' };
const POINTER = ['s3Key', 's3Archive'];
const INDEXES = {
  whole: { partitionKey: 'shop', sortKey: 'at' },
  lean: { partitionKey: 'shop', sortKey: 'at', projection: ['total', ...POINTER] },
} as const;

@HybridTable(OPTIONS)
class Order {
  @Attribute() pk!: string;
  @Attribute() shop!: string;
  @ArchivalTimestamp() at!: Date;
  @Attribute() total!: number;
  @Attribute({ keepInPointer: true }) status?: string;
  @Attribute() text?: string;
}

class FirstDatabase extends LogicalDb {
  orders = logicalTable({
    name: 'orders',
    partitionKey: 'pk',
    sortKey: null,
    indexes: INDEXES,
    views: { all: inlineView(Order, { key: ['pk'] }) },
  });
}

/** A later release: what is to be paid depends on what the row keeps. */
@HybridTable({
  ...OPTIONS,
  schemaVersion: 2,
  upcast: {
    1: row => {
      if (typeof row.status !== 'string') throw new Error(`an order of no status: ${Object.keys(row).join()}`);
      return { ...row, total: row.status === 'void' ? 0 : row.total };
    },
  },
})
class LaterOrder {
  @Attribute() pk!: string;
  @Attribute() shop!: string;
  @ArchivalTimestamp() at!: Date;
  @Attribute() total!: number;
  @Attribute({ keepInPointer: true }) status?: string;
  @Attribute() text?: string;
}

/** Of its own, over an index: it declares no status. */
class OrderSummary {
  @Attribute() pk!: string;
  @Attribute() shop!: string;
  @Attribute({ type: Date }) at!: Date;
  @Attribute() total!: number;
}

class LaterDatabase extends LogicalDb {
  orders = logicalTable({
    name: 'orders',
    partitionKey: 'pk',
    sortKey: null,
    indexes: INDEXES,
    views: {
      all: inlineView(LaterOrder, { key: ['pk'] }),
      whole: secondaryIndex(OrderSummary, { index: 'whole', key: ['shop', 'at'] }),
      lean: secondaryIndex(OrderSummary, { index: 'lean', key: ['shop', 'at'] }),
    },
  });
}

let servers: LocalServers;
let tables = 0;
let table: string;
let first: HybridLogicalDb<FirstDatabase>;
let later: HybridLogicalDb<LaterDatabase>;
let stop = (): void => undefined;

beforeAll(async () => {
  servers = await startLocalServers();
});
afterAll(() => servers.stop());
afterEach(() => {
  stop();
  stop = () => undefined;
});

beforeEach(async () => {
  tables += 1;
  table = `orders_${tables}`;
  const options = { tableNameResolver: () => table };
  await servers.createTables(FirstDatabase, options);
  const config = { s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: `${table}/` } };
  first = HybridLogicalDb.create(FirstDatabase, LogicalDb.create(FirstDatabase, servers.dynamoDb, options), config);
  later = HybridLogicalDb.create(LaterDatabase, LogicalDb.create(LaterDatabase, servers.dynamoDb, options), config);
  for (const [pk, status] of [
    ['a', 'void'],
    ['b', 'paid'],
  ] as const)
    await first.orders.all.save({ pk, shop: 's', at: old, total: 42, status, text: 'x'.repeat(300) });
  expect(await first.archiveOldData()).toMatchObject({ itemsArchived: 2 });
});

describe.each(['whole', 'lean'] as const)('an upcaster that uses what the row keeps, through the %s index', name => {
  const totals = async (contents: readonly OrderSummary[]) => contents.map(({ pk, total }) => [pk, total]).sort();
  const wanted = [
    ['a', 0],
    ['b', 42],
  ];

  it('is given it by a query and a scan of a class that does not declare it', async () => {
    const view = later.orders[name];
    expect(await later.orders.all.load({ pk: 'a' })).toMatchObject({ total: 0 });
    expect(await totals((await view.query(beginsWith({ shop: 's' }))).contents)).toEqual(wanted);
    expect(await totals((await view.scan()).contents)).toEqual(wanted);
    const free = await view.query(beginsWith({ shop: 's' }), { filter: order => order.total.eq(0) });
    expect(await totals(free.contents)).toEqual([['a', 0]]);
    expect(await view.count(beginsWith({ shop: 's' }))).toBe(2);
    expect(await view.count(beginsWith({ shop: 's' }), { filter: order => order.total.eq(0) })).toBe(1);
  });

  it('is given that of the row as it is when it has changed since the index showed it', async () => {
    const view = later.orders[name];
    let changed = false;
    stop = intercept(servers.dynamoDb, 'Query', async ({ send }) => {
      const answer = await send();
      if (!changed) {
        changed = true;
        await later.orders.all.delete({ pk: 'b' });
        await later.orders.all.update({ pk: 'a' }, u => u.text.set('new')); // restored
      }
      return answer;
    });
    const { contents } = await view.query(beginsWith({ shop: 's' }));
    // The index that carries all shows what was; objects are there until the sweeper comes.
    expect(await totals(contents)).toEqual(name === 'whole' ? wanted : [['a', 0]]);
  });
});

it('what the index shows of an item that has moved within it meanwhile is told by where it is now', async () => {
  stop = intercept(servers.dynamoDb, 'Query', async ({ send }) => {
    const answer = await send();
    stop();
    const update = {
      TableName: table,
      Key: { pk: { S: 'a' } },
      UpdateExpression: 'SET shop = :x',
      ExpressionAttributeValues: { ':x': { S: 'other' } },
    };
    await servers.dynamoDb.send(new UpdateItemCommand(update));
    return answer;
  });
  const { contents } = await later.orders.lean.query(beginsWith({ shop: 's' }));
  expect(contents.map(({ pk }) => pk)).toEqual(['b']);
});
