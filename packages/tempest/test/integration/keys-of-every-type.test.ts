import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Attribute,
  atLeast,
  atMost,
  beginsWith,
  between,
  equalTo,
  expression,
  greaterThan,
  inlineView,
  type KeyCondition,
  LogicalDb,
  lessThan,
  logicalTable,
  secondaryIndex,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';

class ByNumber {
  @Attribute({ name: 'pk', type: Number }) group!: number;
  @Attribute({ name: 'sk', type: Number }) at!: number;
  @Attribute({ name: 'blob', type: Uint8Array }) blob?: Uint8Array;
  @Attribute({ name: 'big', type: BigInt }) big?: bigint;
}
class ByDate {
  @Attribute({ name: 'pk' }) group!: string;
  @Attribute({ name: 'sk', type: Date }) at!: Date;
  @Attribute({ type: 'epochMillis' }) seen?: Date;
}
class ByBytes {
  @Attribute({ name: 'pk', type: Uint8Array }) group!: Uint8Array;
  @Attribute({ name: 'sk', type: Uint8Array }) at!: Uint8Array;
}
class Single {
  @Attribute({ name: 'pk', prefix: 'SINGLE_' }) id!: string;
  @Attribute() value?: number;
}
class TypesDb extends LogicalDb {
  numbers = logicalTable({
    name: 'numbers',
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: { by_blob: { local: true, sortKey: 'blob' }, by_big: { partitionKey: 'big', sortKey: 'pk' } },
    views: {
      all: inlineView(ByNumber, { key: ['group', 'at'] }),
      byBlob: secondaryIndex(ByNumber, { index: 'by_blob', key: ['group', 'blob'] }),
      byBig: secondaryIndex(ByNumber, { index: 'by_big', key: ['big', 'group'] }),
    },
  });
  dates = logicalTable({
    name: 'dates',
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: { by_seen: { partitionKey: 'pk', sortKey: 'seen' } },
    views: {
      all: inlineView(ByDate, { key: ['group', 'at'] }),
      bySeen: secondaryIndex(ByDate, { index: 'by_seen', key: ['group', 'seen'] }),
    },
  });
  bytes = logicalTable({ name: 'bytes', partitionKey: 'pk', sortKey: 'sk', views: { all: inlineView(ByBytes, { key: ['group', 'at'] }) } });
  singles = logicalTable({ name: 'singles', partitionKey: 'pk', sortKey: null, views: { all: inlineView(Single, { key: ['id'] }) } });
}

let servers: LocalServers;
let db: TypesDb;

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(TypesDb);
  db = LogicalDb.create(TypesDb, servers.dynamoDb);
});
afterAll(() => servers.stop());

/** Every condition on a sort key, and which of five values in order it gives: `from` is the second, `to` the fourth. */
const RANGES = [
  ['lessThan', lessThan, [0]],
  ['atMost', atMost, [0, 1]],
  ['equalTo', equalTo, [1]],
  ['greaterThan', greaterThan, [2, 3, 4]],
  ['atLeast', atLeast, [1, 2, 3, 4]],
] as const;

interface AnyView {
  query(condition: KeyCondition<object>, options?: object): Promise<{ readonly contents: readonly object[] }>;
  count(condition: KeyCondition<object>): Promise<number>;
  queryAllContents(condition: KeyCondition<object>, options?: object): AsyncIterable<object>;
}

async function checkRanges(view: unknown, group: unknown, values: readonly unknown[], property = 'at'): Promise<void> {
  const any = view as AnyView; // the conditions of every type of key
  const key = (position: number) => ({ group, [property]: values[position] });
  const found = async (condition: unknown): Promise<readonly number[]> => {
    const { contents } = await any.query(condition as KeyCondition<object>);
    expect(await any.count(condition as KeyCondition<object>)).toBe(contents.length);
    const order = contents.map(item => values.findIndex(value => String((item as Record<string, unknown>)[property]) === String(value)));
    const all: number[] = [];
    for await (const item of any.queryAllContents(condition as KeyCondition<object>, { pageSize: 1, asc: false }))
      all.unshift(values.findIndex(value => String((item as Record<string, unknown>)[property]) === String(value)));
    expect(all).toEqual(order);
    return order;
  };
  for (const [name, make, expected] of RANGES) expect([name, await found(make(key(1)))]).toEqual([name, [...expected]]);
  expect(await found(between(key(1), key(3)))).toEqual([1, 2, 3]);
  expect(await found(beginsWith({ group }))).toEqual([0, 1, 2, 3, 4]);
}

describe('every key condition over every type of sort key, page by page in both directions', () => {
  it('numbers, in numeric order', async () => {
    const values = [-1000.5, -2, 0, 9, 10];
    for (const [position, at] of values.entries())
      await db.numbers.all.save({ group: 1, at, blob: new Uint8Array([position, 255, 0]), big: 12345678901234567890n });
    await checkRanges(db.numbers.all, 1, values);
  });

  it('dates, in the order of time', async () => {
    const values = ['0001-01-01', '1969-12-31', '1970-01-01', '2024-02-29', '9999-12-31'].map(day => new Date(`${day}T12:00:00.001Z`));
    for (const at of values) await db.dates.all.save({ group: 'g', at, seen: at });
    await checkRanges(db.dates.all, 'g', values);
    await checkRanges(db.dates.bySeen, 'g', values, 'seen');
  });

  it('bytes, in the order of unsigned bytes', async () => {
    const group = new Uint8Array([0]);
    const values = [[0], [0, 1], [127], [128], [255, 255]].map(each => new Uint8Array(each));
    for (const at of values) await db.bytes.all.save({ group, at });
    await checkRanges(db.bytes.all, group, values);
    expect(await db.bytes.all.load({ group, at: new Uint8Array([128]) })).toEqual(
      Object.assign(new ByBytes(), { group, at: new Uint8Array([128]) }),
    );
  });

  it('refuse beginsWith on what is no string', async () => {
    await expect(db.numbers.all.query(beginsWith({ group: 1, at: 1 }) as never)).rejects.toThrow(
      'ByNumber.at: beginsWith() needs a string. Use between(), atLeast() or atMost()',
    );
  });
});

describe('offsets through indexes with binary and large numeric keys', () => {
  it('go on where they stopped', async () => {
    const blobs: number[] = [];
    for await (const { blob } of db.numbers.byBlob.queryAllContents(beginsWith({ group: 1 }), { pageSize: 2 })) blobs.push(blob?.[0] ?? -1);
    expect(blobs).toEqual([0, 1, 2, 3, 4]);
    const big: number[] = [];
    for await (const { at } of db.numbers.byBig.queryAllContents(beginsWith({ big: 12345678901234567890n }), { pageSize: 2 })) big.push(at);
    expect(big.sort((a, b) => a - b)).toEqual([-1000.5, -2, 0, 9, 10]);
  });
});

describe('a table without a sort key', () => {
  it('is loaded, saved, queried and scanned by its partition key', async () => {
    await db.singles.all.save({ id: 'a', value: 1 });
    expect(await db.singles.all.load({ id: 'a' })).toMatchObject({ id: 'a', value: 1 });
    expect((await db.singles.all.query(equalTo({ id: 'a' }))).contents).toHaveLength(1);
    expect((await db.singles.all.query(beginsWith({ id: 'a' }))).contents).toHaveLength(1);
    await expect(db.singles.all.query(lessThan({ id: 'a' }) as never)).rejects.toThrow(
      'View all has no sort key, so lessThan() has nothing to compare',
    );
    expect(await db.singles.all.deleteKey({ id: 'a' }, { returnOld: true })).toMatchObject({ value: 1 });
  });
});

describe('scans by several workers', () => {
  it('see every item once', async () => {
    const ids = Array.from({ length: 60 }, (_, number) => `item ${number}`);
    for (const [value, id] of ids.entries()) await db.singles.all.save({ id, value });
    const workers = [0, 1, 2, 3].map(async segment => {
      const seen: string[] = [];
      for await (const page of db.singles.all.scanAll({ workerId: { segment, totalSegments: 4 }, pageSize: 7 }))
        seen.push(...page.contents.map(({ id }) => id));
      return seen;
    });
    expect((await Promise.all(workers)).flat().sort()).toEqual([...ids].sort());
  });

  it('and filters leave out what they should', async () => {
    const filter = expression('#v >= :v', { names: { '#v': 'value' }, values: { ':v': 57 } });
    const values: (number | undefined)[] = [];
    for await (const { value } of db.singles.all.scanAllContents({ filter, consistentRead: true, pageSize: 10 })) values.push(value);
    expect(values.sort()).toEqual([57, 58, 59]);
    const page = await db.singles.all.scan({ filter, pageSize: 5, returnConsumedCapacity: true });
    expect(page.consumedCapacity?.CapacityUnits).toBeGreaterThan(0);
    expect(page.hasMorePages).toBe(true);
  });
});
