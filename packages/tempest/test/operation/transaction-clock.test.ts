import { describe, expect, it } from '@jest/globals';
import { LogicalDb, TransactionWriteSet } from '@tempest-ts/tempest';
import { dbState } from '@tempest-ts/tempest/extend';
import { transactionWriteInput } from '../../src/operation/transaction-write/transaction-write-input.js';
import { noClient } from '../fixtures/compile.js';
import { TicketDb } from '../fixtures/tickets.js';

let time = Date.UTC(2026, 0, 1);
const db = LogicalDb.create(TicketDb, noClient, {
  clock: () => {
    time += 1;
    return new Date(time);
  },
});
const state = dbState(db);
const rendered = (set: TransactionWriteSet): string => {
  if (!state) throw new Error('no database');
  return JSON.stringify(transactionWriteInput(state, set, {}).input);
};
const transaction = (): TransactionWriteSet =>
  new TransactionWriteSet()
    .save(db.tickets.all.create({ id: 'a', title: 'a' }))
    .update(db.tickets.all.key({ id: 'b' }), u => u.votes.add(1))
    .save(db.messages.all.create({ room: 'r', sentAt: new Date(0), text: 't' }));

describe('the generated dates of a transaction', () => {
  it('are one date', () => {
    const [, first = ''] = /"createdAt":\{"S":"([^"]+)"/.exec(rendered(transaction())) ?? [];
    const dates = rendered(transaction().idempotencyToken('x')).match(/2026-01-01T[^"]+/g) ?? [];
    expect(first).toMatch(/^2026/);
    expect(new Set(dates).size).toBe(1);
  });

  it('are those of the first sending, where the set has a token and is sent again', () => {
    const set = transaction().idempotencyToken('token');
    const first = rendered(set);
    expect(rendered(set)).toBe(first);
    expect(rendered(transaction().idempotencyToken('token'))).not.toBe(first);
  });

  it('are new without a token, under another token, and when DynamoDB has forgotten the token', () => {
    const set = transaction();
    expect(rendered(set)).not.toBe(rendered(set));
    const first = rendered(set.idempotencyToken('one'));
    expect(rendered(set.idempotencyToken('two')).replace('"two"', '"one"')).not.toBe(first);
    const before = rendered(set);
    time += 10 * 60 * 1000;
    expect(rendered(set)).not.toBe(before);
  });
});
