// The code of docs/guide/bullmq.md: `npm run docs` copies each region there; the test beside it, which needs a Redis, runs it all.
import { ArchiveQueue, type ArchiveRunReport, type ArchiveRunStatus, ArchiveWorker } from '@tempest-ts/bullmq';
import type { HybridLogicalDb } from '@tempest-ts/hybrid';
import type { UserDatabase } from './readme.js';

type Db = HybridLogicalDb<UserDatabase>;

interface Log {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export function startWorker(db: Db, connection: { readonly host: string; readonly port: number }, log: Log): ArchiveWorker {
  // #region worker
  const worker = new ArchiveWorker(db, {
    connection,
    writeCapacityPerSecond: 500,
    onRun: ({ run, itemsArchived, complete }) => log.info({ run, itemsArchived, complete }, 'archived'),
    onError: error => log.error({ error }, 'archiving'),
  });
  process.once('SIGTERM', () => worker.close());
  // #endregion
  return worker;
}

export async function runNow(db: Db, connection: { readonly host: string; readonly port: number }): Promise<string | undefined> {
  // #region start
  const queue = new ArchiveQueue(db, { connection });
  const run = await queue.start({ segments: 16 });
  await queue.close();
  // #endregion
  return run;
}

export async function runNightly(queue: ArchiveQueue): Promise<void> {
  // #region schedule
  await queue.schedule({ pattern: '0 3 * * *', timeZone: 'UTC' });
  // #endregion
}

export async function runNightlyByIndex(queue: ArchiveQueue): Promise<void> {
  // #region schedule-by-index
  await queue.schedule({ pattern: '0 3 * * *', ageIndexes: [{ index: 'by_created', partitions: ['group1', 'group2'] }] });
  // #endregion
}

interface Tell {
  progress(text: string): void;
  alert(text: string): void;
}

export async function look(queue: ArchiveQueue, run: string, tell: Tell): Promise<ArchiveRunReport | undefined> {
  // #region status
  const { state, shards, report }: ArchiveRunStatus = await queue.status(run);
  if (state === 'running') tell.progress(`${shards.done} of ${shards.done + shards.left} shards are done`);
  if (report && !report.complete)
    tell.alert(`Archive run ${run}: ${report.failed.length} shards were given up, ${report.errorCount} errors`);
  // #endregion
  return report;
}
