import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  Attribute,
  beginsWith,
  ConditionFailedError,
  type ConditionInput,
  expression,
  type Generated,
  HybridLogicalDb,
  HybridTable,
  ItemNotFoundError,
  inlineView,
  LogicalDb,
  logicalTable,
  not,
  secondaryIndex,
  TransactionCanceledError,
  TransactionWriteSet,
  Version,
  VersionConflictError,
} from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { testLayout } from '../../../../test-support/test-layout.js';

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: '{table}/{pk}/{sk}.json' })
class Order {
  @Attribute({ name: 'partition_key' }) customer!: string;
  @Attribute({ name: 'sort_key' }) id!: string;
  @Attribute() total!: number;
  @Attribute({ keepInPointer: true }) status!: string;
  @Attribute() note?: string;
  @Attribute() lines?: string[];
  @Attribute({ name: 'customer_group' }) group?: string;
  @ArchivalTimestamp() placedAt!: Date;
}

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: '{table}/{pk}/{sk}.json' })
class Account {
  @Attribute({ name: 'partition_key' }) id!: string;
  @Attribute({ name: 'sort_key', prefix: 'ACCOUNT_' }) readonly sortKey = '';
  @Attribute() balance!: number;
  @Version() version!: Generated<number>;
  @ArchivalTimestamp() openedAt!: Date;
}

class Shop extends LogicalDb {
  orders = logicalTable({
    name: 'orders',
    indexes: { by_group: { partitionKey: 'customer_group', sortKey: 'placedAt' } },
    views: {
      all: inlineView(Order, { key: ['customer', 'id'] }),
      byGroup: secondaryIndex(Order, { index: 'by_group', key: ['group', 'placedAt'] }),
    },
  });
  accounts = logicalTable({ name: 'accounts', views: { all: inlineView(Account, { key: ['id'] }) } });
}

const old = new Date('2020-05-05T00:00:00.000Z');
let servers: LocalServers;
let regular: Shop;
let db: HybridLogicalDb<Shop>;
let orders: Shop['orders']['all'];

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(Shop);
  regular = LogicalDb.create(Shop, servers.dynamoDb);
  db = HybridLogicalDb.create(Shop, regular, {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
    archivalConfig: { layout: testLayout },
  });
  orders = db.orders.all;
});

afterAll(() => servers.stop());

let count = 0;
/** An order that is archived. */
async function archived(fields: Partial<Order> = {}): Promise<{ customer: string; id: string }> {
  count += 1;
  const key = { customer: `c${count}`, id: `o${count}` };
  await orders.save({ ...key, total: 10, status: 'sent', placedAt: old, ...fields });
  await db.archiveOldData();
  expect(await isArchived(key)).toBe(true);
  return key;
}

const rowOf = async ({ customer, id }: { customer: string; id: string }) =>
  (
    await servers.dynamoDb.send(
      new GetItemCommand({ TableName: 'orders', Key: { partition_key: { S: customer }, sort_key: { S: id } }, ConsistentRead: true }),
    )
  ).Item;
const isArchived = async (key: { customer: string; id: string }) => (await rowOf(key))?.s3Archive !== undefined;

describe('writes to archived items', () => {
  it('update them as if they had never moved', async () => {
    const key = await archived({ note: 'n', lines: ['a'] });
    const updated = await orders.update(key, u => [u.total.add(5), u.lines.append('b'), u.note.remove()]);
    expect(updated).toEqual(Object.assign(new Order(), { ...key, total: 15, status: 'sent', lines: ['a', 'b'], placedAt: old }));
    expect(await isArchived(key)).toBe(false);
    expect(await orders.load(key)).toEqual(updated);
  });

  it('ask conditions of the whole item', async () => {
    const key = await archived({ note: 'n' });
    await expect(orders.update(key, u => u.total.set(1), { if: p => p.note.eq('other') })).rejects.toThrow(ConditionFailedError);
    expect(await orders.load(key)).toMatchObject({ total: 10 });
    const again = await archived({ note: 'n' });
    await expect(orders.save({ ...again, total: 2, status: 'new', placedAt: old }, { if: p => p.note.notExists() })).rejects.toThrow(
      ConditionFailedError,
    );
    await orders.save({ ...again, total: 2, status: 'new', placedAt: old }, { if: expression('note = :n', { values: { ':n': 'n' } }) });
    expect(await orders.load(again)).toMatchObject({ total: 2, status: 'new' });
    const deleted = await archived({ note: 'n' });
    expect(await orders.delete(deleted, { if: p => p.total.eq(10), returnOld: true })).toMatchObject({ note: 'n' });
    expect(await rowOf(deleted)).toBeUndefined();
  });

  it('keep what other writers added to the row meanwhile', async () => {
    const key = await archived({ note: 'archived' });
    await servers.dynamoDb.send(
      new UpdateItemCommand({
        TableName: 'orders',
        Key: { partition_key: { S: key.customer }, sort_key: { S: key.id } },
        UpdateExpression: 'SET note = :n, foreign_one = :f',
        ExpressionAttributeValues: { ':n': { S: 'theirs' }, ':f': { N: '1' } },
      }),
    );
    expect(await orders.update(key, u => u.total.add(1))).toMatchObject({ note: 'theirs', total: 11 });
    expect(await rowOf(key)).toMatchObject({ foreign_one: { N: '1' } });
  });

  it('check versions from the pointer, and restore nothing for a stale one', async () => {
    const account = await db.accounts.all.save({ id: `a${count}`, balance: 1, openedAt: old });
    await db.archiveOldData();
    await expect(db.accounts.all.save(Object.assign(new Account(), account, { version: 7 }))).rejects.toThrow(VersionConflictError);
    const updated = await db.accounts.all.update(account, u => u.balance.add(1));
    expect(updated).toMatchObject({ balance: 2, version: 2 });
    await db.archiveOldData();
    expect(await db.accounts.all.save(Object.assign(new Account(), updated, { balance: 9 }))).toMatchObject({ balance: 9, version: 3 });
  });

  it('never make an item of a missing one', async () => {
    await expect(orders.update({ customer: 'nobody', id: 'none' }, u => u.total.add(1))).rejects.toThrow(ItemNotFoundError);
  });

  it('send nothing more for items that are hot', async () => {
    const key = { customer: 'hot', id: 'hot' };
    await orders.save({ ...key, total: 1, status: 'new', placedAt: new Date() });
    const before = servers.dynamoDbServer.requests.total;
    await orders.update(key, u => u.total.add(1), { if: p => p.total.lt(100) });
    expect(servers.dynamoDbServer.requests.total - before).toBe(1);
  });
});

describe('filters over both tiers', () => {
  it('see the whole item, through the table and through indexes', async () => {
    const customer = 'filters';
    for (let index = 0; index < 8; index += 1) {
      const placedAt = index % 2 === 0 ? new Date(old.getTime() + index) : new Date();
      await orders.save({
        customer,
        id: `o${index}`,
        total: index,
        status: index < 4 ? 'sent' : 'new',
        group: 'g',
        placedAt,
        ...(index > 5 && { note: 'late' }),
      });
    }
    const everyFilter: { filter: ConditionInput<Order, 'customer' | 'id' | 'group' | 'placedAt'> }[] = [
      { filter: t => t.total.gt(3) },
      { filter: t => t.note.exists() },
      { filter: t => t.note.notExists().and(t.total.le(2)) },
      { filter: t => not(t.note.eq('late')) },
      { filter: t => t.status.eq('sent') },
      { filter: expression('total > :t AND attribute_exists(note)', { values: { ':t': 6 } }) },
    ];
    const ask = async () => {
      const answers: unknown[] = [];
      for (const options of everyFilter) {
        answers.push((await orders.query(beginsWith({ customer }), options)).contents);
        answers.push(await orders.count(beginsWith({ customer }), options));
        answers.push((await db.orders.byGroup.query(beginsWith({ group: 'g' }), options)).contents);
        answers.push(
          (await orders.scan({ ...options, pageSize: 1000 })).contents
            .filter(order => order.customer === customer)
            .sort((a, b) => a.id.localeCompare(b.id)),
        );
      }
      return answers;
    };
    const before = await ask();
    expect((await db.archiveOldData()).itemsArchived).toBeGreaterThanOrEqual(4);
    expect(await isArchived({ customer, id: 'o0' })).toBe(true);
    expect(await ask()).toEqual(before);
  });

  it('on what pointers keep read no object for items that do not match', async () => {
    const key = await archived({ status: 'kept' });
    const before = servers.s3Server?.requests.count('GetObject') ?? 0;
    expect((await orders.query(beginsWith({ customer: key.customer }), { filter: t => t.status.eq('other') })).contents).toEqual([]);
    expect((servers.s3Server?.requests.count('GetObject') ?? 0) - before).toBe(0);
    expect((await orders.query(beginsWith({ customer: key.customer }), { filter: t => t.status.eq('kept') })).contents).toHaveLength(1);
  });
});

describe('transactions', () => {
  it('mix archived and hot items', async () => {
    const key = await archived({ note: 'n' });
    const hot = { customer: key.customer, id: 'hot' };
    await orders.save({ ...hot, total: 1, status: 'new', placedAt: new Date() });
    await db.transactionWrite(
      new TransactionWriteSet()
        .update(orders.key(key), u => u.total.add(1), { if: p => p.note.eq('n') })
        .update(orders.key(hot), u => u.total.add(1)),
    );
    expect(await orders.load(key)).toMatchObject({ total: 11, note: 'n' });
    expect(await orders.load(hot)).toMatchObject({ total: 2 });
    const other = await archived({ note: 'n' });
    await expect(
      db.transactionWrite(new TransactionWriteSet().update(orders.key(other), u => u.total.add(1), { if: p => p.note.eq('x') })),
    ).rejects.toThrow(TransactionCanceledError);
    expect(await orders.load(other)).toMatchObject({ total: 10 });
  });
});
