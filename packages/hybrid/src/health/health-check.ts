import { RequestError, TempestError } from '@tempest-ts/tempest';
import { linkedAbort } from '@tempest-ts/tempest/extend';
import type { ArchiveContext } from '../walk/archive-context.js';
import type { ResolvedHealthOptions } from './health-options.js';
import { healthProblems, healthStatus } from './health-problems.js';
import type { HealthReport, StoreHealth, TableHealth } from './health-report.js';
import type { HydrationWindow } from './hydration-window.js';
import { probeDynamoDb } from './probe-dynamo-db.js';
import type { RunRecords } from './run-records.js';

/** What a check asks. Its requests are no traffic of the application: no listener hears of them. */
export interface HealthContext extends Pick<ArchiveContext, 'wire' | 'store' | 'tables' | 'config'> {
  readonly window: HydrationWindow;
  readonly runs: RunRecords;
}

type Probed<T> = { readonly health: StoreHealth; readonly answer: T | undefined };

function describe(error: unknown): { readonly code: string; readonly message: string } {
  const message = error instanceof Error ? error.message : String(error);
  return { code: error instanceof TempestError ? error.code : error instanceof Error ? error.name : 'UNKNOWN', message };
}

/** Asks a store, for so long at most: a client that does not heed its signal is not waited for. */
async function probed<T>(timeoutMs: number, caller: AbortSignal | undefined, ask: (signal: AbortSignal) => Promise<T>): Promise<Probed<T>> {
  const { controller, release } = linkedAbort(caller);
  const { signal } = controller;
  const began = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const given = (error: StoreHealth['error']): StoreHealth => ({
    reachable: error === undefined,
    latencyMs: performance.now() - began,
    error,
  });
  const isUp = new Promise<Probed<T>>(resolve => {
    const giveUp = (): void => {
      resolve({ health: given({ code: 'TIMED_OUT', message: `There was no answer within ${timeoutMs} ms.` }), answer: undefined });
      controller.abort();
    };
    timer = setTimeout(giveUp, timeoutMs);
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    const asked = ask(signal).then(
      (answer): Probed<T> => ({ health: given(undefined), answer }),
      (error: unknown): Probed<T> => ({ health: given(describe(error)), answer: undefined }),
    );
    return await Promise.race([isUp, asked]);
  } finally {
    clearTimeout(timer);
    release();
  }
}

/** What the tables come to together. */
function allOf(tables: readonly TableHealth[]): HealthReport['dynamoDb'] {
  const failed = tables.find(({ reachable }) => !reachable);
  return {
    reachable: failed === undefined,
    latencyMs: Math.max(0, ...tables.map(({ latencyMs }) => latencyMs)),
    error: failed?.error,
    tables,
  };
}

/**
 * Looks at both stores, and at what is known of reads and runs. A store that does not answer is part of the report.
 *
 * @throws RequestError with the code `ABORTED`, by the caller's own signal only
 */
export async function checkHealth(context: HealthContext, options: ResolvedHealthOptions): Promise<HealthReport> {
  const { wire, store, tables, config, window, runs } = context;
  const { timeoutMs, signal } = options;
  const names = [...tables.keys()].map(({ tableName }) => tableName).join(', ');
  const refuseAborted = (): void => {
    if (signal?.aborted)
      throw new RequestError('ABORTED', 'health() was aborted by its signal.', 'health', names, 'not-applied', { cause: signal.reason });
  };
  refuseAborted();
  const [dynamoDb, s3] = await Promise.all([
    Promise.all(
      [...tables].map(async ([table, views]): Promise<TableHealth> => {
        const { health } = await probed(timeoutMs, signal, within => probeDynamoDb(wire, table, views.values(), within));
        return { table: table.tableName, ...health };
      }),
    ),
    probed(timeoutMs, signal, within => runs.read(store, within)),
  ]);
  refuseAborted();
  const checkedAt = config.clock();
  const { lastRuns = [], records = new Map() } = s3.answer ?? {};
  const report = {
    checkedAt,
    dynamoDb: allOf(dynamoDb),
    s3: { ...s3.health, bucketName: config.bucketName },
    hydration: window.summary(),
    archive: { lastRuns, lag: runs.lag(records, checkedAt) },
  };
  const problems = healthProblems(report, options);
  return Object.freeze({ status: healthStatus(problems, options.required), healthy: problems.length === 0, problems, ...report });
}
