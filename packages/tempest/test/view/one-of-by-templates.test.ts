import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Attribute,
  BatchWriteSet,
  beginsWith,
  collection,
  DeclarationError,
  Discriminator,
  InvalidExpressionError,
  inlineView,
  LogicalDb,
  logicalTable,
  oneOf,
  secondaryIndex,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { noClient } from '../fixtures/compile.js';

abstract class Line {
  @Attribute() orderId!: string;
  @Attribute() line!: number;
  @Discriminator() readonly kind!: string;
  @Attribute() status?: string;
  @Attribute() shelf?: string;
}

class Goods extends Line {
  override readonly kind = 'goods';
}

class Service extends Line {
  override readonly kind = 'service';
}

/** Its status is part of its key, and stored there only. */
class Note {
  @Attribute() orderId!: string;
  @Attribute() status!: string;
  @Attribute() shelf?: string;
}

const KEY = ['ORDER#{orderId}', 'LINE#{line:4}'] as const;

class OrderDb extends LogicalDb {
  orders = logicalTable({
    name: 'templated_orders',
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: { by_status: { partitionKey: 'gsi_pk', sortKey: 'gsi_sk' }, by_shelf: { partitionKey: 'gsi2_pk', sortKey: 'pk' } },
    views: {
      goods: inlineView(Goods, { key: KEY }),
      services: inlineView(Service, { key: KEY }),
      notes: inlineView(Note, { key: ['ORDER#{orderId}', 'NOTE#{status}'] }),
      lines: inlineView(oneOf(Service, Goods), { key: KEY }),
      whole: collection(oneOf(Goods, Service, Note), { key: ['ORDER#{orderId}'] }),
      goodsByStatus: secondaryIndex(Goods, { index: 'by_status', key: ['STATUS#{status}', '{orderId}#{line:4}'] }),
      servicesByStatus: secondaryIndex(Service, { index: 'by_status', key: ['STATUS#{status}', '{orderId}#{line:4}'] }),
      goodsByShelf: secondaryIndex(Goods, { index: 'by_shelf', key: ['SHELF#{shelf}', 'ORDER#{orderId}'] }),
    },
  });
}

let servers: LocalServers;
let db: OrderDb;
let orders: OrderDb['orders'];

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(OrderDb);
  db = LogicalDb.create(OrderDb, servers.dynamoDb);
  orders = db.orders;
});
afterAll(() => servers.stop());

const rowOf = async (orderId: string, sk: string) =>
  (
    await servers.dynamoDb.send(
      new GetItemCommand({ TableName: 'templated_orders', Key: { pk: { S: `ORDER#${orderId}` }, sk: { S: sk } }, ConsistentRead: true }),
    )
  ).Item;

describe('an update through a view of several classes whose keys templates make', () => {
  it('moves the item of any of them in an index that all are in alike', async () => {
    await orders.lines.save(Object.assign(new Goods(), { orderId: 'o', line: 1, status: 'open' }));
    await orders.lines.save(Object.assign(new Service(), { orderId: 'o', line: 2, status: 'open' }));
    for (const line of [1, 2]) {
      await orders.lines.update({ orderId: 'o', line }, u => u.status.set('sent'));
      expect(await rowOf('o', `LINE#000${line}`)).toMatchObject({ gsi_pk: { S: 'STATUS#sent' }, gsi_sk: { S: `o#000${line}` } });
    }
  });

  it('is refused where an index has some of them only: it would not know whether to make the index’s key', async () => {
    await orders.goods.save({ orderId: 'o', line: 3, shelf: 's' });
    const update = orders.lines.update({ orderId: 'o', line: 3 }, u => u.shelf.set('t'));
    await expect(update).rejects.toThrow(InvalidExpressionError);
    await expect(update).rejects.toThrow(/gsi2_pk, made by 'SHELF#\{shelf\}', is not made alike.*Use the view of one class/s);
    await orders.goods.update({ orderId: 'o', line: 3 }, u => u.shelf.set('t'));
    expect(await rowOf('o', 'LINE#0003')).toMatchObject({ gsi2_pk: { S: 'SHELF#t' } });
  });
});

describe('a filter on several classes', () => {
  it('is refused where one of them stores the property in its key only: its items would be missing in silence', async () => {
    await orders.notes.save({ orderId: 'f', status: 'open', shelf: 's' });
    await orders.goods.save({ orderId: 'f', line: 1, status: 'open' });
    const condition = beginsWith({ orderId: 'f' });
    await expect(orders.whole.query(condition, { filter: item => item.status.eq('open') })).rejects.toThrow(
      /status is stored in the key of its table only/,
    );
    expect((await orders.whole.query(condition, { filter: item => item.shelf.eq('s') })).contents).toEqual([
      Object.assign(new Note(), { orderId: 'f', status: 'open', shelf: 's' }),
    ]);
  });
});

describe('a batch', () => {
  it('deletes whatever row has the key, also that of another class: DynamoDB takes no conditions there', async () => {
    await orders.goods.save({ orderId: 'b', line: 1 });
    await db.batchWrite(new BatchWriteSet().delete(orders.services.key({ orderId: 'b', line: 1 })));
    expect(await orders.goods.load({ orderId: 'b', line: 1 })).toBeUndefined();
  });
});

describe('a key that looks alike in two classes and is stored otherwise', () => {
  class NumberedLine {
    @Attribute() orderId!: string;
    @Attribute({ type: Number }) line!: number;
    @Discriminator() readonly kind = 'numbered';
  }
  class NamedLine {
    @Attribute() orderId!: string;
    @Attribute() line!: string;
    @Discriminator() readonly kind = 'named';
  }
  const key = ['ORDER#{orderId}', 'LINE#{line}'] as const;

  it('is found when the database is created', () => {
    class Db extends LogicalDb {
      lines = logicalTable({
        name: 'lines',
        views: {
          numbered: inlineView(NumberedLine, { key }),
          named: inlineView(NamedLine, { key }),
          all: inlineView(oneOf(NumberedLine, NamedLine), { key }),
        },
      });
    }
    expect(() => LogicalDb.create(Db, noClient)).toThrow(DeclarationError);
    expect(() => LogicalDb.create(Db, noClient)).toThrow(/its key is not that of named, the view of NamedLine/);
  });
});
