import { DEEDS, type DeedName } from './deeds.js';
import type { Random } from './machinery.js';
import type { Circumstances } from './planted-bug.js';
import type { Deed } from './ticket-deeds.js';
import { ARCHIVERS, SERVICES } from './world.js';

const ITEMS = ['a', 'b'];
const USERS = ['user1', 'user2', 'user3', 'user4'];
const SWEEPERS = ['sweeper1', 'sweeper2'];
const DEEDS_OF_A_SCHEDULE = 4;

/** Who takes part in a schedule, and with what. Short schedules of few find more in the same time than long ones of all. */
export interface Cast {
  readonly archivers: readonly string[];
  readonly users: readonly string[];
  readonly sweepers: readonly string[];
  readonly items: readonly string[];
  /** What users do: a few deeds over and over, often on one item: rare meetings of two of them become common. */
  readonly deeds: readonly Deed[];
  /** By the last digit of an actor's name: the second of its kind may belong to another service. */
  serviceOf(actor: string): string;
}

/** Draws a cast. */
export function drawCast(random: Random, bug: Circumstances): Cast {
  const names: readonly DeedName[] =
    bug.deeds ?? Array.from({ length: DEEDS_OF_A_SCHEDULE }, () => random.pick(Object.keys(DEEDS) as DeedName[]));
  const hasOther = !bug.deeds && random.chance(0.25);
  const some = (all: readonly string[], least: number): readonly string[] => all.slice(0, least + random.below(all.length + 1 - least));
  return {
    archivers: some(ARCHIVERS, 1),
    users: some(USERS, 1),
    sweepers: some(SWEEPERS, bug.plant || bug.sweeper ? 1 : 0),
    items: bug.deeds || random.chance(0.6) ? ['a'] : ITEMS,
    deeds: names.map(name => DEEDS[name]),
    serviceOf: actor => SERVICES[hasOther && actor.endsWith('2') ? 1 : 0],
  };
}
