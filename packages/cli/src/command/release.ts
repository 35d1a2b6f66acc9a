import { resolve } from 'node:path';
import { fileCheckpoints } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import { EXIT_CODE } from '../exit-code.js';
import { count, counted, duration } from '../terminal/format.js';
import { Progress } from '../terminal/progress.js';
import type { Runner } from './run-command.js';
import { errorLines } from './run-lines.js';

interface ReleaseCommandOptions {
  readonly dryRun?: boolean;
  readonly checkpoint: string;
}

export function addRelease(program: Command, run: Runner): void {
  program
    .command('release')
    .description('take away the mark that `restore` leaves in rows: they may be archived again at once, or the library be left')
    .option('--dry-run', 'only count them')
    .option(
      '--checkpoint <file>',
      'where a run that stops leaves how far it was; the next goes on there',
      'tempest-hybrid.release.checkpoint',
    )
    .action(
      run(async ({ db, terminal, signal, cwd, commandLine }, { dryRun = false, checkpoint }: ReleaseCommandOptions) => {
        const checkpoints = fileCheckpoints(resolve(cwd, checkpoint));
        const resumeFrom = dryRun ? undefined : await checkpoints.load();
        if (resumeFrom !== undefined) terminal.note(`Going on from ${checkpoint}.`);
        const progress = new Progress(terminal, 'restored rows');
        const result = await db
          .releaseRestored({
            dryRun,
            signal,
            resumeFrom,
            onProgress: at => progress.update({ done: at.itemsProcessed, detail: `${count(at.itemsReleased)} released` }),
          })
          .finally(() => progress.end());
        if (!dryRun) await (result.checkpoint === undefined ? checkpoints.clear() : checkpoints.save(result.checkpoint));
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
