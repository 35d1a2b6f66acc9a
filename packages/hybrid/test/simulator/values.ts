import type { Row } from '@tempest-ts/tempest/extend';
import type { Random } from './machinery.js';
import { NOW } from './now.js';
import type { Ticket } from './tickets.js';

export const PK = 'p';
/** The sort key of the one counter. */
export const COUNTER = 'n';

const OLD = '2020-01-01T00:00:00.000Z';

/** Few values, so that rows come to hold again what they held before. */
export const WORDS = ['x', 'y'];

export const keyOf = (sk: string): Row => ({ pk: { S: PK }, sk: { S: sk } });

const somePlacedAt = (random: Random): string => (random.chance(0.85) ? OLD : NOW.toISOString());

/** A row that is old enough to be archived, most of the time. */
export function someRow(random: Random, sk: string): Row {
  return {
    ...keyOf(sk),
    total: { N: String(random.below(3)) },
    status: { S: random.pick(WORDS) },
    placedAt: { S: somePlacedAt(random) },
    ...(random.chance(0.5) && { note: { S: random.pick(WORDS) } }),
    ...(random.chance(0.3) && { lines: { L: [{ S: random.pick(WORDS) }] } }),
    ...(random.chance(0.3) && { extra: { S: random.pick(WORDS) } }),
  };
}

export function someCounterRow(random: Random): Row {
  return { ...keyOf(COUNTER), version: { N: '1' }, note: { S: random.pick(WORDS) }, placedAt: { S: somePlacedAt(random) } };
}

export function someTicket(random: Random, sk: string): Ticket {
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

/** The date of a counter's item, as of a ticket. */
export const someDate = (random: Random): Date => new Date(somePlacedAt(random));
