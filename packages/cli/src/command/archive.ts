import { resolve } from 'node:path';
import { type ArchivalResult, CheckpointError, fileCheckpoints } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import { EXIT_CODE } from '../exit-code.js';
import { Progress } from '../terminal/progress.js';
import { addHtmlOption, type HtmlOption, htmlReport } from './html-report.js';
import type { Runner } from './run-command.js';
import { archivalState, archivalTable, capacityLine, errorLines, warningLines } from './run-lines.js';
import { addRunLimits, type RunLimitOptions, runLimits } from './run-options.js';

interface ArchiveCommandOptions extends RunLimitOptions, HtmlOption {
  readonly checkpoint: string;
}

export function addArchive(program: Command, run: Runner): void {
  addHtmlOption(addRunLimits(program.command('archive').description('move old items to S3')))
    .option(
      '--checkpoint <file>',
      'where a run that stops, or is killed, leaves how far it was; the next goes on there',
      'tempest-hybrid.archive.checkpoint',
    )
    .action(
      run(async ({ db, terminal, signal, cwd, commandLine }, options: ArchiveCommandOptions) => {
        const writeReport = htmlReport<ArchivalResult>(options, cwd, terminal);
        const checkpoints = fileCheckpoints(resolve(cwd, options.checkpoint));
        if ((await checkpoints.load()) !== undefined) terminal.note(`Going on from ${options.checkpoint}.`);
        const progress = new Progress(terminal, 'rows');
        const archive = (): Promise<ArchivalResult> =>
          db.archiveOldData({
            ...runLimits(db, options),
            signal,
            checkpoints,
            onProgress: at => progress.update(archivalState(at, 'archived')),
          });
        const result = await archive()
          .catch(async (error: unknown) => {
            // One lowers the age step by step. A file that is no checkpoint at all is somebody's own, and stays.
            if (!(error instanceof CheckpointError && error.reason === 'other-run')) throw error;
            terminal.note(`Beginning anew: ${error.message}`);
            await checkpoints.clear();
            return archive();
          })
          .finally(() => progress.end());
        const { stopped } = result;
        const goOn = stopped === undefined ? [] : ['', `Stopped (${stopped}). To go on: ${commandLine}`];
        const unread = result.complete || stopped !== undefined ? [] : ['', 'Not everything was read; run it again.'];
        terminal.result({ ...result, resumeCommand: result.complete ? undefined : commandLine }, [
          ...archivalTable(result, 'archived'),
          '',
          capacityLine(result),
          ...warningLines(result.warnings),
          ...errorLines(result.errors, result.errorCount),
          ...goOn,
          ...unread,
        ]);
        const done = result.complete && result.errorCount === 0 ? EXIT_CODE.ok : EXIT_CODE.findings;
        return writeReport(result, ({ archiveReport }) => archiveReport, stopped === undefined ? done : EXIT_CODE.stopped);
      }),
    );
}
