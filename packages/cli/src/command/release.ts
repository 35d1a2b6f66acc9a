import type { Command } from 'commander';
import { EXIT_CODE } from '../exit-code.js';
import { count, counted, duration } from '../terminal/format.js';
import { Progress } from '../terminal/progress.js';
import { addCheckpointOption, type CheckpointOption, resuming } from './resuming.js';
import type { Runner } from './run-command.js';
import { errorLines } from './run-lines.js';

interface ReleaseCommandOptions extends CheckpointOption {
  readonly dryRun?: boolean;
}

export function addRelease(program: Command, run: Runner): void {
  addCheckpointOption(program.command('release'), 'release')
    .description('take away the mark that `restore` leaves in rows: they may be archived again at once, or the library be left')
    .option('--dry-run', 'only count them')
    .action(
      run(async ({ db, terminal, signal, cwd, commandLine }, { dryRun = false, checkpoint }: ReleaseCommandOptions) => {
        const checkpoints = await resuming({ checkpoint }, cwd, terminal, dryRun);
        const progress = new Progress(terminal, 'restored rows');
        const result = await db
          .releaseRestored({
            dryRun,
            signal,
            checkpoints,
            onProgress: at => progress.update({ done: at.itemsProcessed, detail: `${count(at.itemsReleased)} released` }),
          })
          .finally(() => progress.end());
        const goOn = result.complete ? [] : ['', `Stopped. To go on: ${commandLine}`];
        terminal.result({ ...result, resumeCommand: result.complete ? undefined : commandLine }, [
          `${counted(result.itemsReleased, 'row')} ${dryRun ? 'would be released' : 'released'}, ${count(result.itemsSkipped)} changed meanwhile; ${duration(result.durationMs)}`,
          ...errorLines(result.errors, result.errorCount),
          ...goOn,
        ]);
        if (!result.complete) return EXIT_CODE.stopped;
        return result.errorCount === 0 ? EXIT_CODE.ok : EXIT_CODE.findings;
      }),
    );
}
