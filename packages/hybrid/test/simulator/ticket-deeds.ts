import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ArchivedRowError, beginsWith } from '@tempest-ts/hybrid';
import { LEGACY_POINTER_ATTRIBUTE, type Row } from '@tempest-ts/tempest/extend';
import type { Actor } from './actor.js';
import { checkItem, checkList, idFor } from './check-item.js';
import { textOf } from './ghost.js';
import type { Random } from './machinery.js';
import { NOW } from './now.js';
import type { Ticket } from './tickets.js';
import { keyOf, PK, someTicket, WORDS } from './values.js';

/** What a user does once. */
export type Deed = (actor: Actor, random: Random, sk: string) => Promise<void>;

export const save: Deed = async (actor, random, sk) => {
  const ticket = someTicket(random, sk);
  await actor.call(`save ${textOf(ticket)}`, { writes: true }, () => actor.tickets.save(ticket));
};

export const saveIf: Deed = async (actor, random, sk) => {
  const [ticket, word] = [someTicket(random, sk), random.pick(WORDS)];
  const conditions = [{ id: idFor(actor, 'tickets', keyOf(sk)), holds: (row: Row | undefined) => row?.note?.S === word }];
  await actor.call(`save ${textOf(ticket)} if note = ${word}`, { writes: true, conditions }, () =>
    actor.tickets.save(ticket, { if: before => before.note.eq(word) }),
  );
};

export const update: Deed = async (actor, random, sk) => {
  const [word, kind] = [random.pick(WORDS), random.below(4)];
  const id = idFor(actor, 'tickets', keyOf(sk));
  const conditions = [{ id, holds: (row: Row | undefined) => row !== undefined }];
  const answer = await actor.call(`update ${sk}, kind ${kind}, ${word}`, { writes: true, conditions }, () =>
    actor.tickets.update({ pk: PK, sk }, u => {
      if (kind === 0) return u.total.add(1);
      if (kind === 1) return u.note.set(word);
      if (kind === 2) return u.note.remove();
      return [u.status.set(word), u.total.add(1)];
    }),
  );
  if (answer) checkItem(actor, answer.operation.start, id, answer.result, 'update');
};

export const updateIf: Deed = async (actor, random, sk) => {
  const limit = random.below(4);
  const id = idFor(actor, 'tickets', keyOf(sk));
  const holds = (row: Row | undefined): boolean => row?.note === undefined && Number(row?.total?.N ?? 99) < limit;
  const answer = await actor.call(`update ${sk} if total < ${limit} and no note`, { writes: true, conditions: [{ id, holds }] }, () =>
    actor.tickets.update({ pk: PK, sk }, u => u.total.add(1), { if: t => t.total.lt(limit).and(t.note.notExists()) }),
  );
  if (answer) checkItem(actor, answer.operation.start, id, answer.result, 'update');
};

export const remove: Deed = async (actor, random, sk) => {
  const returnOld = random.chance(0.5);
  const answer = await actor.call(`delete ${sk}`, { writes: true }, () => actor.tickets.delete({ pk: PK, sk }, { returnOld }));
  if (answer && returnOld) checkItem(actor, answer.operation.start, idFor(actor, 'tickets', keyOf(sk)), answer.result, 'delete');
};

export const removeIf: Deed = async (actor, random, sk) => {
  const word = random.pick(WORDS);
  const conditions = [{ id: idFor(actor, 'tickets', keyOf(sk)), holds: (row: Row | undefined) => row?.note?.S === word }];
  await actor.call(`delete ${sk} if note = ${word}`, { writes: true, conditions }, () =>
    actor.tickets.delete({ pk: PK, sk }, { if: t => t.note.eq(word) }),
  );
};

/** A writer without this library: it may set on any row, and remove what is kept; what moves it may remove from hot rows only. */
const foreignWrite =
  (...updates: readonly string[]): Deed =>
  async (actor, random, sk) => {
    const [word, UpdateExpression] = [random.pick(WORDS), random.pick(updates)];
    const command = new UpdateItemCommand({
      TableName: `${actor.service}tickets`,
      Key: keyOf(sk),
      UpdateExpression,
      ConditionExpression: `attribute_exists(pk)${UpdateExpression === 'REMOVE note' ? ' AND attribute_not_exists(s3Archive) AND attribute_not_exists(#legacy)' : ''}`,
      ...(UpdateExpression === 'REMOVE note' && { ExpressionAttributeNames: { '#legacy': LEGACY_POINTER_ATTRIBUTE } }),
      ...(UpdateExpression.startsWith('SET') && { ExpressionAttributeValues: { ':w': { S: word } } }),
    });
    actor.begin(`${UpdateExpression} ${sk} (${word})`);
    await actor.send(command).catch(() => undefined);
  };

export const foreign = foreignWrite('SET extra = :w', 'SET status = :w', 'REMOVE status', 'REMOVE note');
export const foreignNote = foreignWrite('SET note = :w');

export const expire: Deed = async (actor, _random, sk) => {
  await actor.world.turn(actor.name, `expire ${sk}`, () => actor.world.expire(`${actor.service}tickets`, keyOf(sk))).catch(() => undefined);
};

export const load: Deed = async (actor, random, sk) => {
  const consistentRead = random.chance(0.8);
  const answer = await actor.call(`load ${sk}`, { writes: false }, () => actor.tickets.load({ pk: PK, sk }, { consistentRead }));
  if (!answer) return;
  checkItem(actor, consistentRead ? answer.operation.start : -1, idFor(actor, 'tickets', keyOf(sk)), answer.result, 'load');
};

/** A query or scan, with or without a filter, on an attribute that moves or on one that last year's pointers do not keep. */
export const list: Deed = async (actor, random) => {
  const [word, field, scans] = [random.pick(WORDS), random.pick(['note', 'note', 'extra', undefined] as const), random.chance(0.5)];
  const what = `${scans ? 'scan' : 'query'}${field === undefined ? '' : ` where ${field} = ${word}`}`;
  const answer = await actor.call(what, { writes: false }, () => {
    const view = actor.tickets;
    if (scans) return view.scan({ consistentRead: true, ...(field && { filter: t => t[field].eq(word) }) });
    return view.query(beginsWith({ pk: PK }), { consistentRead: true, ...(field && { filter: t => t[field].eq(word) }) });
  });
  const isShown = (row: Row | undefined): boolean => field === undefined || row?.[field]?.S === word;
  if (answer) checkList(actor, answer.result.contents, { isShown, start: answer.operation.start, what });
};

/** The same by a program that has no archive: it is refused rather than shown less. */
export const listPlainly: Deed = async (actor, random) => {
  const [word, field, scans] = [random.pick(WORDS), random.pick(['note', 'extra', undefined] as const), random.chance(0.5)];
  const what = `${scans ? 'scan' : 'query'} without an archive${field === undefined ? '' : ` where ${field} = ${word}`}`;
  const answer = await actor.call(what, { writes: false }, async () => {
    const view = actor.terminal.plainDb.tickets.all;
    const page = scans
      ? view.scan({ consistentRead: true, ...(field && { filter: t => t[field].eq(word) }) })
      : view.query(beginsWith({ pk: PK }), { consistentRead: true, ...(field && { filter: t => t[field].eq(word) }) });
    return page.catch((error: unknown) => {
      if (error instanceof ArchivedRowError) return undefined;
      throw error;
    });
  });
  const isShown = (row: Row | undefined): boolean => field === undefined || row?.[field]?.S === word;
  if (answer?.result) checkList(actor, answer.result.contents, { isShown, start: answer.operation.start, what });
};

/** The same a row at a time, by two workers side by side where it is a scan: rows move between the pages, and while their objects are read. */
export const listInPages: Deed = async (actor, random) => {
  const [word, field, scans] = [random.pick(WORDS), random.pick(['note', 'extra', undefined] as const), random.chance(0.5)];
  const what = `${scans ? 'scan' : 'query'} in pages${field === undefined ? '' : ` where ${field} = ${word}`}`;
  const answer = await actor.call(what, { writes: false }, async () => {
    const view = actor.tickets;
    const paging = { consistentRead: true, pageSize: 1 };
    const segments = scans ? [0, 1].map(segment => ({ segment, totalSegments: 2 })) : [undefined];
    const parts = segments.map(async workerId => {
      const items: Ticket[] = [];
      const all = workerId
        ? view.scanAllContents({ ...paging, workerId, ...(field && { filter: t => t[field].eq(word) }) })
        : view.queryAllContents(beginsWith({ pk: PK }), { ...paging, ...(field && { filter: t => t[field].eq(word) }) });
      for await (const item of all) items.push(item);
      return items;
    });
    const settled = await Promise.allSettled(parts);
    for (const part of settled) if (part.status === 'rejected') throw part.reason;
    return (await Promise.all(parts)).flat();
  });
  const isShown = (row: Row | undefined): boolean => field === undefined || row?.[field]?.S === word;
  if (answer) checkList(actor, answer.result, { isShown, start: answer.operation.start, what });
};

/** A query of the index, which is never consistent. */
export const listByStatus: Deed = async (actor, random) => {
  const [word, filtered] = [random.pick(WORDS), random.chance(0.4)];
  const what = `query by status ${word}${filtered ? `, note = ${word}` : ''}`;
  const answer = await actor.call(what, { writes: false }, () => {
    const { byStatus } = actor.db.tickets;
    return byStatus.query(beginsWith({ status: word }), filtered ? { filter: t => t.note.eq(word) } : {});
  });
  const isShown = (row: Row | undefined): boolean => row?.status?.S === word && (!filtered || row.note?.S === word);
  if (answer) checkList(actor, answer.result.contents, { isShown, start: -1, what });
};

/** Brings items back to stay, or not to. */
export const restore: Deed = async (actor, random, sk) => {
  const notAgainBefore = new Date(NOW.getTime() + (random.chance(0.3) ? 1 : -1));
  const target = random.chance(0.5) ? ('all' as const) : [actor.tickets.key({ pk: PK, sk })];
  await actor.call(`restore ${target === 'all' ? 'all' : sk}`, { writes: false }, async () => {
    const { errors } = await actor.db.restore(target, { notAgainBefore });
    if (errors[0]) throw errors[0].cause;
  });
};

/** Has pointers of last year's code keep what today's declares. */
export const refresh: Deed = async actor => {
  await actor.call('refreshPointers', { writes: false }, async () => {
    const { errors } = await actor.db.refreshPointers();
    if (errors[0]) throw errors[0].cause;
  });
};

export const backUp: Deed = async (actor, _random, sk) => {
  const { world, name, service } = actor;
  // Whether it is to be erased is known once everybody has begun, as all have by anybody's first turn.
  const take = (): void => {
    if (!world.erased.has(sk)) world.backup.take(world, `${service}tickets`, keyOf(sk));
  };
  await world.turn(name, `backs ${sk} up`, take).catch(() => undefined);
};

export const bringBack: Deed = async ({ world, name }) => {
  await world.turn(name, 'brings the backup back', () => world.backup.bringBack(world)).catch(() => undefined);
};
