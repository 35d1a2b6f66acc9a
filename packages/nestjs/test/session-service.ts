import { Injectable } from '@nestjs/common';
import type { Repository } from '@tempest-ts/hybrid';
import { InjectRepository } from '@tempest-ts/nestjs';
import { UserSession } from './user-database.js';

export type Sessions = Repository<UserSession, 'userId', 'sessionId'>;

@Injectable()
export class SessionService {
  readonly #sessions: Sessions;

  constructor(@InjectRepository(UserSession) sessions: Sessions) {
    this.#sessions = sessions;
  }

  async dataOf(userId: string, sessionId: string): Promise<string | undefined> {
    return (await this.#sessions.load({ userId, sessionId }))?.sessionData;
  }
}
