import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { SessionService } from './session-service.js';
import type { UserSession } from './user-session.js';

@Controller('users/:userId/sessions')
export class SessionController {
  readonly #sessions: SessionService;

  constructor(sessions: SessionService) {
    this.#sessions = sessions;
  }

  @Get()
  latest(@Param('userId') userId: string): Promise<readonly UserSession[]> {
    return this.#sessions.latestOf(userId);
  }

  @Get(':sessionId')
  one(@Param('userId') userId: string, @Param('sessionId') sessionId: string): Promise<UserSession> {
    return this.#sessions.find(userId, sessionId);
  }

  @Put(':sessionId')
  record(@Param('userId') userId: string, @Param('sessionId') sessionId: string, @Body() body: object): Promise<UserSession> {
    return this.#sessions.record(userId, sessionId, JSON.stringify(body));
  }
}
