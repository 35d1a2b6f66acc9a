import { COUNTER_DEEDS, DEEDS, DEEDS_BESIDE_ERASURE, type DeedName, TICKET_DEEDS } from './deeds.js';
import type { Random } from './machinery.js';
import type { Circumstances } from './planted-bug.js';
import type { Deed } from './ticket-deeds.js';
import { ARCHIVERS, COMPACTORS, SERVICES } from './world.js';

const ITEMS = ['a', 'b'];
/** The first swap goes alone, and the others gather meanwhile. */
const ITEMS_OF_BATCHES = ['a', 'b', 'c'];
const USERS = ['user1', 'user2', 'user3', 'user4'];
const SWEEPERS = ['sweeper1', 'sweeper2'];
/** A sweeper takes as many steps as all others together, and where there is none more is tried in the same time. */
const SWEEPERS_OF_A_SCHEDULE = [0, 0, 1, 1, 2];
const DEEDS_OF_A_SCHEDULE = 4;
const ERASURES = 0.12;
const PACKS = 0.25;
const CACHES = 0.2;

/** Who takes part in a schedule, and with what. Short schedules of few find more in the same time than long ones of all. */
export interface Cast {
  readonly archivers: readonly string[];
  readonly users: readonly string[];
  readonly sweepers: readonly string[];
  readonly erasers: readonly string[];
  readonly items: readonly string[];
  /** Whether archivers swap several rows in one request. */
  readonly batches: boolean;
  /** What users do: a few deeds over and over, often on one item: rare meetings of two of them become common. */
  readonly deeds: readonly Deed[];
  /** Whether none of the deeds saves an item that may be gone. */
  readonly isGoneForGood: boolean;
  readonly compactors: readonly string[];
  readonly packed: boolean;
  readonly cached: boolean;
  /** Those that anybody belongs to. */
  readonly services: readonly string[];
  /** Whether any of the deeds needs the second table. */
  readonly hasCounters: boolean;
  /** What the names of an actor's tables begin with, by the last digit of the actor's name: the second of its kind may belong to another service. */
  serviceOf(actor: string): string;
}

/** Draws a cast. */
export function drawCast(random: Random, bug: Circumstances): Cast {
  const erases = bug.erases ?? (random.chance(ERASURES) && !bug.deeds && !bug.plant);
  const wide = random.chance(0.5) ? DEEDS : TICKET_DEEDS;
  const choices = Object.keys(erases ? DEEDS_BESIDE_ERASURE : wide) as DeedName[]; // the keys are the type's
  const names: readonly DeedName[] = bug.deeds ?? Array.from({ length: DEEDS_OF_A_SCHEDULE }, () => random.pick(choices));
  const hasOther = !bug.deeds && random.chance(0.25);
  const some = (all: readonly string[], least: number): readonly string[] => all.slice(0, least + random.below(all.length + 1 - least));
  const packed = bug.packed ?? (!bug.plant && random.chance(PACKS));
  const cached = !bug.plant && random.chance(CACHES);
  const batches = bug.batches ?? (!bug.plant && random.chance(0.3));
  return {
    archivers: some(ARCHIVERS, 1),
    compactors: packed ? some(COMPACTORS, bug.packed ? 1 : 0) : [],
    packed,
    cached,
    services: hasOther ? SERVICES : SERVICES.slice(0, 1),
    users: some(USERS, 1),
    sweepers: bug.plant || bug.sweeper ? some(SWEEPERS, 1) : SWEEPERS.slice(0, random.pick(SWEEPERS_OF_A_SCHEDULE)),
    items: bug.items ?? (batches ? ITEMS_OF_BATCHES : !packed && (bug.deeds || random.chance(0.6)) ? ['a'] : ITEMS),
    batches,
    erasers: erases ? ['eraser1'] : [],
    deeds: names.map(name => DEEDS[name]),
    isGoneForGood: !names.includes('save'),
    hasCounters: names.some(name => name in COUNTER_DEEDS),
    serviceOf: actor => SERVICES[hasOther && actor.endsWith('2') ? 1 : 0],
  };
}
