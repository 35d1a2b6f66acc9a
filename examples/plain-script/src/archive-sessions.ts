import { type ArchivalResult, fileCheckpoints, type HybridLogicalDb } from '@tempest-ts/hybrid';
import type { UserDatabase } from './user-database.js';

export interface ArchiveSessionsOptions {
  readonly db: HybridLogicalDb<UserDatabase>;
  /** Where the run remembers how far it came. The next one goes on there. */
  readonly checkpoint: string;
  /** Ends the run cleanly: what is on its way arrives. */
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** Says what a run would do, and does it where it saves something. */
export async function archiveSessions({ db, checkpoint, signal, print }: ArchiveSessionsOptions): Promise<ArchivalResult | undefined> {
  const plan = await db.archiveOldDataDryRun({ signal });
  const { moveCost, monthlySaving } = plan.cost;
  print(`${plan.itemsArchived} sessions are old enough`);
  print(`to move them costs $${moveCost.toFixed(6)} once and saves $${monthlySaving.toFixed(6)} a month`);
  for (const { kind, message } of plan.problems) print(`${kind}: ${message}`);
  if (plan.itemsArchived === 0 || signal.aborted) return undefined;

  const result = await db.archiveOldData({ signal, checkpoints: fileCheckpoints(checkpoint) });
  print(`${result.itemsArchived} sessions archived, ${result.errorCount} failed`);
  for (const { stage, cause } of result.errors) print(`${stage}: ${String(cause)}`);
  if (!result.complete) print('stopped before the end; the same command goes on');
  return result;
}
