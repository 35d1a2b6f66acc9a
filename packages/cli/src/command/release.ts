import type { Command } from 'commander';
import { count, counted, duration } from '../terminal/format.js';
import { Progress } from '../terminal/progress.js';
import { addCapacityOptions, type CapacityOptions, capacityLimits } from './capacity-options.js';
import { addCheckpointOption, type CheckpointOption, resuming } from './resuming.js';
import type { Runner } from './run-command.js';
import { endOfRun } from './run-end.js';
import { errorLines } from './run-lines.js';
import { addTimeoutOption, type TimeoutOption, timeLimit } from './timeout-option.js';

interface ReleaseCommandOptions extends CapacityOptions, CheckpointOption, TimeoutOption {
  readonly dryRun?: boolean;
}

export function addRelease(program: Command, run: Runner): void {
  addCapacityOptions(addTimeoutOption(addCheckpointOption(program.command('release'), 'release')))
    .description('take away the mark that `restore` leaves in rows: they may be archived again at once, or the library be left')
    .option('--dry-run', 'only count them')
    .action(
      run(async ({ db, terminal, signal, cwd, commandLine }, options: ReleaseCommandOptions) => {
        const { dryRun = false } = options;
        const checkpoints = await resuming(options, cwd, terminal, dryRun);
        const progress = new Progress(terminal, 'restored rows');
        const result = await db
          .releaseRestored({
            dryRun,
            signal,
            ...timeLimit(options),
            ...capacityLimits(options),
            checkpoints,
            onProgress: at => progress.update({ done: at.itemsProcessed, detail: `${count(at.itemsReleased)} released` }),
          })
          .finally(() => progress.end());
        const lines = [
          `${counted(result.itemsReleased, 'row')} ${dryRun ? 'would be released' : 'released'}, ${count(result.itemsSkipped)} changed meanwhile; ${duration(result.durationMs)}`,
          ...errorLines(result.errors, result.errorCount),
        ];
        return endOfRun(terminal, result, lines, { commandLine, dryRun });
      }),
    );
}
