import type { Fields } from '@tempest-ts/hybrid';
import { generateVisit } from './generate-visit.js';
import { SeededRandom } from './seeded-random.js';
import type { UserSession } from './user-session.js';

/** Which sessions to make up. */
export interface SessionsToGenerate {
  readonly count: number;
  /** The sessions spread evenly over the three years before it. */
  readonly until: Date;
  /** The same seed gives the same sessions. */
  readonly seed: number;
}

export const USER_GROUPS = ['free', 'family', 'business', 'trial'] as const;
const SESSIONS_PER_USER = 40;
const THREE_YEARS_MS = 3 * 365 * 24 * 60 * 60 * 1000;

/** Lengths of `sessionData`: many sessions end after a page, some last for hours. `share` adds up to 1. */
const LENGTHS = [
  { share: 0.25, from: 60, to: 400 },
  { share: 0.45, from: 500, to: 3_000 },
  { share: 0.22, from: 3_000, to: 12_000 },
  { share: 0.08, from: 12_000, to: 60_000 },
] as const;

function length(random: SeededRandom): number {
  let rest = random.next();
  for (const { share, from, to } of LENGTHS) {
    if (rest < share) return random.between(from, to);
    rest -= share;
  }
  return LENGTHS[0].from;
}

/** Three years of sessions, oldest first, no two at the same time. */
export function generateSessions({ count, until, seed }: SessionsToGenerate): readonly Fields<UserSession>[] {
  const random = new SeededRandom(seed);
  const users = Math.max(1, Math.round(count / SESSIONS_PER_USER));
  const step = THREE_YEARS_MS / count;
  const start = until.getTime() - THREE_YEARS_MS;
  return Array.from({ length: count }, (_, index) => {
    const createdAt = new Date(start + Math.floor((index + random.next() / 2) * step));
    const user = random.between(1, users);
    return {
      userId: `user${String(user).padStart(4, '0')}`,
      sessionId: `session-${createdAt.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '')}`,
      userGroup: USER_GROUPS[user % USER_GROUPS.length] ?? USER_GROUPS[0],
      sessionData: generateVisit(random, length(random)),
      createdAt,
    };
  });
}
