import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Attribute,
  BatchWriteSet,
  beginsWith,
  CreatedAt,
  DeclarationError,
  Entity,
  type Generated,
  inlineView,
  LogicalDb,
  logicalTable,
  type StandardSchemaV1,
  TransactionWriteSet,
  UnreadableItemError,
  ValidationError,
  Version,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { z } from 'zod';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { failure } from '../fixtures/failure.js';

const Status = { open: 'open', closed: 'closed' } as const;
type Status = (typeof Status)[keyof typeof Status];

class Line {
  @Attribute() sku!: string;
  @Attribute() amount!: number;
}

const seen: unknown[] = [];

@Entity({
  validate: 'readAndWrite',
  schema: z.strictObject({
    customer: z.string(),
    id: z.string(),
    status: z.enum(Status).optional(),
    priority: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    lines: z.array(z.object({ sku: z.string(), amount: z.number().int().positive('an amount is above zero') })),
    placedAt: z.date(),
    note: z.string().trim().max(5).optional(),
    version: z.number().optional(),
  }),
})
class Order {
  @Attribute({ name: 'partition_key' }) customer!: string;
  @Attribute({ name: 'sort_key', prefix: 'ORDER_' }) id!: string;
  @Attribute() status?: Status = Status.open;
  @Attribute() priority!: 1 | 2 | 3;
  @Attribute({ type: Line }) lines!: Line[];
  @Attribute({ type: Date }) placedAt!: Date;
  @Attribute() note?: string;
  @Version() version!: Generated<number>;
}

/** Asynchronous, and of no library. */
const uniqueName: StandardSchemaV1<{ name: string }, unknown> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: async value => {
      seen.push(value);
      const { name } = value as { name: string };
      if (name === 'bug') throw new Error('no such service');
      return name === 'taken' ? { issues: [{ message: 'it is taken', path: [{ key: 'name' }] }] } : { value };
    },
  },
};

@Entity({ schema: uniqueName })
class Account {
  @Attribute({ name: 'partition_key' }) id!: string;
  @Attribute({ name: 'sort_key', prefix: 'ACCOUNT_' }) readonly sortKey = '';
  @Attribute() name!: string;
  @CreatedAt() createdAt!: Generated<Date>;
}

class Shop extends LogicalDb {
  shop = logicalTable({
    name: 'checked_shop',
    views: { orders: inlineView(Order, { key: ['customer', 'id'] }), accounts: inlineView(Account, { key: ['id'] }) },
  });
}

const now = new Date('2026-01-02T03:04:05.678Z');
const order = { customer: 'c', priority: 1 as const, lines: [{ sku: 's', amount: 1 }], placedAt: now };
let servers: LocalServers;
let db: Shop;

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(Shop);
  db = LogicalDb.create(Shop, servers.dynamoDb, { clock: () => now });
});

afterAll(() => servers.stop());

const exists = async (sortKey: string) =>
  (
    await servers.dynamoDb.send(
      new GetItemCommand({ TableName: 'checked_shop', Key: { partition_key: { S: 'c' }, sort_key: { S: sortKey } }, ConsistentRead: true }),
    )
  ).Item !== undefined;

describe('an item that does not fit its schema', () => {
  it('is not saved, and every issue says where it is', async () => {
    const bad = {
      ...order,
      id: 'bad',
      lines: [
        { sku: 's', amount: 1 },
        { sku: 't', amount: 0 },
      ],
      note: 'too long a note',
    };
    const error = await failure(ValidationError, db.shop.orders.save(bad));
    expect(error).toMatchObject({
      code: 'VALIDATION_FAILED',
      entity: 'Order',
      key: { partition_key: { S: 'c' }, sort_key: { S: 'ORDER_bad' } },
      issues: [{ path: ['lines', 1, 'amount'], message: 'an amount is above zero' }, { path: ['note'] }],
    });
    expect(error.message).toMatch(/nothing was written.* lines\[1\]\.amount: an amount is above zero; note: /);
    expect(await exists('ORDER_bad')).toBe(false);
  });

  it('stops a batch and a transaction before anything is sent', async () => {
    const good = db.shop.orders.create({ ...order, id: 'good' });
    const bad = db.shop.orders.create({ ...order, id: 'bad', lines: [{ sku: 's', amount: -1 }] });
    await expect(db.batchWrite(new BatchWriteSet().clobber(good, bad))).rejects.toThrow(ValidationError);
    await expect(db.transactionWrite(new TransactionWriteSet().save(good).save(bad))).rejects.toThrow(ValidationError);
    expect([await exists('ORDER_good'), await exists('ORDER_bad')]).toEqual([false, false]);
    await db.transactionWrite(new TransactionWriteSet().save(good));
    expect(await exists('ORDER_good')).toBe(true);
  });

  it('is found by an asynchronous schema of no library, which sees the attributes alone with what the library fills in', async () => {
    const error = await failure(ValidationError, db.shop.accounts.save({ id: 'c', name: 'taken' }));
    expect(error.issues).toEqual([{ path: ['name'], message: 'it is taken' }]);
    expect(seen.at(-1)).toStrictEqual({ id: 'c', sortKey: '', name: 'taken', createdAt: now });
    await db.shop.accounts.save({ id: 'c', name: 'free' });
    await db.shop.accounts.save(Object.assign(new Account(), { id: 'c', name: 'free too' }));
  });

  it('is refused too where the schema itself fails, whose error is kept', async () => {
    const error = await failure(ValidationError, db.shop.accounts.save({ id: 'c', name: 'bug' }));
    expect(error.issues[0]?.message).toBe('the schema failed: no such service');
    expect(error.cause).toEqual(new Error('no such service'));
  });

  it('is unreadable where its class asks for checks on read, and read where it does not', async () => {
    const row = {
      partition_key: { S: 'r' },
      sort_key: { S: 'ORDER_1' },
      priority: { N: '1' },
      lines: { L: [] },
      placedAt: { S: now.toISOString() },
    };
    await servers.dynamoDb.send(new PutItemCommand({ TableName: 'checked_shop', Item: { ...row, status: { S: 'lost' } } }));
    const key = { customer: 'r', id: '1' };
    const reads = [
      db.shop.orders.load(key),
      db.shop.orders.query(beginsWith({ customer: 'r' })),
      db.batchLoad([db.shop.orders.key(key)]),
      db.transactionLoad([db.shop.orders.key(key)]),
    ];
    for (const read of reads) {
      const error = await failure(UnreadableItemError, read);
      expect(error).toMatchObject({ entity: 'Order', property: 'status', key: { partition_key: { S: 'r' } } });
      expect(error.cause).toBeInstanceOf(ValidationError);
    }
    await servers.dynamoDb.send(
      new PutItemCommand({
        TableName: 'checked_shop',
        Item: { partition_key: { S: 'r' }, sort_key: { S: 'ACCOUNT_' }, name: { S: 'taken' }, createdAt: { S: now.toISOString() } },
      }),
    );
    expect(await db.shop.accounts.load({ id: 'r' })).toMatchObject({ name: 'taken' });
  });

  it('may come of an update, which says that it was made', async () => {
    await db.shop.orders.save({ ...order, id: 'updated' });
    const error = await failure(
      UnreadableItemError,
      db.shop.orders.update({ customer: 'c', id: 'updated' }, u => u.note.set('too long a note')),
    );
    expect(error.message).toMatch(/^The item was updated, but cannot be returned: /);
    await db.shop.accounts.update({ id: 'c' }, u => u.name.set('taken')); // checked on write only
  });
});

describe('an item that fits', () => {
  it('is stored as it was given: what the schema makes of it is ignored', async () => {
    const saved = await db.shop.orders.save({ ...order, id: 'spaces', note: ' a ' });
    expect(saved.note).toBe(' a ');
  });

  it('keeps literals and constants, and gets initialisers where fields and rows are without', async () => {
    const saved = await db.shop.orders.save({ ...order, id: 'literals', priority: 3 });
    const loaded = await db.shop.orders.load({ customer: 'c', id: 'literals' }, { consistentRead: true });
    expect(loaded).toEqual(saved);
    expect(loaded).toMatchObject({ status: Status.open, priority: 3 });
    await db.shop.orders.update({ customer: 'c', id: 'literals' }, u => u.status.set('closed'));
    expect(await db.shop.orders.load({ customer: 'c', id: 'literals' })).toMatchObject({ status: 'closed' });
    await db.shop.orders.update({ customer: 'c', id: 'literals' }, u => u.status.remove());
    expect(await db.shop.orders.load({ customer: 'c', id: 'literals' })).toMatchObject({ status: 'open' });
  });
});

describe('a mistake in @Entity', () => {
  const create = (options: Parameters<typeof Entity>[0]) => {
    class Thing {
      id!: string;
    }
    Attribute({ name: 'partition_key' })(Thing.prototype, 'id');
    Entity(options)(Thing);
    class Things extends LogicalDb {
      things = logicalTable({ name: 'things', sortKey: null, views: { all: inlineView(Thing, { key: ['id'] }) } });
    }
    return () => LogicalDb.create(Things, servers.dynamoDb);
  };

  it('is found when the database is created', () => {
    expect(create({ schema: {} as never })).toThrow(/no Standard Schema/);
    expect(create({ validate: 'write' })).toThrow(/needs a `schema`/);
    expect(create({ schema: z.object({}), validate: 'read' as never })).toThrow(/'write' \(the default\) or 'readAndWrite'/);
    expect(create({ schemas: z.object({}) } as never)).toThrow(DeclarationError);
  });
});
