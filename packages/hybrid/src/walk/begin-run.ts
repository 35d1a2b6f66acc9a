import { type ArchiveContext, hybridTables } from './archive-context.js';
import { type RunDescription, RunPosition } from './run-position.js';

/** What a run over the tables, or over what is theirs, is. */
interface BegunRun {
  readonly job: string;
  readonly about?: RunDescription | undefined;
  /** Whether it changes nothing: one that does does not go on from its checkpoint. */
  readonly dryRun?: boolean | undefined;
  /** An earlier run's checkpoint. */
  readonly resumeFrom?: string | undefined;
}

/**
 * Where a run begins.
 *
 * @throws CheckpointError where the checkpoint is another run's, or a dry run's
 */
export function beginRun(context: ArchiveContext, { job, about, dryRun = false, resumeFrom }: BegunRun): RunPosition {
  const run = { job, ...about, ...Object.fromEntries(hybridTables(context).map(({ name, tableName }) => [`table ${name}`, tableName])) };
  return resumeFrom === undefined ? new RunPosition(run, dryRun) : RunPosition.of(resumeFrom, run, dryRun);
}
