import { between, type Fields, type HybridLogicalDb, lessThan } from '@tempest-ts/hybrid';
import { collect } from './collect.js';
import { USER_GROUPS } from './generate-sessions.js';
import { mapConcurrently } from './map-concurrently.js';
import { SessionService } from './session-service.js';
import type { UserDatabase } from './user-database.js';
import { UserSession } from './user-session.js';

/** Something that an application asks its database, before and after the old sessions have moved. */
export interface Question {
  readonly name: string;
  ask(): Promise<readonly UserSession[]>;
}

const CONCURRENCY = 16;
const LOADED_SESSIONS = 500;
const LATEST = 5;
const PAGE_SIZE = 25;
const SEGMENTS = 4;

/** Loads, queries and scans over the sessions that were saved, through the service and through the views. */
export function questions(db: HybridLogicalDb<UserDatabase>, saved: readonly Fields<UserSession>[], today: Date): readonly Question[] {
  const service = new SessionService(db.repository(UserSession));
  const users = [...new Set(saved.map(({ userId }) => userId))].sort();
  const someSessions = saved.filter((_, index) => index % Math.ceil(saved.length / LOADED_SESSIONS) === 0);
  const lastMonth = today.toISOString().slice(0, 7);
  const twoYearsAgo = `${today.getUTCFullYear() - 2}-${lastMonth.slice(5)}`;
  const perUser = async (ask: (userId: string) => Promise<readonly UserSession[]>): Promise<readonly UserSession[]> =>
    (await mapConcurrently(users, CONCURRENCY, ask)).flat();

  return [
    {
      name: 'load by key',
      ask: async () => {
        const loaded = await mapConcurrently(someSessions, CONCURRENCY, ({ userId, sessionId }) => service.find(userId, sessionId));
        return loaded.filter(session => session !== undefined);
      },
    },
    { name: "query each user's history", ask: () => perUser(userId => service.historyOf(userId)) },
    { name: `query each user's ${twoYearsAgo}`, ask: () => perUser(userId => service.monthOf(userId, twoYearsAgo)) },
    { name: `query each user's last ${LATEST}, backwards`, ask: () => perUser(userId => service.latestOf(userId, LATEST)) },
    {
      name: 'query between two keys, page by page',
      ask: () => perUser(userId => betweenYears(db, userId, today.getUTCFullYear() - 2)),
    },
    {
      name: 'query the index: a group until a month ago',
      ask: async () => {
        const monthAgo = new Date(today.getTime() - 30 * 24 * 60 * 60 * 1000);
        return collect(db.users.byCreated.queryAllContents(lessThan({ userGroup: USER_GROUPS[1], createdAt: monthAgo })));
      },
    },
    {
      name: `scan everything, in ${SEGMENTS} segments`,
      ask: async () => {
        const segments = Array.from({ length: SEGMENTS }, (_, segment) => segment);
        return (await mapConcurrently(segments, SEGMENTS, segment => service.segment(segment, SEGMENTS))).flat();
      },
    },
  ];
}

/** A year of a user in pages, each fetched from where the one before ended, as a web page with a "more" button would. */
async function betweenYears(db: HybridLogicalDb<UserDatabase>, userId: string, year: number): Promise<readonly UserSession[]> {
  const condition = between({ userId, sessionId: `session-${year}` }, { userId, sessionId: `session-${year + 1}` });
  const sessions: UserSession[] = [];
  let initialOffset: string | undefined;
  do {
    const page = await db.users.sessions.query(condition, { pageSize: PAGE_SIZE, initialOffset });
    sessions.push(...page.contents);
    initialOffset = page.offset;
  } while (initialOffset !== undefined);
  return sessions;
}
