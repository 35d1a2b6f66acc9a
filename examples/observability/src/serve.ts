import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { beginsWith, type HybridLogicalDb, TempestError } from '@tempest-ts/hybrid';
import type { Observation } from './observe.js';
import type { UserDatabase } from './user-database.js';

type Db = HybridLogicalDb<UserDatabase>;

/** Kubernetes gives a probe a second, unless told otherwise. */
const HEALTH_TIMEOUT_MS = 800;

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function answer({ method, url = '/' }: IncomingMessage, response: ServerResponse, db: Db, { scrape }: Observation): Promise<void> {
  const { pathname } = new URL(url, 'http://localhost');
  if (pathname === '/metrics') {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(await scrape());
    return;
  }
  if (pathname === '/healthz') {
    // Whether to send traffic here. Where S3 is gone, hot items are served as ever, and by nobody once every process is out of service: that, and what is slow or late, is for alerts.
    const report = await db.health({ timeoutMs: HEALTH_TIMEOUT_MS });
    send(response, report.status === 'unhealthy' ? 503 : 200, report);
    return;
  }
  const [, userId] = /^\/users\/([^/]+)\/sessions$/.exec(pathname) ?? [];
  if (method !== 'GET' || userId === undefined) {
    send(response, 404, { message: 'There are /users/{user}/sessions, /metrics and /healthz.' });
    return;
  }
  const page = await db.users.latest.query(beginsWith({ userId: decodeURIComponent(userId) }), { asc: false, pageSize: 20 });
  send(response, 200, page.contents);
}

/** A server of sessions, of its own metrics, and of its health. */
export function serve(db: Db, observation: Observation): Server {
  return createServer((request, response) => {
    answer(request, response, db, observation).catch((error: unknown) => {
      // Its message names tables and keys, which are no business of whoever asked: the log has its code.
      send(response, 500, { code: error instanceof TempestError ? error.code : 'INTERNAL' });
    });
  });
}
