import { createServer } from 'node:net';

/** The interface that every local server is reached on: nothing of it is visible to other machines' clients. */
export const LOOPBACK = '127.0.0.1';

/** A port that was free when asked for, and that no other server of this process is given until `release()`. */
export interface ReservedPort {
  readonly port: number;
  release(): void;
}

/**
 * Ports handed out and not yet released. The system may give the same free port twice before the first server has bound it;
 * between processes that cannot be excluded, so whoever starts a server also retries when it reports that its port is taken.
 */
const reserved = new Set<number>();

/** Reserves a free loopback port, chosen by the system. */
export async function reservePort(): Promise<ReservedPort> {
  for (;;) {
    const port = await portOfTheSystem();
    if (reserved.has(port)) continue;
    reserved.add(port);
    return { port, release: () => reserved.delete(port) };
  }
}

function portOfTheSystem(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => (port === undefined ? reject(new Error('the system gave no port')) : resolve(port)));
    });
  });
}
