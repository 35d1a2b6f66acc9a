import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Attribute,
  BatchWriteSet,
  InvalidBatchError,
  inlineView,
  LogicalDb,
  type LogicalTable,
  logicalTable,
  TransactionWriteSet,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { failure } from '../fixtures/failure.js';

class Reading {
  @Attribute({ name: 'partition_key' }) sensor!: string;
  @Attribute({ name: 'sort_key' }) at!: string;
  @Attribute() value?: number;
}

const readings = (name: string) => logicalTable({ name, views: { all: inlineView(Reading, { key: ['sensor', 'at'] }) } });
type Readings = ReturnType<typeof readings>;

const TABLES = 26;
const PER_TABLE = 5;
const numbers = Array.from({ length: TABLES }, (_, number) => number);

class PlantDb extends LogicalDb {
  [table: `plant${number}`]: LogicalTable<{ readonly all: Readings['all'] }>;

  constructor() {
    super();
    for (const number of numbers) this[`plant${number}`] = readings(`plant_${number}`);
  }
}

let servers: LocalServers;
let db: PlantDb;
const all = (number: number): Readings['all'] => {
  const table = db[`plant${number}`];
  if (!table) throw new Error(`no plant ${number}`);
  return table.all;
};
const keys = () =>
  numbers.flatMap(number => Array.from({ length: PER_TABLE }, (_, at) => all(number).key({ sensor: `s${number}`, at: `${at}` })));

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(PlantDb);
  db = LogicalDb.create(PlantDb, servers.dynamoDb);
  const set = new BatchWriteSet();
  for (const number of numbers)
    for (let at = 0; at < PER_TABLE; at += 1) set.clobber(all(number).create({ sensor: `s${number}`, at: `${at}`, value: number }));
  expect((await db.batchWrite(set)).isSuccessful).toBe(true);
});
afterAll(() => servers.stop());

describe('26 tables in one call', () => {
  it('are loaded, each key’s item from its own table, duplicates once', async () => {
    const { items } = await db.batchLoad([...keys(), ...keys()]);
    expect(items).toHaveLength(TABLES * PER_TABLE);
    expect((items as readonly Reading[]).map(({ sensor, value }) => sensor === `s${value}`)).not.toContain(false);
  });

  it('are read and written in one transaction', async () => {
    const set = new TransactionWriteSet();
    for (const number of numbers) set.update(all(number).key({ sensor: `s${number}`, at: '0' }), u => u.value.add(100));
    await db.transactionWrite(set);
    const loaded = await db.transactionLoad(numbers.map(number => all(number).key({ sensor: `s${number}`, at: '0' })));
    expect(loaded.getItems(Reading).map(({ value }) => value)).toEqual(numbers.map(number => number + 100));
  });

  it('have 100 operations at most in a transaction, and each row once', async () => {
    const set = new TransactionWriteSet();
    for (const key of keys().slice(0, 101)) set.delete(key);
    expect((await failure(InvalidBatchError, db.transactionWrite(set))).message).toContain('at most 100 operations; this has 101');
    const twice = new TransactionWriteSet()
      .delete(all(3).key({ sensor: 's', at: '1' }))
      .checkCondition(all(3).key({ sensor: 's', at: '1' }), {
        if: r => r.value.exists(),
      });
    expect((await failure(InvalidBatchError, db.transactionWrite(twice))).message).toContain('plant_3');
    const sameKeyElsewhere = new BatchWriteSet().delete(all(3).key({ sensor: 's', at: '1' }), all(4).key({ sensor: 's', at: '1' }));
    expect((await db.batchWrite(sameKeyElsewhere)).isSuccessful).toBe(true);
  });
});
