import { describe, expect, it } from '@jest/globals';
import {
  beginsWith,
  ConfigurationError,
  equalTo,
  InvalidExpressionError,
  InvalidItemError,
  type KeyCondition,
  LogicalDb,
} from '@tempest-ts/tempest';
import { deleteInput, deleteKeyInput } from '../../src/operation/delete/delete-input.js';
import { queryInput } from '../../src/operation/query/query-input.js';
import { saveInput } from '../../src/operation/save/save-input.js';
import { scanInput } from '../../src/operation/scan/scan-input.js';
import { updateInput } from '../../src/operation/update/update-input.js';
import { boundView, noClient } from '../fixtures/compile.js';
import { MusicDb } from '../fixtures/music.js';
import { Ledger, Ticket, TicketDb } from '../fixtures/tickets.js';

let now = new Date('2024-05-06T07:08:09.123Z');
const db = LogicalDb.create(TicketDb, noClient, { clock: () => now });
const tickets = boundView(db, 'tickets', 'all');
const byExpiry = boundView(db, 'tickets', 'byExpiry');
const ledgers = boundView(db, 'ledgers', 'all');
const messages = boundView(db, 'messages', 'all');

/** Expressions with their names and values put in, to be read. */
function readable(
  text: string | undefined,
  input: { ExpressionAttributeNames?: object | undefined; ExpressionAttributeValues?: object | undefined },
) {
  const known = new Map([
    ...Object.entries(input.ExpressionAttributeNames ?? {}),
    ...Object.entries(input.ExpressionAttributeValues ?? {}),
  ]);
  return text?.replace(/[#:]\w+/g, name => {
    const value: unknown = known.get(name);
    return typeof value === 'string' ? value : Object.values(value as object).join();
  });
}

describe('a save', () => {
  it('of an item without a version makes it, on the condition that none is stored', () => {
    const { input, stored } = saveInput(tickets, { id: 'a', title: 't' });
    expect(input.Item).toEqual({
      pk: { S: 'a' },
      title: { S: 't' },
      v: { N: '1' },
      createdAt: { S: '2024-05-06T07:08:09.123Z' },
      changed_at: { N: String(now.getTime()) },
    });
    expect(readable(input.ConditionExpression, input)).toBe('attribute_not_exists(v) AND attribute_not_exists(s3Archive)');
    expect(input.ReturnValuesOnConditionCheckFailure).toBe('ALL_OLD');
    expect(stored).toEqual(Object.assign(new Ticket(), { id: 'a', title: 't', version: 1, createdAt: now, updatedAt: now }));
  });

  it('of a version writes the next on the condition that it is stored, and leaves the item given as it is', () => {
    const item = Object.freeze(
      Object.assign(new Ticket(), { id: 'a', title: 't', version: 7, createdAt: new Date(5), updatedAt: new Date(6) }),
    );
    const { input, stored } = saveInput(tickets, item);
    expect(input.Item).toMatchObject({
      v: { N: '8' },
      createdAt: { S: new Date(5).toISOString() },
      changed_at: { N: String(now.getTime()) },
    });
    expect(readable(input.ConditionExpression, input)).toBe('v = 7');
    expect(item.version).toBe(7);
    expect(stored).toMatchObject({ version: 8, createdAt: new Date(5), updatedAt: now });
  });

  it('adds what the caller asks', () => {
    const { input } = saveInput(
      tickets,
      { id: 'a', title: 't', version: 7 },
      { if: ((t: { votes: { eq(n: number): unknown } }) => t.votes.eq(3)) as never },
    );
    expect(readable(input.ConditionExpression, input)).toBe('votes = 3 AND v = 7 AND attribute_not_exists(s3Archive)');
  });

  it('of a class that starts at 0 makes the item, or replaces one of version 0', () => {
    const { input } = saveInput(ledgers, Object.assign(new Ledger(), { account: 'a', book: 'b', balance: 0 }));
    expect(input.Item).toMatchObject({ rev: { N: '1' }, revision: { N: '1' }, openedAt: { N: '1714979289' } });
    expect(readable(input.ConditionExpression, input)).toBe('(attribute_not_exists(rev) OR rev = 0) AND attribute_not_exists(s3Archive)');
  });

  it('counts bigints beyond what numbers hold, and refuses numbers there', () => {
    const { input } = saveInput(ledgers, { account: 'a', book: 'b', balance: 0, revision: 2n ** 60n });
    expect(input.Item).toMatchObject({ rev: { N: '1152921504606846977' } });
    expect(() => saveInput(tickets, { id: 'a', title: 't', version: 2 ** 53 })).toThrow(InvalidItemError);
  });

  it.each([-1, 1.5, 1e21, null, '1'])('of the version %s is refused', version => {
    expect(() => saveInput(tickets, { id: 'a', title: 't', version })).toThrow(InvalidItemError);
    expect(() => saveInput(tickets, { id: 'a', title: 't', version })).toThrow('Ticket.version');
  });

  it('fills in a date that is the key', () => {
    expect(saveInput(messages, { room: 'r', text: 'hi' }).input.Item).toEqual({
      pk: { S: 'r' },
      sk: { S: now.toISOString() },
      text: { S: 'hi' },
    });
  });

  it('stores a date of expiry as whole seconds, rounded down', () => {
    const at = (expiresAt: Date) => saveInput(tickets, { id: 'a', title: 't', expiresAt });
    expect(at(new Date('2024-05-06T07:08:09.999Z')).input.Item.expires_at).toEqual({ N: '1714979289' });
    expect(at(new Date('2024-05-06T07:08:09.999Z')).stored).toMatchObject({ expiresAt: new Date('2024-05-06T07:08:09Z') });
    expect(at(new Date(-1)).input.Item.expires_at).toEqual({ N: '-1' });
    expect(() => at(new Date(Number.NaN))).toThrow('Ticket.expiresAt: it is an invalid Date');
    expect(() => at([new Date()] as never)).toThrow('Ticket.expiresAt: it is declared as a Date');
    expect(saveInput(messages, { room: 'r', text: 't', gone: null }).input.Item.ttl).toEqual({ NULL: true });
    expect(() => at(5 as never)).toThrow('Ticket.expiresAt');
  });

  it('is not made by a clock that tells no time', () => {
    const broken = boundView(LogicalDb.create(TicketDb, noClient, { clock: () => new Date('soon') }), 'tickets', 'all');
    expect(() => saveInput(broken, { id: 'a', title: 't' })).toThrow(ConfigurationError);
  });
});

describe('an update', () => {
  type Handle = Record<string, Record<'set' | 'add' | 'remove', (value?: unknown) => unknown>>;
  const change = ((u: Handle) => u.votes?.add(1)) as never;

  it('counts the version up and sets the date', () => {
    const input = updateInput(tickets, { id: 'a' }, change);
    expect(readable(input.UpdateExpression, input)).toBe(`SET v = if_not_exists(v, 0) + 1, changed_at = ${now.getTime()} ADD votes 1`);
    expect(readable(input.ConditionExpression, input)).not.toContain('v =');
  });

  it('that may make the item dates it, and starts its version once', () => {
    const input = updateInput(ledgers, { account: 'a', book: 'b' }, ((u: Handle) => u.balance?.set(1)) as never, { upsert: true });
    expect(readable(input.UpdateExpression, input)).toBe(
      'SET balance = 1, rev = if_not_exists(rev, 0) + 1, revision = if_not_exists(rev, 0) + 1, openedAt = if_not_exists(openedAt, 1714979289)',
    );
    const keyed = updateInput(messages, { room: 'r', sentAt: now }, ((u: Handle) => u.text?.set('x')) as never, { upsert: true });
    expect(readable(keyed.UpdateExpression, keyed)).toBe('SET text = x');
  });

  it('demands a version where it is given one', () => {
    const input = updateInput(tickets, { id: 'a' }, change, { version: 4 });
    expect(readable(input.ConditionExpression, input)).toContain('v = 4');
    expect(() => updateInput(tickets, { id: 'a' }, change, { version: -4 })).toThrow('a version is a whole number from 0');
    expect(() => updateInput(tickets, { id: 'a' }, change, { version: 4, upsert: true })).toThrow('Leave one of them out');
    expect(() => updateInput(messages, { room: 'r', sentAt: now }, ((u: Handle) => u.text?.set('x')) as never, { version: 4 })).toThrow(
      'Message declares none',
    );
  });

  it.each(['version', 'createdAt', 'updatedAt'])('does not take %s from the caller', property => {
    const update = () => updateInput(tickets, { id: 'a' }, ((u: Handle) => u[property]?.remove()) as never);
    expect(update).toThrow(InvalidExpressionError);
    expect(update).toThrow(`Ticket.${property} is ${property === 'version' ? 'counted up' : 'set'} by the library`);
  });

  it('stores a date of expiry as whole seconds', () => {
    const input = updateInput(tickets, { id: 'a' }, ((u: Handle) => u.expiresAt?.set(new Date(1999))) as never);
    expect(readable(input.UpdateExpression, input)).toContain('expires_at = 1,');
  });
});

describe('a delete', () => {
  it('is of the version that the item carries, and by key of any', () => {
    const item = Object.assign(new Ticket(), { id: 'a', title: 't', version: 3 });
    const input = deleteInput(tickets, item);
    expect(readable(input.ConditionExpression, input)).toBe('v = 3');
    expect(deleteKeyInput(tickets, item)).toEqual({ TableName: 'tickets', Key: { pk: { S: 'a' } } });
    expect(deleteInput(tickets, { id: 'a' })).toEqual({ TableName: 'tickets', Key: { pk: { S: 'a' } } });
    expect(() => deleteInput(tickets, { id: 'a', version: 'x' })).toThrow(InvalidItemError);
  });
});

describe('reads that hide what has expired', () => {
  const byId = equalTo({ id: 'a' }) as KeyCondition<object>;
  const NOW = '1714979289';

  it('ask DynamoDB to', () => {
    const scan = scanInput(tickets, { hideExpired: true }).input;
    expect(readable(scan.FilterExpression, scan)).toBe(`NOT expires_at <= ${NOW}`);
    const query = queryInput(tickets, byId, { hideExpired: true }).input;
    expect(readable(query.FilterExpression, query)).toBe(`NOT expires_at <= ${NOW}`);
    expect(queryInput(tickets, byId).input.FilterExpression).toBeUndefined();
  });

  it('have offsets that stay valid while time passes, but not for reads that show it', () => {
    const valid = () => [queryInput(tickets, byId, { hideExpired: true }).valid(), scanInput(tickets, { hideExpired: true }).valid()];
    const before = valid();
    now = new Date(now.getTime() + 5000);
    expect(valid()).toEqual(before);
    expect([queryInput(tickets, byId).valid(), scanInput(tickets).valid()]).not.toEqual(before);
    now = new Date(now.getTime() - 5000);
  });

  it('do it here where the view is queried by the date', () => {
    const { input, hides } = queryInput(byExpiry, beginsWith({ title: 't' }) as KeyCondition<object>, { hideExpired: true });
    expect(input.FilterExpression).toBeUndefined();
    expect([{ N: NOW }, { N: String(Number(NOW) + 1) }].map(expires_at => hides?.({ expires_at }))).toEqual([true, false]);
    expect([{}, { expires_at: { NULL: true as const } }].map(row => hides?.(row))).toEqual([false, false]);
  });

  it('are refused where nothing expires', () => {
    const info = boundView(LogicalDb.create(MusicDb, noClient), 'music', 'albumInfo');
    expect(() => scanInput(info, { hideExpired: true })).toThrow('AlbumInfo declares no date of expiry');
  });
});
