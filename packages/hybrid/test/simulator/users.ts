import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { beginsWith } from '@tempest-ts/hybrid';
import type { Row } from '@tempest-ts/tempest/extend';
import type { Actor } from './actor.js';
import { textOf, textOfRow } from './ghost.js';
import type { Random } from './machinery.js';
import { NOW } from './now.js';
import type { Ticket } from './tickets.js';

/** What a user does once. */
export type Deed = (actor: Actor, random: Random, sk: string) => Promise<void>;

const PK = 'p';
const OLD = '2020-01-01T00:00:00.000Z';

/** Few values, so that rows come to hold again what they held before. */
const WORDS = ['x', 'y'];

export const keyOf = (sk: string): Row => ({ pk: { S: PK }, sk: { S: sk } });

/** A row that is old enough to be archived, most of the time. */
export function someRow(random: Random, sk: string): Row {
  return {
    ...keyOf(sk),
    total: { N: String(random.below(3)) },
    status: { S: random.pick(WORDS) },
    placedAt: { S: random.chance(0.85) ? OLD : NOW.toISOString() },
    ...(random.chance(0.5) && { note: { S: random.pick(WORDS) } }),
    ...(random.chance(0.3) && { lines: { L: [{ S: random.pick(WORDS) }] } }),
  };
}

function someTicket(random: Random, sk: string): Ticket {
  const { total, status, placedAt, note, lines } = someRow(random, sk);
  return {
    pk: PK,
    sk,
    total: Number(total?.N),
    status: status?.S ?? '',
    placedAt: new Date(placedAt?.S ?? ''),
    ...(note?.S !== undefined && { note: note.S }),
    ...(lines?.L && { lines: lines.L.map(line => line.S ?? '') }),
  };
}

/** What a caller was given must have been current at some moment of the call; of a read that is not consistent, at some moment at all. */
function checkItem(actor: Actor, start: number, sk: string, item: object | undefined, what: string): void {
  const { ghost, scheduler, table } = actor.world;
  const states = ghost.between(table.keyOf(keyOf(sk)), start, scheduler.now).map(textOfRow);
  if (!states.includes(textOf(item)))
    actor.world.violate(`${what} of ${actor.name} got ${textOf(item)} for ${sk}; while it ran the item was ${states.join(', then ')}`);
}

const save: Deed = async (actor, random, sk) => {
  const ticket = someTicket(random, sk);
  await actor.call(`save ${textOf(ticket)}`, { writes: true }, () => actor.tickets.save(ticket));
};

const saveIf: Deed = async (actor, random, sk) => {
  const [ticket, word] = [someTicket(random, sk), random.pick(WORDS)];
  const key = actor.world.table.keyOf(keyOf(sk));
  await actor.call(`save ${textOf(ticket)} if note = ${word}`, { writes: true, key, holds: row => row?.note?.S === word }, () =>
    actor.tickets.save(ticket, { if: ticketBefore => ticketBefore.note.eq(word) }),
  );
};

const update: Deed = async (actor, random, sk) => {
  const [word, kind] = [random.pick(WORDS), random.below(4)];
  const key = actor.world.table.keyOf(keyOf(sk));
  const answer = await actor.call(`update ${sk}, kind ${kind}, ${word}`, { writes: true, key, holds: row => row !== undefined }, () =>
    actor.tickets.update({ pk: PK, sk }, u => {
      if (kind === 0) return u.total.add(1);
      if (kind === 1) return u.note.set(word);
      if (kind === 2) return u.note.remove();
      return [u.status.set(word), u.total.add(1)];
    }),
  );
  if (answer) checkItem(actor, answer.operation.start, sk, answer.result, 'update');
};

const updateIf: Deed = async (actor, random, sk) => {
  const limit = random.below(4);
  const key = actor.world.table.keyOf(keyOf(sk));
  const holds = (row: Row | undefined): boolean => row?.note === undefined && Number(row?.total?.N ?? 99) < limit;
  const answer = await actor.call(`update ${sk} if total < ${limit} and no note`, { writes: true, key, holds }, () =>
    actor.tickets.update({ pk: PK, sk }, u => u.total.add(1), { if: t => t.total.lt(limit).and(t.note.notExists()) }),
  );
  if (answer) checkItem(actor, answer.operation.start, sk, answer.result, 'update');
};

const remove: Deed = async (actor, random, sk) => {
  const returnOld = random.chance(0.5);
  const answer = await actor.call(`delete ${sk}`, { writes: true }, () => actor.tickets.delete({ pk: PK, sk }, { returnOld }));
  if (answer && returnOld) checkItem(actor, answer.operation.start, sk, answer.result, 'delete');
};

const removeIf: Deed = async (actor, random, sk) => {
  const word = random.pick(WORDS);
  const key = actor.world.table.keyOf(keyOf(sk));
  await actor.call(`delete ${sk} if note = ${word}`, { writes: true, key, holds: row => row?.note?.S === word }, () =>
    actor.tickets.delete({ pk: PK, sk }, { if: t => t.note.eq(word) }),
  );
};

/** A writer without this library: it may set on any row, and remove what is kept; what moves it may remove from hot rows only. */
const foreignWrite =
  (...updates: readonly string[]): Deed =>
  async (actor, random, sk) => {
    const [word, UpdateExpression] = [random.pick(WORDS), random.pick(updates)];
    const command = new UpdateItemCommand({
      TableName: 'tickets',
      Key: keyOf(sk),
      UpdateExpression,
      ConditionExpression: `attribute_exists(pk)${UpdateExpression === 'REMOVE note' ? ' AND attribute_not_exists(s3Archive)' : ''}`,
      ...(UpdateExpression.startsWith('SET') && { ExpressionAttributeValues: { ':w': { S: word } } }),
    });
    actor.begin(`${UpdateExpression} ${sk} (${word})`);
    await actor.send(command).catch(() => undefined);
  };

const expire: Deed = async (actor, _random, sk) => {
  await actor.world.turn(actor.name, `expire ${sk}`, () => actor.world.expire(keyOf(sk))).catch(() => undefined);
};

const load: Deed = async (actor, random, sk) => {
  const consistentRead = random.chance(0.8);
  const answer = await actor.call(`load ${sk}`, { writes: false }, () => actor.tickets.load({ pk: PK, sk }, { consistentRead }));
  if (answer) checkItem(actor, consistentRead ? answer.operation.start : -1, sk, answer.result, 'load');
};

/** A query or scan, with or without a filter on an attribute that moves. */
const list: Deed = async (actor, random) => {
  const [word, filtered, scans] = [random.pick(WORDS), random.chance(0.6), random.chance(0.5)];
  const what = `${scans ? 'scan' : 'query'}${filtered ? ` where note = ${word}` : ''}`;
  const { ghost, scheduler, table } = actor.world;
  const answer = await actor.call(what, { writes: false }, () => {
    const view = actor.tickets;
    if (scans) return view.scan({ consistentRead: true, ...(filtered && { filter: t => t.note.eq(word) }) });
    return view.query(beginsWith({ pk: PK }), { consistentRead: true, ...(filtered && { filter: t => t.note.eq(word) }) });
  });
  if (!answer) return;
  for (const key of ghost.keys) {
    const states = ghost.between(key, answer.operation.start, scheduler.now);
    const shown = states.map(row => (filtered && row?.note?.S !== word ? 'absent' : textOfRow(row)));
    const item = answer.result.contents.find(({ pk, sk }) => table.keyOf({ pk: { S: pk }, sk: { S: sk } }) === key);
    if (!shown.includes(textOf(item)))
      actor.world.violate(`${what} of ${actor.name} got ${textOf(item)} for ${key}, where it was ${shown.join(', then ')}`);
  }
};

/** Brings items back to stay, or not to. */
const restore: Deed = async (actor, random, sk) => {
  const notAgainBefore = new Date(NOW.getTime() + (random.chance(0.3) ? 1 : -1));
  const target = random.chance(0.5) ? ('all' as const) : [actor.tickets.key({ pk: PK, sk })];
  await actor.call(`restore ${target === 'all' ? 'all' : sk}`, { writes: false }, async () => {
    const { errors } = await actor.terminal.db.restore(target, { notAgainBefore });
    if (errors[0]) throw errors[0].cause;
  });
};

const backUp: Deed = async (actor, _random, sk) => {
  await actor.world.turn(actor.name, 'backs up', () => actor.world.backUp([keyOf(sk)])).catch(() => undefined);
};

const bringBack: Deed = async (actor, _random, sk) => {
  await actor.world.turn(actor.name, `brings ${sk} back`, () => actor.world.bringBack(keyOf(sk))).catch(() => undefined);
};

const foreign = foreignWrite('SET extra = :w', 'SET status = :w', 'REMOVE status', 'REMOVE note');
const foreignNote = foreignWrite('SET note = :w');

/** What users do, by name; the commoner ones are drawn more often. */
export const DEEDS = {
  save,
  saveIf,
  update,
  updateAgain: update,
  updateIf,
  remove,
  removeIf,
  foreign,
  foreignNote,
  expire,
  restore,
  backUp,
  bringBack,
  load,
  loadAgain: load,
  list,
};
