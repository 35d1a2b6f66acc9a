import type { Row } from '@tempest-ts/tempest/extend';
import type { Actor, Answer } from './actor.js';
import { idOf, textOf, textOfRow } from './ghost.js';

/** The name of a row of the actor's own tables. */
export const idFor = (actor: Actor, table: 'tickets' | 'counters', key: Row): string => idOf(`${actor.service}${table}`, key);

/** An item that a caller was given must have been current at some moment of the call; of a read that is not consistent, at some moment at all. */
export function checkItem(actor: Actor, start: number, id: string, item: object | undefined, what: string): void {
  const { ghost, scheduler } = actor.world;
  const states = ghost.between(id, start, scheduler.now).map(textOfRow);
  if (!states.includes(textOf(item)))
    actor.world.violate(`${what} of ${actor.name} got ${textOf(item)} for ${id}; while it ran the item was ${states.join(', then ')}`);
}

/** What a filter, or an index, makes of a row. */
interface Shown {
  readonly isShown: (row: Row | undefined) => boolean;
  readonly start: number;
  readonly what: string;
}

/** A list must show each of the actor's tickets as it was at some moment, or leave it out as it was to be left out at some moment. */
export function checkList(actor: Actor, items: readonly { readonly sk: string }[], { isShown, start, what }: Shown): void {
  const { ghost, scheduler } = actor.world;
  for (const id of ghost.ids.filter(each => each.startsWith(`${actor.service}tickets/`))) {
    const states = ghost.between(id, start, scheduler.now).map(row => (isShown(row) ? textOfRow(row) : 'absent'));
    const found = items.filter(({ sk }) => id.endsWith(`/${sk}`));
    if (found.length > 1) actor.world.violate(`${what} of ${actor.name} shows ${id} twice`);
    if (!states.includes(textOf(found[0])))
      actor.world.violate(`${what} of ${actor.name} got ${textOf(found[0])} for ${id}, where it was ${states.join(', then ')}`);
  }
}

/** Items that were read as of one moment. */
export function checkTogether(actor: Actor, { operation }: Answer<unknown>, items: ReadonlyMap<string, object | undefined>): void {
  const { ghost, scheduler } = actor.world;
  const told = [...items.values()].map(textOf).join(' and ');
  const moments = ghost.together([...items.keys()], operation.start, scheduler.now).map(rows => rows.map(textOfRow).join(' and '));
  if (!moments.includes(told))
    actor.world.violate(`${actor.name} got ${told} as of one moment; there were ${[...new Set(moments)].join(', then ')}`);
}
