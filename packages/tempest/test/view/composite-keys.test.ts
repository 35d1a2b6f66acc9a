import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  atLeast,
  atMost,
  BatchWriteSet,
  beginsWith,
  between,
  equalTo,
  greaterThan,
  InvalidExpressionError,
  InvalidItemError,
  InvalidKeyError,
  LogicalDb,
  lessThan,
  TransactionWriteSet,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { failure } from '../fixtures/failure.js';
import { Order, OrderDb, OrderLine } from '../fixtures/orders.js';

const placedAt = new Date('2026-01-02T03:04:05.678Z');

let servers: LocalServers;
let db: OrderDb;

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(OrderDb);
  db = LogicalDb.create(OrderDb, servers.dynamoDb);
  for (const customerId of ['c1', 'c2']) {
    await db.orders.customers.save({ customerId, email: `${customerId}@example.com` });
    for (const orderId of ['o1', 'o10', 'o2']) {
      await db.orders.orders.save({ customerId, orderId, status: orderId === 'o2' ? 'sent' : 'open', placedAt });
      for (const line of [1, 2, 10, 100])
        await db.orders.lines.save({ customerId, orderId, line, product: `p${line}`, warehouse: line * 7 });
    }
  }
});

afterAll(() => servers.stop());

const stored = async (pk: string, sk: string) =>
  (await servers.dynamoDb.send(new GetItemCommand({ TableName: 'orders', Key: { pk: { S: pk }, sk: { S: sk } } }))).Item;
const put = (sk: string) =>
  servers.dynamoDb.send(new PutItemCommand({ TableName: 'orders', Item: { pk: { S: 'CUSTOMER#c3' }, sk: { S: sk } } }));
const names = (lines: readonly OrderLine[]) => lines.map(({ orderId, line }) => `${orderId}/${line}`);
const at = (customerId: string, orderId: string, line: number) => ({ customerId, orderId, line });
const query = async (condition: Parameters<OrderDb['orders']['lines']['query']>[0]) => {
  const { contents } = await db.orders.lines.query(condition);
  expect(await db.orders.lines.count(condition)).toBe(contents.length);
  return names(contents);
};

describe('a key that a template makes', () => {
  it('is all that stores its properties, which are parsed back from it', async () => {
    expect(await stored('CUSTOMER#c1', 'ORDER#o10#LINE#0002')).toEqual({
      pk: { S: 'CUSTOMER#c1' },
      sk: { S: 'ORDER#o10#LINE#0002' },
      product: { S: 'p2' },
      warehouse: { N: '14' },
      gsi2_pk: { S: 'PRODUCT#p2' },
      gsi2_sk: { S: 'WAREHOUSE#0000000000000014#c1#o10#0002' },
    });
    const line = await db.orders.lines.load(at('c1', 'o10', 2));
    expect(line).toBeInstanceOf(OrderLine);
    expect(line).toEqual(Object.assign(new OrderLine(), { ...at('c1', 'o10', 2), product: 'p2', warehouse: 14 }));
    const saved = await db.orders.lines.save({ ...at('c9', 'o1', 3), product: 'p' });
    expect(saved).toEqual(await db.orders.lines.load(at('c9', 'o1', 3)));
    expect(await db.orders.lines.delete(saved, { returnOld: true })).toEqual(saved);
  });

  it('keeps entities apart of which one’s key is how the other’s begins', async () => {
    const orders = await db.orders.orders.query(beginsWith({ customerId: 'c1' }));
    expect(orders.contents.map(({ orderId }) => orderId)).toEqual(['o1', 'o10', 'o2']);
    expect(orders.contents.every(order => order instanceof Order)).toBe(true);
    expect(await db.orders.orders.count(beginsWith({ customerId: 'c1' }))).toBe(3);
    expect(await db.orders.orders.count(beginsWith({ customerId: 'c1', orderId: 'o1' }))).toBe(2);
    const few: string[] = [];
    for await (const { orderId } of db.orders.orders.queryAllContents(beginsWith({ customerId: 'c1' }), { limit: 2, pageSize: 3 }))
      few.push(orderId);
    expect(few).toEqual(['o1', 'o10']);
    const scanned: string[] = [];
    for await (const { customerId } of db.orders.orders.scanAllContents({ pageSize: 5 })) scanned.push(customerId);
    expect(scanned).toHaveLength(6);
    expect(await db.orders.customers.load({ customerId: 'c2' })).toMatchObject({ customerId: 'c2', email: 'c2@example.com' });
    expect((await db.orders.customers.scan()).contents).toHaveLength(2);
  });

  it('leaves out rows that its template does not make', async () => {
    for (const sk of ['ORDER#o1#LINE#1', 'ORDER#o1#LINE#00001', 'ORDER#o1#LINE#abcd', 'ORDER##LINE#0001', 'ORDER#o1#LINE#0007'])
      await put(sk);
    expect(await query(beginsWith({ customerId: 'c3' }))).toEqual(['o1/7']);
    expect((await db.orders.orders.query(beginsWith({ customerId: 'c3' }))).contents).toEqual([]);
    const seen: string[] = [];
    for await (const line of db.orders.lines.scanAllContents({ filter: l => l.product.notExists() })) seen.push(line.customerId);
    expect(seen).toEqual(['c3']);
    await db.orders.lines.deleteKey(at('c3', 'o1', 7));
  });

  it('takes conditions on its first properties, which stand for all keys that begin with them', async () => {
    const of = (orderId: string, ...lines: number[]) => lines.map(line => `${orderId}/${line}`);
    const [o1, o10, o2] = [of('o1', 1, 2, 10, 100), of('o10', 1, 2, 10, 100), of('o2', 1, 2, 10, 100)];
    expect(await query(beginsWith({ customerId: 'c1' }))).toEqual([...o1, ...o10, ...o2]);
    expect(await query(beginsWith({ customerId: 'c1', orderId: 'o1' }))).toEqual(o1);
    expect(await query(beginsWith(at('c1', 'o1', 10)))).toEqual(['o1/10']);
    expect(await query(equalTo({ customerId: 'c1', orderId: 'o10' }))).toEqual(o10);
    expect(await query(equalTo(at('c1', 'o10', 2)))).toEqual(['o10/2']);
    expect(await query(lessThan({ customerId: 'c1', orderId: 'o10' }))).toEqual(o1);
    expect(await query(atMost({ customerId: 'c1', orderId: 'o10' }))).toEqual([...o1, ...o10]);
    expect(await query(greaterThan({ customerId: 'c1', orderId: 'o10' }))).toEqual(o2);
    expect(await query(atLeast({ customerId: 'c1', orderId: 'o10' }))).toEqual([...o10, ...o2]);
    expect(await query(lessThan(at('c1', 'o1', 10)))).toEqual(of('o1', 1, 2));
    expect(await query(atMost(at('c1', 'o1', 10)))).toEqual(of('o1', 1, 2, 10));
    expect(await query(greaterThan(at('c1', 'o2', 2)))).toEqual(of('o2', 10, 100));
    expect(await query(atLeast(at('c1', 'o2', 2)))).toEqual(of('o2', 2, 10, 100));
    expect(await query(between(at('c1', 'o1', 2), at('c1', 'o1', 10)))).toEqual(of('o1', 2, 10));
    expect(await query(between(at('c1', 'o1', 100), { customerId: 'c1', orderId: 'o10' }))).toEqual(['o1/100', ...o10]);
    expect(await query(between(at('c1', 'o1', 100), { customerId: 'c1', orderId: 'o1' }))).toEqual(['o1/100']);
    const descending = await db.orders.lines.query(beginsWith({ customerId: 'c1', orderId: 'o2' }), {
      asc: false,
      filter: l => l.product.ne('p2'),
    });
    expect(names(descending.contents)).toEqual(['o2/100', 'o2/10', 'o2/1']);
  });

  it('pages with a cursor', async () => {
    const seen: string[] = [];
    let initialOffset: string | undefined;
    do {
      const page = await db.orders.lines.query(beginsWith({ customerId: 'c2' }), { pageSize: 4, initialOffset });
      seen.push(...names(page.contents));
      initialOffset = page.offset;
    } while (initialOffset);
    expect(seen).toHaveLength(12);
  });

  it('says what is missing, out of order or ambiguous', async () => {
    const { lines, orders } = db.orders;
    const gap = await failure(InvalidKeyError, lines.query(beginsWith({ customerId: 'c1', line: 1 })));
    expect(gap.property).toBe('line');
    expect(gap.message).toContain('{orderId}');
    const nothing = await failure(InvalidKeyError, lines.query(equalTo({ customerId: 'c1' })));
    expect(nothing.message).toContain('gives nothing');
    await failure(InvalidKeyError, lines.query(between(at('c1', 'o2', 1), at('c1', 'o1', 1))));
    await failure(InvalidKeyError, lines.query(between(at('c1', 'o1', 1), at('c2', 'o1', 2))));
    for (const line of [-1, 1.5, 10_000, Number.NaN]) {
      expect((await failure(InvalidItemError, lines.save({ ...at('c1', 'o1', line), product: 'p' }))).property).toBe('line');
      expect((await failure(InvalidKeyError, lines.load(at('c1', 'o1', line)))).property).toBe('line');
    }
    const ambiguous = await failure(InvalidItemError, lines.save({ ...at('c1', 'a#LINE#b', 1), product: 'p' }));
    expect(ambiguous.message).toContain(
      "OrderLine.orderId: 'a#LINE#b' cannot stand before '#LINE#' in the template 'ORDER#{orderId}#LINE#{line:4}'",
    );
    await failure(
      InvalidKeyError,
      lines.load(at('c1', 'a#LINE', 1)).then(() => lines.load(at('c1', 'a#LINE#', 1))),
    );
    for (const write of [orders.save({ customerId: 'c1', orderId: 'o1#LINE#0001' }), lines.save({ ...at('c1', '', 1), product: 'p' })])
      expect((await failure(InvalidItemError, write)).property).toBe('orderId');
    const taken = await failure(InvalidKeyError, orders.load({ customerId: 'c1', orderId: 'o1#LINE#0001' }));
    expect(taken.message).toContain('another entity');
    await failure(InvalidKeyError, lines.load({ customerId: 'c1', orderId: 'o1' } as never));
    await failure(InvalidItemError, lines.save({ customerId: 'c1', orderId: 'o1', product: 'p' } as never));
    expect((await failure(InvalidExpressionError, db.orders.lines.scan({ filter: l => l.line.gt(3) }))).message).toContain('key');
    const setLine = (u: { readonly line: { set(line: number): object } }) => u.line.set(2); // no type lets it
    const refused = await failure(InvalidExpressionError, lines.update(at('c1', 'o1', 1), setLine as never));
    expect(refused.message).toContain("OrderLine.line is the item's key");
  });

  it('keeps a date that the library fills in beside it', async () => {
    const visit = await db.orders.visits.save({ customerId: 'c1', page: 'home/#1' });
    expect(await stored('CUSTOMER#c1', `VISIT#${visit.at.toISOString()}#home/#1`)).toMatchObject({
      at: { S: visit.at.toISOString() },
      page: { S: 'home/#1' },
    });
    expect(await db.orders.visits.load({ customerId: 'c1', at: visit.at, page: 'home/#1' })).toEqual(visit);
    expect((await db.orders.visits.query(atLeast({ customerId: 'c1', at: visit.at }))).contents).toEqual([visit]);
    // What an upsert makes carries the date of its key, not that of the write
    const made = await db.orders.visits.update({ customerId: 'c1', at: new Date(0), page: 'x' }, u => u.referrer.set('y'), {
      upsert: true,
    });
    expect(made).toMatchObject({ at: new Date(0), page: 'x', referrer: 'y' });
    expect(await stored('CUSTOMER#c1', 'VISIT#1970-01-01T00:00:00.000Z#x')).toMatchObject({
      at: { S: '1970-01-01T00:00:00.000Z' },
      page: { S: 'x' },
    });
  });
});

describe('a table whose keys templates make', () => {
  it('is described with them, and is the live one', async () => {
    const [table] = db.describe();
    const lines = table?.views.find(({ name }) => name === 'lines');
    expect(lines).toMatchObject({
      key: ['customerId', 'orderId', 'line'],
      templates: { pk: 'CUSTOMER#{customerId}', sk: 'ORDER#{orderId}#LINE#{line:4}' },
    });
    expect(lines?.attributes.find(({ property }) => property === 'line')).toEqual({ property: 'line', attributes: [], prefix: '' });
    expect(await db.validate({ ignore: ['billing-mode'] })).toEqual([]);
  });
});

describe('an index’s key that a template makes', () => {
  it('finds items by it, and by its first properties', async () => {
    const open = await db.orders.ordersByStatus.query(beginsWith({ status: 'open', placedAt }));
    expect(open.contents.map(({ customerId, orderId }) => `${customerId}/${orderId}`).sort()).toEqual([
      'c1/o1',
      'c1/o10',
      'c2/o1',
      'c2/o10',
    ]);
    expect(open.contents[0]).toMatchObject({ status: 'open', placedAt });
    expect((await db.orders.ordersByStatus.query(equalTo({ status: 'open', placedAt, orderId: 'o1' }))).contents).toHaveLength(2);
    const filtered = await db.orders.ordersByStatus.query(atMost({ status: 'open', placedAt }), { filter: o => o.placedAt.eq(placedAt) });
    expect(filtered.contents).toHaveLength(4);
    expect((await db.orders.ordersByStatus.query(lessThan({ status: 'open', placedAt }))).contents).toEqual([]);
    const products = await db.orders.linesByProduct.query(between({ product: 'p10', warehouse: 9 }, { product: 'p10', warehouse: 70 }));
    expect(names(products.contents)).toEqual(['o1/10', 'o10/10', 'o2/10', 'o1/10', 'o10/10', 'o2/10']);
    expect((await db.orders.linesByProduct.scan({ pageSize: 1000 })).contents).toHaveLength(24);
    const inverted = await db.orders.linesInverted.query(beginsWith(at('c', 'o1', 1)));
    expect(inverted.contents.map(({ customerId }) => customerId)).toEqual(['c1', 'c2']);
  });

  it('is parsed where a class of the index’s own declares its properties', async () => {
    const { contents } = await db.orders.openOrders.query(beginsWith({ status: 'sent' }));
    expect(contents).toHaveLength(2);
    expect(contents[0]).toMatchObject({ status: 'sent', placedAt, orderId: 'o2' });
  });

  it('is absent where one of its properties is, and moves with every write', async () => {
    const { orders } = db.orders;
    const key = { customerId: 'c7', orderId: 'o1' };
    const sk = async () => (await stored('CUSTOMER#c7', 'ORDER#o1'))?.gsi_sk?.S;
    const first = await orders.save({ ...key, status: 'open' });
    expect(await sk()).toBeUndefined();
    await orders.update(key, u => [u.placedAt.set(placedAt), u.note.set('n')]);
    expect(await sk()).toBe(`${placedAt.toISOString()}#o1`);
    await orders.update(key, u => u.note.set('m'));
    expect(await sk()).toBe(`${placedAt.toISOString()}#o1`);
    expect(await orders.update(key, u => u.placedAt.remove())).toMatchObject(key);
    expect(await sk()).toBeUndefined();
    await db.transactionWrite(new TransactionWriteSet().update(orders.key(key), u => u.placedAt.set(new Date(0))));
    expect(await sk()).toBe('1970-01-01T00:00:00.000Z#o1');
    await db.batchWrite(new BatchWriteSet().clobber(orders.create({ ...first, placedAt })));
    expect(await sk()).toBe(`${placedAt.toISOString()}#o1`);
    const items = await db.batchLoad([orders.key(key), db.orders.lines.key(at('c1', 'o1', 1))]);
    expect(items.getItems(Order)[0]).toMatchObject({ ...key, placedAt });
    expect((await db.transactionLoad([db.orders.lines.key(at('c1', 'o1', 1))])).getItems(OrderLine)[0]).toMatchObject(at('c1', 'o1', 1));
    await orders.deleteKey(key);
    const upserted = await orders.update(key, u => u.placedAt.set(placedAt), { upsert: true });
    expect(upserted).toMatchObject({ ...key, placedAt });
    expect(await sk()).toBe(`${placedAt.toISOString()}#o1`);
    await db.transactionWrite(new TransactionWriteSet().delete(orders.key(key)));
    expect(await orders.load(key)).toBeUndefined();
  });

  it('refuses an update that leaves it unknown', async () => {
    const { lines, orders } = db.orders;
    const key = at('c1', 'o1', 1);
    await lines.update(key, u => u.quantity.add(1));
    await lines.update(key, u => [u.product.set('p9'), u.warehouse.set(3)]);
    expect((await stored('CUSTOMER#c1', 'ORDER#o1#LINE#0001'))?.gsi2_pk).toEqual({ S: 'PRODUCT#p9' });
    for (const call of [
      lines.update(key, u => u.warehouse.add(1)),
      lines.update(key, u => u.warehouse.setIfAbsent(1)),
      orders.update({ customerId: 'c1', orderId: 'o1' }, u => u.placedAt.setIfAbsent(placedAt)),
    ]) {
      expect((await failure(InvalidExpressionError, call)).message).toContain('is made by');
    }
    expect(
      (
        await failure(
          InvalidExpressionError,
          lines.update(key, u => u.warehouse.set(-1)),
        )
      ).message,
    ).toContain('OrderLine.warehouse');
    await lines.update(key, u => [u.product.set('p1'), u.warehouse.set(7)]);
  });
});
