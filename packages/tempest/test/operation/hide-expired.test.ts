import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { atMost, beginsWith, createTableInputs, equalTo, InvalidOffsetError, LogicalDb } from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';
import { TicketDb } from '../fixtures/tickets.js';

const START = Date.parse('2024-01-01T00:00:00.700Z');
let now = START;
let servers: LocalServers;
let db: TicketDb;
const at = (seconds: number) => new Date(START + seconds * 1000);

beforeAll(async () => {
  servers = await startTestServers();
  // Without time to live, so that nothing is deleted while the test looks
  for (const input of createTableInputs(TicketDb)) await servers.dynamoDb.send(new CreateTableCommand(input));
  db = LogicalDb.create(TicketDb, servers.dynamoDb, { clock: () => new Date(now) });
  const dates = { expired: at(-10), 'just expired': at(0), 'expires next': at(1), 'never expires': undefined };
  for (const [id, expiresAt] of Object.entries(dates)) await db.tickets.all.save({ id, title: 'x', expiresAt });
});

afterAll(() => servers.stop());

const ALIVE = ['expires next', 'never expires'];
const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id).sort();

describe('expired items', () => {
  it('are shown where nothing is said, and hidden from every read where it is', async () => {
    const { all, byExpiry } = db.tickets;
    expect((await all.scan()).contents).toHaveLength(4);
    expect(ids((await all.scan({ hideExpired: true })).contents)).toEqual(ALIVE);
    for (const [id, visible] of [
      ['expired', 0],
      ['just expired', 0],
      ['expires next', 1],
      ['never expires', 1],
    ] as const) {
      expect([id, (await all.query(equalTo({ id }), { hideExpired: true })).contents.length]).toEqual([id, visible]);
      expect([id, await all.count(equalTo({ id }), { hideExpired: true })]).toEqual([id, visible]);
      expect([id, (await all.load({ id }, { hideExpired: true }))?.id]).toEqual([id, visible ? id : undefined]);
      expect((await all.load({ id }))?.id).toBe(id);
    }
    expect(ids((await byExpiry.scan({ hideExpired: true })).contents)).toEqual(['expires next']);
  });

  it('are not those whose date is null, which DynamoDB never deletes', async () => {
    const { all } = db.messages;
    const message = await all.save({ room: 'r', text: 'for ever', gone: null });
    expect(await all.load(message, { hideExpired: true })).toEqual(message);
    expect((await all.query(beginsWith({ room: 'r' }), { hideExpired: true })).contents).toEqual([message]);
  });

  it('are hidden also where the date is the key of the view', async () => {
    const { byExpiry } = db.tickets;
    expect(ids((await byExpiry.query(beginsWith({ title: 'x' }))).contents)).toEqual(['expired', 'expires next', 'just expired']);
    expect(ids((await byExpiry.query(beginsWith({ title: 'x' }), { hideExpired: true })).contents)).toEqual(['expires next']);
    expect(await byExpiry.count(beginsWith({ title: 'x' }), { hideExpired: true })).toBe(1);
    expect(await byExpiry.count(beginsWith({ title: 'x' }))).toBe(3);
    expect(await byExpiry.count(atMost({ title: 'x', expiresAt: at(0) }), { hideExpired: true })).toBe(0);
  });

  it('go while a read is paged through, whose offsets stay good', async () => {
    const { all } = db.tickets;
    const found: string[] = [];
    let offset: string | undefined;
    do {
      const page = await all.scan({ pageSize: 1, hideExpired: true, initialOffset: offset });
      found.push(...ids(page.contents));
      offset = page.offset;
      now += 10;
    } while (offset !== undefined);
    expect(found.sort()).toEqual(ALIVE);
    const page = await all.scan({ pageSize: 1, hideExpired: true });
    await expect(all.scan({ initialOffset: page.offset })).rejects.toThrow(InvalidOffsetError);
    now = START + 1000;
    expect(ids((await all.scan({ hideExpired: true })).contents)).toEqual(['never expires']);
    now = START;
  });
});
