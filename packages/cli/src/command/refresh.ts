import type { Command } from 'commander';
import { EXIT_CODE } from '../exit-code.js';
import { count, counted, duration } from '../terminal/format.js';
import { Progress } from '../terminal/progress.js';
import { addCheckpointOption, type CheckpointOption, resuming } from './resuming.js';
import type { Runner } from './run-command.js';
import { errorLines } from './run-lines.js';

interface RefreshCommandOptions extends CheckpointOption {
  readonly dryRun?: boolean;
}

export function addRefresh(program: Command, run: Runner): void {
  addCheckpointOption(program.command('refresh'), 'refresh')
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
            dryRun,
            checkpoints,
            onProgress: at => progress.update({ done: at.itemsProcessed, detail: `${count(at.itemsRefreshed)} refreshed` }),
          })
          .finally(() => progress.end());
        terminal.result({ ...result, resumeCommand: result.complete ? undefined : commandLine }, [
          `${counted(result.itemsRefreshed, 'row')} ${result.dryRun ? 'would be refreshed' : 'refreshed'}, ${count(result.itemsCurrent)} current, ${count(result.itemsSkipped)} skipped; ${duration(result.durationMs)}`,
          ...errorLines(result.errors, result.errorCount),
          ...(result.complete ? [] : ['', `Stopped. To go on: ${commandLine}`]),
        ]);
        if (!result.complete) return EXIT_CODE.stopped;
        return result.errorCount === 0 ? EXIT_CODE.ok : EXIT_CODE.findings;
      }),
    );
}
