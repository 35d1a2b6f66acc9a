// #region service
import { Injectable, NotFoundException } from '@nestjs/common';
import { beginsWith, type Repository } from '@tempest-ts/hybrid';
import { InjectRepository } from '@tempest-ts/nestjs';
import { UserSession } from './user-session.js';

@Injectable()
export class SessionService {
  readonly #sessions: Repository<UserSession, 'userId', 'sessionId'>;

  constructor(@InjectRepository(UserSession) sessions: Repository<UserSession, 'userId', 'sessionId'>) {
    this.#sessions = sessions;
  }

  async record(userId: string, sessionId: string, sessionData: string): Promise<UserSession> {
    return this.#sessions.save({ userId, sessionId, sessionData, createdAt: new Date() });
  }

  async find(userId: string, sessionId: string): Promise<UserSession> {
    const session = await this.#sessions.load({ userId, sessionId });
    if (!session) throw new NotFoundException(`${userId} has no session ${sessionId}`);
    return session;
  }

  async latestOf(userId: string): Promise<readonly UserSession[]> {
    const page = await this.#sessions.query(beginsWith({ userId }), { asc: false, pageSize: 20 });
    return page.contents;
  }
}
// #endregion
