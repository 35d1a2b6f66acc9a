import type { Command } from 'commander';
import { count, counted, duration } from '../terminal/format.js';
import { Progress } from '../terminal/progress.js';
import { addCapacityOptions, type CapacityOptions, capacityLimits } from './capacity-options.js';
import { addCheckpointOption, type CheckpointOption, resuming } from './resuming.js';
import type { Runner } from './run-command.js';
import { endOfRun } from './run-end.js';
import { errorLines } from './run-lines.js';
import { addTimeoutOption, type TimeoutOption, timeLimit } from './timeout-option.js';

interface RefreshCommandOptions extends CapacityOptions, CheckpointOption, TimeoutOption {
  readonly dryRun?: boolean;
}

export function addRefresh(program: Command, run: Runner): void {
  addCapacityOptions(addTimeoutOption(addCheckpointOption(program.command('refresh'), 'refresh')))
    .description('have archived rows keep what an index, a version or `keepInPointer` that came later needs')
    .option('--dry-run', 'only tell which would change')
    .action(
      run(async ({ db, terminal, signal, cwd, commandLine }, options: RefreshCommandOptions) => {
        const { dryRun = false } = options;
        const checkpoints = await resuming(options, cwd, terminal, dryRun);
        const progress = new Progress(terminal, 'archived rows');
        const result = await db
          .refreshPointers({
            signal,
            ...timeLimit(options),
            ...capacityLimits(options),
            dryRun,
            checkpoints,
            onProgress: at => progress.update({ done: at.itemsProcessed, detail: `${count(at.itemsRefreshed)} refreshed` }),
          })
          .finally(() => progress.end());
        const lines = [
          `${counted(result.itemsRefreshed, 'row')} ${result.dryRun ? 'would be refreshed' : 'refreshed'}, ${count(result.itemsCurrent)} current, ${count(result.itemsSkipped)} skipped; ${duration(result.durationMs)}`,
          ...errorLines(result.errors, result.errorCount),
        ];
        return endOfRun(terminal, result, lines, { commandLine, dryRun });
      }),
    );
}
