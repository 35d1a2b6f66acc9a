import { setTimeout as sleep } from 'node:timers/promises';
import { LOOPBACK, reservePort } from '../process/reserve-port.js';
import { type ServerExit, ServerProcess } from '../process/server-process.js';
import type { Engine, EngineFinder } from './engine.js';
import { LocalDynamoDbNotFoundError, LocalDynamoDbStartError } from './errors.js';
import { localClient, probe } from './local-client.js';
import type { DynamoDbEngineName, LocalDynamoDb, LocalDynamoDbOptions } from './local-dynamo-db.js';
import { RequestCounters } from './request-counters.js';

const DEFAULT_START_TIMEOUT_MS = 60_000;
/** Times another free port is tried when somebody took ours between choosing it and binding it. */
const MAX_PORT_ATTEMPTS = 5;
const PORT_TAKEN = /already in use|failed to bind|EADDRINUSE/i;
const PROBE_PAUSE_MS = 50;

/** `startLocalDynamoDb`, with the search for installed engines passed in. */
export async function launchDynamoDb(options: LocalDynamoDbOptions, finder: EngineFinder): Promise<LocalDynamoDb> {
  if (options.endpoint !== undefined) return attach(options.endpoint, options);
  const engine = await findEngine(options.engine ?? 'auto', finder);
  if (options.port !== undefined) return start(engine, options.port, options, () => {});
  for (let attempt = 1; ; attempt++) {
    const { port, release } = await reservePort();
    try {
      return await start(engine, port, options, release);
    } catch (error) {
      release();
      const portTaken = error instanceof LocalDynamoDbStartError && PORT_TAKEN.test(error.stderr);
      if (!portTaken || attempt >= MAX_PORT_ATTEMPTS) throw error;
    }
  }
}

async function findEngine(wanted: 'auto' | DynamoDbEngineName, finder: EngineFinder): Promise<Engine> {
  const names: readonly DynamoDbEngineName[] = wanted === 'auto' ? ['dynoxide', 'dynamodb-local'] : [wanted];
  for (const name of names) {
    const engine = await finder[name]();
    if (engine !== undefined) return engine;
  }
  throw new LocalDynamoDbNotFoundError(names);
}

async function start(engine: Engine, port: number, options: LocalDynamoDbOptions, releasePort: () => void): Promise<LocalDynamoDb> {
  const endpoint = `http://${LOOPBACK}:${port}`;
  const timeoutMs = options.startTimeoutMs ?? DEFAULT_START_TIMEOUT_MS;
  const server = new ServerProcess(await engine.command({ port, directory: options.directory }));
  const outcome = await server.waitUntilReady(async () => (await probe(endpoint)) === undefined, timeoutMs);
  if (outcome !== 'ready') {
    const exit = await server.stop();
    throw new LocalDynamoDbStartError({
      engine: engine.name,
      endpoint,
      reason: outcome === 'timeout' ? `did not answer within ${timeoutMs} ms: raise startTimeoutMs` : endedBecause(exit),
      stderr: server.stderr,
      exitCode: exit.code,
      cause: exit.error,
    });
  }
  return connect({ endpoint, engine: engine.name, pid: server.pid }, async () => {
    await server.stop();
    releasePort();
  });
}

function endedBecause({ code, signal, error }: ServerExit): string {
  if (error !== undefined) return `could not be started (${error.message}): check that its executable fits this machine`;
  return `ended before it answered (${signal ?? `exit code ${code}`}): check the port and the directory`;
}

async function attach(endpoint: string, options: LocalDynamoDbOptions): Promise<LocalDynamoDb> {
  const timeoutMs = options.startTimeoutMs ?? DEFAULT_START_TIMEOUT_MS;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const failure = await probe(endpoint);
    if (failure === undefined) return connect({ endpoint, engine: 'external', pid: undefined }, async () => {});
    if (performance.now() >= deadline) {
      const reason = `did not answer within ${timeoutMs} ms: check that a DynamoDB runs there`;
      throw new LocalDynamoDbStartError({
        engine: 'external',
        endpoint,
        reason,
        stderr: '',
        exitCode: null,
        cause: failure,
      });
    }
    await sleep(PROBE_PAUSE_MS);
  }
}

function connect(server: Pick<LocalDynamoDb, 'endpoint' | 'engine' | 'pid'>, end: () => Promise<void>): LocalDynamoDb {
  const client = localClient(server.endpoint);
  let stopped: Promise<void> | undefined;
  return {
    ...server,
    port: portOf(server.endpoint),
    client,
    requests: RequestCounters.of(client),
    stop() {
      client.destroy();
      stopped ??= end();
      return stopped;
    },
  };
}

function portOf(endpoint: string): number {
  const { port, protocol } = new URL(endpoint);
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}
