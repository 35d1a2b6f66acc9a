import { type AttributeValue, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ArchivalTimestamp,
  Attribute,
  DeclarationError,
  HybridLogicalDb,
  HybridTable,
  type HybridTableOptions,
  HydrationError,
  inlineView,
  LogicalDb,
  logicalTable,
  NewerSchemaError,
  UpcastError,
} from '@tempest-ts/hybrid';
import { createTables, type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { old } from '../support/stage.js';

let servers: LocalServers;
let table: string;
let tables = 0;
type Schema = Pick<HybridTableOptions, 'schemaVersion' | 'upcast'>;

beforeAll(async () => {
  servers = await startLocalServers();
});
afterAll(() => servers.stop());

/** Version 1: a name and a price in whole euros. */
class ProductV1 {
  pk!: string;
  at!: Date;
  name?: string;
  price?: number;
  status?: string;
}
/** Version 3: a title since 2, a price in cents since 3, and a status in capitals, which the row keeps. */
class Product {
  pk!: string;
  at!: Date;
  title?: string;
  cents?: number;
  status?: string;
}

/** The code of one deployment over the test's table. */
function deploy<E extends { readonly pk: string; readonly at: Date }>(entity: new () => E, names: readonly string[], schema: Schema) {
  Attribute()(entity.prototype, 'pk');
  ArchivalTimestamp()(entity.prototype, 'at');
  Attribute({ keepInPointer: true })(entity.prototype, 'status');
  for (const name of names) Attribute()(entity.prototype, name);
  HybridTable({ archiveAfterDays: 1, s3KeyTemplate: 'products/{pk}', ...schema })(entity);
  class Db extends LogicalDb {
    products = logicalTable({
      name: 'products',
      partitionKey: 'pk',
      sortKey: null,
      indexes: { by_status: { partitionKey: 'status', sortKey: null } },
      views: { all: inlineView(entity, { key: ['pk'] as never }) },
    });
  }
  const options = { tableNameResolver: () => table };
  const regularDb = LogicalDb.create(Db, servers.dynamoDb, options);
  const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: `${table}/` };
  return { Db, options, create: () => HybridLogicalDb.create(Db, regularDb, { s3Config }) };
}
// The views are read by names that every deployment has.
interface AnyProducts {
  readonly products: {
    readonly all: {
      load(key: { pk: string }): Promise<Record<string, unknown> | undefined>;
      save(item: object): Promise<unknown>;
      delete(key: { pk: string }, options: { returnOld: true }): Promise<Record<string, unknown> | undefined>;
      update(key: { pk: string }, changes: unknown): Promise<Record<string, unknown>>;
      scan(options?: object): Promise<{ readonly contents: readonly Record<string, unknown>[] }>;
    };
  };
  archiveOldData(): Promise<{ readonly itemsArchived: number }>;
  restore(target: 'all'): Promise<{ readonly errors: readonly { readonly cause: unknown }[] }>;
}
const use = (deployment: { create(): unknown }) => deployment.create() as AnyProducts;

const v1 = (schema: Schema = {}) => deploy(class extends ProductV1 {}, ['name', 'price'], schema);
const upcast: NonNullable<Schema['upcast']> = {
  1: ({ name, ...row }) => ({ ...row, title: name }),
  2: ({ price, status, ...row }) => ({ ...row, cents: Number(price) * 100, status: String(status).toUpperCase() }),
};
const v3 = (schema: Schema = { schemaVersion: 3, upcast }) => deploy(class extends Product {}, ['title', 'cents'], schema);
const key = { pk: 'a' };

async function archived(deployment: { create(): unknown }, item: object): Promise<void> {
  const db = use(deployment);
  await db.products.all.save({ ...key, at: old, ...item });
  expect(await db.archiveOldData()).toMatchObject({ itemsArchived: 1 });
}
async function row(): Promise<Record<string, AttributeValue> | undefined> {
  return (await servers.dynamoDb.send(new GetItemCommand({ TableName: table, Key: { pk: { S: 'a' } }, ConsistentRead: true }))).Item;
}
/** Fails as the one item of a restore does. */
async function restored(db: AnyProducts): Promise<void> {
  for (const { cause } of (await db.restore('all')).errors) throw cause;
}
const failure = async (read: Promise<unknown>): Promise<HydrationError> => {
  const error = await read.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HydrationError);
  return error as HydrationError;
};

beforeEach(async () => {
  tables += 1;
  table = `products_${tables}`;
  const { Db, options } = v1();
  await createTables(servers.dynamoDb, Db, options);
});

const asOfToday = { pk: 'a', title: 'Chair', cents: 4200, status: 'SOLD' };

describe('an item archived under an earlier schema', () => {
  beforeEach(() => archived(v1(), { name: 'Chair', price: 42, status: 'sold' }));

  it('is read as one of today’s, by load, by scan and as the old item of a delete', async () => {
    const { products } = use(v3());
    expect(await products.all.load(key)).toMatchObject(asOfToday);
    expect(await products.all.load(key)).not.toHaveProperty('name');
    expect((await products.all.scan()).contents).toMatchObject([asOfToday]);
    expect(await products.all.delete(key, { returnOld: true })).toMatchObject(asOfToday);
  });

  it('answers filters as one of today’s, also of what its row keeps as it was', async () => {
    const { products } = use(v3());
    const matching = async (status: string) =>
      (await products.all.scan({ filter: (product: { status: { eq(value: string): unknown } }) => product.status.eq(status) })).contents;
    expect(await matching('SOLD')).toMatchObject([asOfToday]);
    expect(await matching('sold')).toEqual([]);
  });

  it('is restored by a write as one of today’s, as hot rows have no version', async () => {
    const { products } = use(v3());
    const change = (product: { cents: { add(value: number): unknown } }) => product.cents.add(1);
    expect(await products.all.update(key, change)).toMatchObject({ ...asOfToday, cents: 4201 });
    const stored = await row();
    expect(Object.keys(stored ?? {}).sort()).toEqual(['at', 'cents', 'pk', 'status', 'title']);
    expect(stored?.status).toEqual({ S: 'SOLD' });
  });

  it('is restored from the values that were upcast, should one that the row keeps change meanwhile', async () => {
    const { products } = use(v3());
    let changed = false;
    servers.dynamoDb.middlewareStack.add(
      (next, context) => async args => {
        const input = args.input as { readonly UpdateExpression?: string };
        if (context.commandName === 'UpdateItemCommand' && input.UpdateExpression?.includes('if_not_exists') && !changed) {
          changed = true;
          const update = { TableName: table, Key: { pk: { S: 'a' } }, UpdateExpression: 'SET #s = :s' };
          await servers.dynamoDb.send(
            new UpdateItemCommand({
              ...update,
              ExpressionAttributeNames: { '#s': 'status' },
              ExpressionAttributeValues: { ':s': { S: 'returned' } },
            }),
          );
        }
        return next(args);
      },
      { step: 'initialize', name: 'meanwhile' },
    );
    const updated = await products.all.update(key, (product: { cents: { add(value: number): unknown } }) => product.cents.add(1));
    servers.dynamoDb.middlewareStack.remove('meanwhile');
    expect(updated).toMatchObject({ ...asOfToday, cents: 4201, status: 'RETURNED' });
  });

  it('stays in S3 as it was written', async () => {
    await use(v3()).products.all.load(key);
    const { Body } = await servers.s3.send(new GetObjectCommand({ Bucket: servers.bucketName, Key: `${table}/products/a` }));
    expect((await Body?.transformToByteArray())?.length).toBeGreaterThan(0);
    expect(await use(v1()).products.all.load(key)).toMatchObject({ name: 'Chair', price: 42, status: 'sold' });
  });
});

describe('an item archived under today’s schema', () => {
  it('says so in its pointer and its object, and is not upcast', async () => {
    await archived(v3(), { title: 'Chair', cents: 4200, status: 'SOLD' });
    expect((await row())?.s3Archive?.M?.s).toEqual({ N: '3' });
    const { Metadata } = await servers.s3.send(new HeadObjectCommand({ Bucket: servers.bucketName, Key: `${table}/products/a` }));
    expect(Metadata).toMatchObject({ 'tempest-schema': '3', 'tempest-format': 'json/1' });
    expect(await use(v3()).products.all.load(key)).toMatchObject(asOfToday);
  });

  it('is an error to code that knows less, which says what to deploy, and is not hidden from it by a filter', async () => {
    await archived(v3(), { title: 'Chair', cents: 4200, status: 'SOLD' });
    const { products } = use(v1());
    const error = await failure(products.all.load(key));
    expect(error).toMatchObject({ reason: 'newer', key: { pk: { S: 'a' } } });
    expect(error.message).toContain('Deploy the code that declares version 3');
    expect((error.cause as Error).cause).toBeInstanceOf(NewerSchemaError);
    expect((error.cause as Error).cause).toMatchObject({ found: 3, known: 1 });
    const filter = (product: { status: { eq(value: string): unknown } }) => product.status.eq('other');
    expect(await failure(products.all.scan({ filter }))).toMatchObject({ reason: 'newer' });
  });
});

describe('an upcaster', () => {
  beforeEach(() => archived(v1(), { name: 'Chair', price: 42, status: 'sold' }));

  it.each<[string, (row: Record<string, unknown>) => unknown, string]>([
    [
      'throws',
      () => {
        throw new RangeError('no such currency');
      },
      'no such currency',
    ],
    ['returns nothing', () => undefined, 'must return the row'],
    ['returns a promise', async row => row, 'must return the row'],
    ['changes the key', row => ({ ...row, pk: 'b' }), 'changed the key'],
    ['loses the key', ({ pk: _, ...row }) => row, 'changed the key'],
    ['makes a pointer attribute', row => ({ ...row, s3NotBefore: 5 }), "s3NotBefore, which is the library's own"],
    ['makes another', row => ({ ...row, s3Archive: {} }), "s3Archive, which is the library's own"],
    ['makes a number of a text that is the key of an index', row => ({ ...row, status: 5 }), 'status, a key of the index by_status'],
    ['empties the key of an index', row => ({ ...row, status: '' }), 'status, a key of the index by_status'],
    ['leaves a Date', row => ({ ...row, at: new Date() }), 'toISOString'],
  ])('that %s is an error that names the item, and changes nothing', async (_, broken, message) => {
    const before = await row();
    const db = use(v3({ schemaVersion: 3, upcast: { ...upcast, 2: broken as NonNullable<Schema['upcast']>[number] } }));
    const { products } = db;
    for (const read of [
      products.all.load(key),
      products.all.update(key, (product: { cents: { add(value: number): unknown } }) => product.cents.add(1)),
      restored(db),
    ]) {
      const error = await failure(read);
      expect(error).toMatchObject({ reason: 'upcast-failed', key: { pk: { S: 'a' } } });
      expect(error.message).toContain(message);
      expect((error.cause as Error).cause).toBeInstanceOf(UpcastError);
      expect((error.cause as Error).cause).toMatchObject({ from: 2, code: 'UPCAST_FAILED' });
    }
    expect(await row()).toEqual(before);
  });
});

it('a row of an earlier system has version 1', async () => {
  const { Db, options } = v3();
  const s3Config = { bucketName: servers.bucketName, client: servers.s3, keyPrefix: `${table}/` };
  const regularDb = LogicalDb.create(Db, servers.dynamoDb, options);
  await archived(v1(), { name: 'Chair', price: 42, status: 'sold' });
  const at = { S: old.toISOString() };
  const Item = { pk: { S: 'a' }, at, _s3_pointer: { S: `s3://${table}/products/a` } };
  await servers.dynamoDb.send(new PutItemCommand({ TableName: table, Item }));
  const db = HybridLogicalDb.create(Db, regularDb, { s3Config, legacyPointers: true }) as unknown as AnyProducts;
  expect(await db.products.all.load(key)).toMatchObject(asOfToday);
});

it.each<[string, unknown, string]>([
  ['a version that does not count', { schemaVersion: 0 }, 'counts 1, 2, 3'],
  ['a version that is no number', { schemaVersion: '2' }, 'counts 1, 2, 3'],
  ['a version without its upcasters', { schemaVersion: 2 }, 'no function for version 1'],
  ['a gap', { schemaVersion: 4, upcast }, 'no function for version 3'],
  ['an upcaster of the version itself', { schemaVersion: 2, upcast }, 'for version 2'],
  ['upcasters without a version', { upcast }, 'for version 1'],
  ['an upcaster that is none', { schemaVersion: 2, upcast: { 1: 'x' } }, 'no function for version 1'],
])('create() refuses %s', (_, schema, message) => {
  const { create } = v3(schema as Schema);
  expect(create).toThrow(DeclarationError);
  expect(create).toThrow(message);
});
