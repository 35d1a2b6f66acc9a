import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { MigrateReason, MigrateResult, ReplacedObject } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import { bytes, count, counted, duration } from '../terminal/format.js';
import { Progress } from '../terminal/progress.js';
import { addCapacityOptions, type CapacityOptions, capacityLimits } from './capacity-options.js';
import { numberOption } from './option-values.js';
import { addCheckpointOption, type CheckpointOption, resuming } from './resuming.js';
import type { Runner } from './run-command.js';
import { endOfRun } from './run-end.js';
import { errorLines, warningLines } from './run-lines.js';
import { addTimeoutOption, type TimeoutOption, timeLimit } from './timeout-option.js';

interface MigrateCommandOptions extends CapacityOptions, CheckpointOption, TimeoutOption {
  readonly only?: string;
  readonly dryRun?: boolean;
  readonly maxItems?: number;
  readonly listReplaced?: string;
}

function linesOf(result: MigrateResult): readonly string[] {
  const { dryRun, itemsProcessed, itemsMigrated, itemsCurrent, itemsSkipped, reasons, objectsWritten, bodyBytes, bytesStored } = result;
  const { capacity, durationMs, errors, errorCount, warnings } = result;
  const would = dryRun ? 'would be migrated' : 'migrated';
  return [
    `${counted(itemsProcessed, 'archived item')} looked at in ${duration(durationMs)}; ${count(capacity.read)} read and ${count(capacity.write)} write units`,
    `  ${count(itemsMigrated)} ${would}: ${count(reasons.legacy)} of an earlier system, ${count(reasons.layout)} to another layout, ${count(reasons.key)} to another key, ${count(reasons.grown)} that had gained attributes`,
    `  ${counted(objectsWritten, 'object')} ${dryRun ? 'would be written' : `written, ${bytes(bytesStored)}`}; the items have ${bytes(bodyBytes)} before compression`,
    `  ${count(itemsCurrent)} are where they should be`,
    `  ${count(itemsSkipped)} changed meanwhile, or are of no declared class, and stayed`,
    ...warningLines(warnings),
    ...errorLines(errors, errorCount),
  ];
}

/** Writes a line for each object of an earlier system, and has it on the disk before its row names another. */
async function withList<T>(
  path: string | undefined,
  run: (onReplace: ((object: ReplacedObject) => Promise<void>) | undefined) => Promise<T>,
): Promise<T> {
  if (path === undefined) return run(undefined);
  const file: FileHandle = await open(path, 'a');
  try {
    return await run(async object => {
      await file.appendFile(`${JSON.stringify(object)}\n`);
      await file.datasync();
    });
  } finally {
    await file.close();
  }
}

export function addMigrate(program: Command, run: Runner): void {
  addTimeoutOption(addCheckpointOption(addCapacityOptions(program.command('migrate')), 'migrate'))
    .description('have archived items be where today’s declarations would put them: layout, keys, pointers of an earlier system')
    .option('--only <reasons>', 'some of legacy,layout,key,grown (default: all)')
    .option('--dry-run', 'only tell what would be migrated')
    .option('--max-items <n>', 'stop after so many items', numberOption)
    .option('--list-replaced <file>', 'append a JSON line for each object of an earlier system before its row names another')
    .action(
      run(async ({ db, terminal, signal, cwd, commandLine }, options: MigrateCommandOptions) => {
        const { only, dryRun = false, maxItems, listReplaced } = options;
        const checkpoints = await resuming(options, cwd, terminal, dryRun);
        const progress = new Progress(terminal, 'archived items');
        const list = listReplaced === undefined || dryRun ? undefined : resolve(cwd, listReplaced);
        const result = await withList(list, onReplace =>
          db.migrateArchive({
            dryRun,
            checkpoints,
            signal,
            onReplace,
            maxItems,
            ...capacityLimits(options),
            only: only?.split(',').map(reason => reason.trim() as MigrateReason), // refused by name where it is none
            ...timeLimit(options),
            onProgress: at =>
              progress.update({
                done: at.itemsProcessed,
                detail: `${count(at.itemsMigrated)} migrated, ${counted(at.errorCount, 'error')}`,
              }),
          }),
        ).finally(() => progress.end());
        return endOfRun(terminal, result, linesOf(result), { commandLine, dryRun });
      }),
    );
}
