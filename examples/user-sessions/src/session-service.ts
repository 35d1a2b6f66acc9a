import { beginsWith, type Fields, type Repository } from '@tempest-ts/hybrid';
import { collect } from './collect.js';
import type { UserSession } from './user-session.js';

/** The sessions of an application's users. It is given its repository, and nothing in it knows that there are two tiers. */
export class SessionService {
  readonly #sessions: Repository<UserSession, 'userId', 'sessionId'>;

  constructor(sessions: Repository<UserSession, 'userId', 'sessionId'>) {
    this.#sessions = sessions;
  }

  record(session: Fields<UserSession>): Promise<UserSession> {
    return this.#sessions.save(session);
  }

  find(userId: string, sessionId: string): Promise<UserSession | undefined> {
    return this.#sessions.load({ userId, sessionId });
  }

  /** All sessions of a user, oldest first. */
  historyOf(userId: string): Promise<readonly UserSession[]> {
    return collect(this.#sessions.queryAllContents(beginsWith({ userId })));
  }

  /** @param month such as `2026-10` */
  monthOf(userId: string, month: string): Promise<readonly UserSession[]> {
    return collect(this.#sessions.queryAllContents(beginsWith({ userId, sessionId: `session-${month}` })));
  }

  /** The user's last sessions, newest first. */
  async latestOf(userId: string, count: number): Promise<readonly UserSession[]> {
    const page = await this.#sessions.query(beginsWith({ userId }), { asc: false, pageSize: count });
    return page.contents;
  }

  /** Part of everything: `totalSegments` workers that each take a segment see every session once. */
  segment(segment: number, totalSegments: number): Promise<readonly UserSession[]> {
    return collect(this.#sessions.scanAllContents({ workerId: { segment, totalSegments } }));
  }
}
