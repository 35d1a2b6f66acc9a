import {
  ConditionalCheckFailedException,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConditionFailedError, ItemNotFoundError, LogicalDb, VersionConflictError } from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { mockClient } from 'aws-sdk-client-mock';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { Ledger, Ticket, TicketDb } from '../fixtures/tickets.js';

let servers: LocalServers;
let db: TicketDb;
let tickets: TicketDb['tickets']['all'];
/** Goes on by a second each time it is asked. */
let time = Date.parse('2024-01-01T00:00:00Z');
const clock = () => {
  time += 1000;
  return new Date(time);
};

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(TicketDb);
  db = LogicalDb.create(TicketDb, servers.dynamoDb, { clock });
  tickets = db.tickets.all;
});

afterAll(() => servers.stop());

let count = 0;
const fresh = () => {
  count += 1;
  return `ticket-${count}`;
};
const made = (title = 'new') => tickets.save({ id: fresh(), title });
const stored = async (id: string) =>
  (await servers.dynamoDb.send(new GetItemCommand({ TableName: 'tickets', Key: { pk: { S: id } } }))).Item;

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was accepted');
}

describe('a version', () => {
  it('lets exactly one of two savers of it win', async () => {
    const read = await made();
    const results = await Promise.allSettled([tickets.save({ ...read, title: 'one' }), tickets.save({ ...read, title: 'other' })]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = results.find(result => result.status === 'rejected');
    expect(lost?.reason).toBeInstanceOf(VersionConflictError);
    const won = results.find(result => result.status === 'fulfilled');
    expect(await tickets.load({ id: read.id }, { consistentRead: true })).toEqual(won?.value);
    expect(won?.value).toMatchObject({ version: 2 });
  });

  it('lets exactly one of many makers of an item win', async () => {
    const id = fresh();
    const results = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => tickets.save({ id, title: `by ${index}` })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await tickets.load({ id })).toMatchObject({ version: 1 });
  });

  it('moves with updates, so that a save of what was read before one fails', async () => {
    const read = await made();
    expect(await tickets.update({ id: read.id }, u => u.votes.add(1))).toMatchObject({ version: 2, votes: 1, title: 'new' });
    const stale = (await errorOf(tickets.save({ ...read, title: 'stale' }))) as VersionConflictError;
    expect(stale).toBeInstanceOf(VersionConflictError);
    expect(stale).toMatchObject({
      code: 'VERSION_CONFLICT',
      table: 'tickets',
      key: { pk: { S: read.id } },
      expected: 1,
      actual: 2,
      outcome: 'not-applied',
      row: { votes: { N: '1' } },
    });
    expect(stale.message).toBe(
      `The item was written as of version 1, and version 2 is stored (Ticket {pk: ${JSON.stringify(read.id)}} in table tickets). Nothing was written. ` +
        'Load the item, apply the change to it and try again.',
    );
    expect(stale.cause).toMatchObject({ name: 'ConditionalCheckFailedException' });
    const again = await tickets.load({ id: read.id });
    expect(await tickets.save(Object.assign(again!, { title: 'fresh' }))).toMatchObject({ version: 3, votes: 1, title: 'fresh' });
  });

  it('counts every one of many updates at once', async () => {
    const { id } = await made();
    await Promise.all(Array.from({ length: 10 }, () => tickets.update({ id }, u => u.votes.add(1))));
    expect(await tickets.load({ id })).toMatchObject({ version: 11, votes: 10 });
  });

  it('is demanded of an update that names it', async () => {
    const { id, version } = await made();
    expect(await tickets.update({ id }, u => u.title.set('a'), { version })).toMatchObject({ version: 2 });
    expect(await errorOf(tickets.update({ id }, u => u.title.set('b'), { version }))).toMatchObject({
      code: 'VERSION_CONFLICT',
      expected: 1,
      actual: 2,
    });
    const missing = tickets.update({ id: 'nobody' }, u => u.title.set('b'), { version: 1 });
    await expect(missing).rejects.toThrow(ItemNotFoundError);
  });

  it('is told apart from a condition of the caller that fails', async () => {
    const read = await made();
    await expect(tickets.save(read, { if: t => t.title.eq('other') })).rejects.toThrow(ConditionFailedError);
    await expect(tickets.save({ ...read, version: 9 }, { if: t => t.title.eq('other') })).rejects.toThrow(VersionConflictError);
    await expect(tickets.delete(read, { if: t => t.title.eq('other') })).rejects.toThrow(ConditionFailedError);
    await expect(tickets.update(read, u => u.votes.add(1), { version: 1, if: t => t.title.eq('other') })).rejects.toThrow(
      ConditionFailedError,
    );
    expect(await stored(read.id)).toMatchObject({ v: { N: '1' } });
    expect(await tickets.save(read, { if: t => t.title.eq('new') })).toMatchObject({ version: 2 });
  });

  it('keeps a new item from replacing one, and an old one from coming back', async () => {
    const read = await made();
    expect(await errorOf(tickets.save({ id: read.id, title: 'again' }))).toMatchObject({
      code: 'VERSION_CONFLICT',
      expected: undefined,
      actual: 1,
      message: expect.stringContaining('without a version, as a new one, and version 1 is stored'),
    });
    await tickets.deleteKey({ id: read.id });
    expect(await errorOf(tickets.save(read))).toMatchObject({ code: 'VERSION_CONFLICT', expected: 1, actual: undefined, row: undefined });
    expect(await stored(read.id)).toBeUndefined();
  });

  it('is taken up by rows that have none yet', async () => {
    const rows = [fresh(), fresh(), fresh()] as const;
    for (const id of rows)
      await servers.dynamoDb.send(new PutItemCommand({ TableName: 'tickets', Item: { pk: { S: id }, title: { S: 'old' } } }));
    const read = await tickets.load({ id: rows[0] });
    expect(read?.version).toBeUndefined();
    expect(await tickets.save(read!)).toMatchObject({ version: 1, title: 'old' });
    expect(await tickets.update({ id: rows[1] }, u => u.votes.add(1))).toMatchObject({ version: 1 });
    expect(await errorOf(tickets.save({ id: rows[2], title: 'x', version: 4 }))).toMatchObject({
      expected: 4,
      actual: undefined,
      message: expect.stringContaining('the stored item has none'),
    });
  });

  it('that starts at 0 and is a bigint does the same', async () => {
    const key = { account: fresh(), book: 'main' };
    const first = await db.ledgers.all.save(Object.assign(new Ledger(), { ...key, balance: 0 }));
    expect(first.revision).toBe(1n);
    await expect(db.ledgers.all.save(Object.assign(new Ledger(), { ...key, balance: 5 }))).rejects.toMatchObject({
      expected: 0n,
      actual: 1n,
    });
    expect(await db.ledgers.all.update(key, u => u.balance.add(2), { version: 1n })).toMatchObject({ revision: 2n, balance: 2 });
    expect(await db.ledgers.all.save({ ...first, revision: 2n })).toMatchObject({ revision: 3n });
    const other = { account: fresh(), book: 'upserted' };
    expect(await db.ledgers.all.update(other, u => u.balance.set(1), { upsert: true })).toMatchObject({ revision: 1n });
  });

  it('keeps a delete from taking what it has not seen, unless it goes by key', async () => {
    const read = await made();
    await tickets.update({ id: read.id }, u => u.votes.add(1));
    await expect(tickets.delete(read)).rejects.toMatchObject({ code: 'VERSION_CONFLICT', expected: 1, actual: 2 });
    const now = await tickets.load({ id: read.id });
    expect(await tickets.delete(now!, { returnOld: true })).toEqual(now);
    await expect(tickets.delete(now!)).rejects.toMatchObject({ code: 'VERSION_CONFLICT', actual: undefined });
    const other = await made();
    await tickets.update({ id: other.id }, u => u.votes.add(1));
    expect(await tickets.deleteKey(other, { returnOld: true })).toMatchObject({ version: 2 });
    expect(await tickets.delete({ id: other.id })).toBeUndefined();
  });
});

describe('a version after a lost answer', () => {
  it('may be the writer’s own, and the error says so'.replace('’', "'"), async () => {
    const read = await made();
    const client = new DynamoDBClient({});
    mockClient(client)
      .on(PutItemCommand)
      .rejects(
        new ConditionalCheckFailedException({
          message: 'The conditional request failed',
          $metadata: { httpStatusCode: 400, attempts: 2 },
          Item: { pk: { S: read.id }, v: { N: '2' } },
        }),
      );
    const error = await errorOf(LogicalDb.create(TicketDb, client).tickets.all.save(read));
    expect(error).toMatchObject({ code: 'VERSION_CONFLICT', expected: 1, actual: 2, outcome: 'unknown' });
    expect((error as Error).message).toContain('The answer of an earlier try was lost, and it may have written.');
  });
});

describe('dates', () => {
  it('of creation survive, and of change move, with every write', async () => {
    const first = await made();
    expect(first.createdAt).toEqual(first.updatedAt);
    const saved = await tickets.save(first);
    expect(saved.createdAt).toEqual(first.createdAt);
    expect(saved.updatedAt.getTime()).toBeGreaterThan(first.updatedAt.getTime());
    const updated = await tickets.update({ id: first.id }, u => u.votes.add(1));
    expect(updated.createdAt).toEqual(first.createdAt);
    expect(updated.updatedAt.getTime()).toBeGreaterThan(saved.updatedAt.getTime());
    const again = await tickets.update({ id: first.id }, u => u.votes.add(1), { upsert: true });
    expect(again.createdAt).toEqual(first.createdAt);
    expect(await tickets.load({ id: first.id })).toEqual(again);
  });

  it('of creation may be given, and are filled in by an update that makes the item', async () => {
    const given = new Date('2020-02-02T00:00:00.5Z');
    expect((await tickets.save({ id: fresh(), title: 't', createdAt: given })).createdAt).toEqual(given);
    const id = fresh();
    const upserted = await tickets.update({ id }, u => u.title.set('t'), { upsert: true });
    expect(upserted).toEqual(
      Object.assign(new Ticket(), { id, title: 't', version: 1, createdAt: upserted.updatedAt, updatedAt: upserted.updatedAt }),
    );
  });

  it('of creation that are the key are the item’s'.replace('’', "'"), async () => {
    const message = await db.messages.all.save({ room: 'r', text: 'hi' });
    expect(message.sentAt).toBeInstanceOf(Date);
    expect(await db.messages.all.load(message)).toEqual(message);
    const sentAt = new Date(77);
    expect(await db.messages.all.update({ room: 'r', sentAt }, u => u.text.set('x'), { upsert: true })).toEqual(
      expect.objectContaining({ room: 'r', sentAt, text: 'x' }),
    );
  });
});

describe('a table with a date of expiry', () => {
  it('is created with time to live enabled', async () => {
    const { TimeToLiveDescription } = await servers.dynamoDb.send(new DescribeTimeToLiveCommand({ TableName: 'tickets' }));
    expect(TimeToLiveDescription).toEqual({ AttributeName: 'expires_at', TimeToLiveStatus: expect.stringMatching(/^ENABL/) });
  });
});
