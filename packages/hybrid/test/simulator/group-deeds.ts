import { BatchWriteSet, TransactionWriteSet } from '@tempest-ts/hybrid';
import type { Row } from '@tempest-ts/tempest/extend';
import { checkItem, checkTogether, idFor } from './check-item.js';
import { textOf } from './ghost.js';
import type { Deed } from './ticket-deeds.js';
import { Counter, Ticket } from './tickets.js';
import { COUNTER, keyOf, PK, someDate, someTicket, WORDS } from './values.js';

/** Saves the counter anew, or for the first time, as whoever read it; its version must not have changed meanwhile. */
export const count: Deed = async (actor, random) => {
  const id = idFor(actor, 'counters', keyOf(COUNTER));
  const read = await actor.call('load the counter', { writes: false }, () =>
    actor.counters.load({ pk: PK, sk: COUNTER }, { consistentRead: true }),
  );
  if (!read) return;
  checkItem(actor, read.operation.start, id, read.result, 'load');
  const version = read.result?.version;
  const item = { ...(read.result ?? { pk: PK, sk: COUNTER }), note: random.pick(WORDS), placedAt: someDate(random) };
  const holds = (row: Row | undefined): boolean => row?.version?.N === (version === undefined ? undefined : String(version));
  await actor.call(`save the counter ${textOf(item)}`, { writes: true, conditions: [{ id, holds }] }, () => actor.counters.save(item));
};

/** Updates the counter, whose version goes up by one. */
export const countUp: Deed = async (actor, random) => {
  const id = idFor(actor, 'counters', keyOf(COUNTER));
  const word = random.pick(WORDS);
  const conditions = [{ id, holds: (row: Row | undefined) => row !== undefined }];
  const answer = await actor.call(`update the counter, ${word}`, { writes: true, conditions }, () =>
    actor.counters.update({ pk: PK, sk: COUNTER }, u => u.note.set(word)),
  );
  if (answer) checkItem(actor, answer.operation.start, id, answer.result, 'update');
};

/** A transaction over both tables, whichever tier its rows are in. */
export const transact: Deed = async (actor, random, sk) => {
  const [kind, limit, word] = [random.below(4), 1 + random.below(3), random.pick(WORDS)];
  const [ticketId, counterId] = [idFor(actor, 'tickets', keyOf(sk)), idFor(actor, 'counters', keyOf(COUNTER))];
  const [ticketKey, counterKey] = [actor.tickets.key({ pk: PK, sk }), actor.counters.key({ pk: PK, sk: COUNTER })];
  const isLow = { id: ticketId, holds: (row: Row | undefined) => Number(row?.total?.N ?? 99) < limit };
  const isThere = { id: counterId, holds: (row: Row | undefined) => row !== undefined };
  const hasWord = { id: counterId, holds: (row: Row | undefined) => row?.note?.S === word };
  const set = new TransactionWriteSet();
  if (kind === 0) set.update(ticketKey, u => u.total.add(1), { if: t => t.total.lt(limit) }).update(counterKey, u => u.note.set(word));
  if (kind === 1) set.checkCondition(ticketKey, { if: t => t.total.lt(limit) }).update(counterKey, u => u.note.remove());
  if (kind === 2)
    set.update(ticketKey, u => u.note.remove(), { if: t => t.total.lt(limit) }).checkCondition(counterKey, { if: c => c.note.eq(word) });
  if (kind === 3) set.save(actor.tickets.create(someTicket(random, sk))).checkCondition(counterKey, { if: c => c.note.eq(word) });
  const conditions = [[isLow, isThere], [isLow, isThere], [isLow, hasWord], [hasWord]][kind] ?? [];
  await actor.call(`transaction ${kind} of ${sk}, ${limit}, ${word}`, { writes: true, conditions }, () => actor.db.transactionWrite(set));
};

/** A load of both tables as of one moment. */
export const loadTogether: Deed = async (actor, _random, sk) => {
  const keys = [actor.tickets.key({ pk: PK, sk }), actor.counters.key({ pk: PK, sk: COUNTER })];
  const answer = await actor.call(`load ${sk} and the counter`, { writes: false }, () => actor.db.transactionLoad(keys));
  if (!answer) return;
  const items = new Map<string, object | undefined>([
    [idFor(actor, 'tickets', keyOf(sk)), answer.result.getItems(Ticket)[0]],
    [idFor(actor, 'counters', keyOf(COUNTER)), answer.result.getItems(Counter)[0]],
  ]);
  checkTogether(actor, answer, items);
};

/** A batch that saves a ticket and deletes the counter. */
export const batch: Deed = async (actor, random, sk) => {
  const ticket = someTicket(random, sk);
  const set = new BatchWriteSet().clobber(actor.tickets.create(ticket)).delete(actor.counters.key({ pk: PK, sk: COUNTER }));
  await actor.call(`batch of ${textOf(ticket)}`, { writes: true }, () => actor.db.batchWrite(set));
};

/** A batch of both tables' items, each as it was at some moment. */
export const batchLoad: Deed = async (actor, _random, sk) => {
  const keys = [actor.tickets.key({ pk: PK, sk }), actor.counters.key({ pk: PK, sk: COUNTER })];
  const answer = await actor.call(`batchLoad ${sk} and the counter`, { writes: false }, () =>
    actor.db.batchLoad(keys, { consistentRead: true }),
  );
  if (!answer) return;
  const { start } = answer.operation;
  checkItem(actor, start, idFor(actor, 'tickets', keyOf(sk)), answer.result.getItems(Ticket)[0], 'batchLoad');
  checkItem(actor, start, idFor(actor, 'counters', keyOf(COUNTER)), answer.result.getItems(Counter)[0], 'batchLoad');
};
