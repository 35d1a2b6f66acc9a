import { beginsWith, type Repository } from '@tempest-ts/hybrid';
import type { UserSession } from './user-session.js';

/** What the recipes test. */
export class SessionService {
  readonly #sessions: Repository<UserSession, 'userId', 'sessionId'>;

  constructor(sessions: Repository<UserSession, 'userId', 'sessionId'>) {
    this.#sessions = sessions;
  }

  async idsOf(userId: string): Promise<readonly string[]> {
    const page = await this.#sessions.query(beginsWith({ userId }));
    return page.contents.map(({ sessionId }) => sessionId);
  }
}
