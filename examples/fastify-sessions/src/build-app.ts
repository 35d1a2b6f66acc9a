import { beginsWith, type HybridLogicalDb, TempestError } from '@tempest-ts/hybrid';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { UserDatabase } from './user-database.js';

interface OfUser {
  readonly Params: { readonly userId: string };
}
interface OfSession {
  readonly Params: { readonly userId: string; readonly sessionId: string };
}

/** The application on a database: main.ts gives it one, and so do tests. Fastify logs nothing unless it is told to, its own errors neither. */
export function buildApp(db: HybridLogicalDb<UserDatabase>, logger: FastifyServerOptions['logger'] = true): FastifyInstance {
  const app = Fastify({ logger });
  const { sessions } = db.users;

  app.get<OfUser>('/users/:userId/sessions', async ({ params: { userId } }) => {
    const page = await sessions.query(beginsWith({ userId }), { asc: false, pageSize: 20 });
    return page.contents;
  });

  app.get<OfSession>('/users/:userId/sessions/:sessionId', async ({ params }, reply) => {
    const session = await sessions.load(params);
    return session ?? reply.code(404).send({ message: `${params.userId} has no session ${params.sessionId}` });
  });

  app.put<OfSession & { Body: object }>('/users/:userId/sessions/:sessionId', async ({ params, body }) =>
    sessions.save({ ...params, sessionData: JSON.stringify(body), createdAt: new Date() }),
  );

  app.setErrorHandler((error, request, reply) => {
    if (!(error instanceof TempestError)) return reply.send(error);
    request.log.error(error); // its message names tables and keys, which are no business of whoever asked
    return reply.code(error.code === 'THROTTLED' ? 503 : 500).send({ code: error.code });
  });

  app.addHook('onClose', () => db.close()); // S3's sockets, where the library made the client
  return app;
}
