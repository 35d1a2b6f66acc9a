import type { SweepResult } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import { bytes, count, counted, duration } from '../terminal/format.js';
import { Progress } from '../terminal/progress.js';
import { adoptedOf } from './adopt-option.js';
import { addReadCapacityOption, type CapacityOptions, readCapacityLimit } from './capacity-options.js';
import { confirmed } from './confirmed.js';
import { numberOption, repeated } from './option-values.js';
import { addCheckpointOption, type CheckpointOption, resuming } from './resuming.js';
import type { Runner } from './run-command.js';
import { endOfRun } from './run-end.js';
import { errorLines } from './run-lines.js';
import { addTimeoutOption, type TimeoutOption, timeLimit } from './timeout-option.js';

interface SweepCommandOptions extends Pick<CapacityOptions, 'readCapacity'>, CheckpointOption, TimeoutOption {
  readonly graceDays?: number;
  readonly adopt?: readonly string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

function linesOf(result: SweepResult): readonly string[] {
  const { dryRun, objectsSeen, objectsRecorded, objectsWaiting, objectsSpared, objectsSwept, bytesSwept, objectsForeign, durationMs } =
    result;
  return [
    `${counted(objectsSeen, 'object')} looked at in ${duration(durationMs)}`,
    `  ${count(objectsSwept)} ${dryRun ? 'would be swept' : 'swept'}, ${bytes(bytesSwept)}`,
    `  ${count(objectsRecorded)} found unreferenced for the first time: their grace ${dryRun ? 'would begin' : 'begins'}`,
    `  ${count(objectsWaiting)} wait for their grace to end`,
    `  ${count(objectsSpared)} are named by a row again`,
    `  ${count(objectsForeign)} are of others, and were left`,
    ...errorLines(result.errors, result.errorCount),
  ];
}

export function addSweep(program: Command, run: Runner): void {
  addReadCapacityOption(addTimeoutOption(addCheckpointOption(program.command('sweep'), 'sweep')))
    .description('delete objects that no row has named for longer than the grace')
    .option('--grace-days <n>', 'days that an object must have been known as unreferenced (default: 35)', numberOption)
    .option('--adopt <table=id>', 'a table of an earlier life, which is gone; may be repeated', repeated)
    .option('--dry-run', 'only tell what would be swept')
    .option('--yes', 'do not ask')
    .action(
      run(async (context, options: SweepCommandOptions) => {
        const { db, terminal, signal, cwd, commandLine } = context;
        const graceDays = options.graceDays === undefined ? {} : { graceDays: options.graceDays };
        const adopt = adoptedOf(options.adopt);
        if (!options.dryRun) await confirmed(context, 'Delete the objects that no row has named for longer than the grace?', options.yes);
        const checkpoints = await resuming(options, cwd, terminal, options.dryRun);
        const progress = new Progress(terminal, 'objects');
        const result = await db
          .sweepOrphans({
            ...graceDays,
            adopt,
            signal,
            ...timeLimit(options),
            ...readCapacityLimit(options),
            checkpoints,
            dryRun: options.dryRun ?? false,
            onProgress: at => progress.update({ done: at.objectsSeen, detail: `${count(at.objectsSwept)} swept` }),
          })
          .finally(() => progress.end());
        return endOfRun(terminal, result, linesOf(result), { commandLine, dryRun: options.dryRun });
      }),
    );
}
