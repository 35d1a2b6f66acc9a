import type { Random } from '@tempest-ts/testing/simulator';
import { COLORS, Note, notePlace, SHADES } from '../notes.js';

const OLD_YEARS = [2019, 2020, 2021, 2022];
/** Most items are old enough to be archived at once. */
const OLD = 0.9;
const WORDS = ['ash', 'birch', 'cedar', 'elm', 'fir', 'hazel', 'larch', 'maple', 'oak', 'pine'];
const MAX_BODY_WORDS = 300;

const someWords = (random: Random, most: number): string[] => Array.from({ length: random.below(most) + 1 }, () => random.pick(WORDS));

export function someDate(random: Random): Date {
  const year = random.chance(OLD) ? random.pick(OLD_YEARS) : new Date().getUTCFullYear();
  return new Date(Date.UTC(year, 0, 1 + random.below(28), random.below(24)));
}

/** An item of one place, with a stamp that no other write has. */
export function someNote(random: Random, place: number, stamp: string): Note {
  const { group, id } = notePlace(place);
  return Object.assign(new Note(), {
    group,
    id,
    stamp,
    color: random.pick(COLORS),
    shade: random.pick(SHADES),
    body: someWords(random, MAX_BODY_WORDS).join(' '),
    words: someWords(random, 4),
    meta: { depth: random.below(100), ...(random.chance(0.5) && { label: random.pick(WORDS) }) },
    ...(random.chance(0.5) && { tags: new Set(someWords(random, 3)) }),
    createdAt: someDate(random),
  });
}

export const someWord = (random: Random): string => random.pick(WORDS);
