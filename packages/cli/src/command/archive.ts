import { type ArchivalResult, CheckpointError } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import { Progress } from '../terminal/progress.js';
import { addHtmlOption, type HtmlOption, htmlReport } from './html-report.js';
import { addCheckpointOption, type CheckpointOption, resuming } from './resuming.js';
import type { Runner } from './run-command.js';
import { endOfRun } from './run-end.js';
import { archivalState, archivalTable, capacityLine, errorLines, warningLines } from './run-lines.js';
import { addRunLimits, type RunLimitOptions, runLimits } from './run-options.js';

export function addArchive(program: Command, run: Runner): void {
  addCheckpointOption(addHtmlOption(addRunLimits(program.command('archive').description('move old items to S3'))), 'archive').action(
    run(async ({ db, terminal, signal, cwd, commandLine }, options: RunLimitOptions & HtmlOption & CheckpointOption) => {
      const writeReport = htmlReport<ArchivalResult>(options, cwd, terminal);
      const checkpoints = await resuming(options, cwd, terminal);
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
          await checkpoints?.clear();
          return archive();
        })
        .finally(() => progress.end());
      const lines = [
        ...archivalTable(result, 'archived'),
        '',
        capacityLine(result),
        ...warningLines(result.warnings),
        ...errorLines(result.errors, result.errorCount),
      ];
      return writeReport(result, ({ archiveReport }) => archiveReport, endOfRun(terminal, result, lines, { commandLine }));
    }),
  );
}
