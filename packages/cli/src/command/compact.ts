import type { CompactResult } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import { bytes, count, counted, duration } from '../terminal/format.js';
import { addCapacityOptions, type CapacityOptions, capacityLimits } from './capacity-options.js';
import { numberOption } from './option-values.js';
import type { Runner } from './run-command.js';
import { endOfRun } from './run-end.js';
import { errorLines } from './run-lines.js';
import { addTimeoutOption, type TimeoutOption, timeLimit } from './timeout-option.js';

interface CompactCommandOptions extends CapacityOptions, TimeoutOption {
  readonly minLiveFraction?: number;
  readonly dryRun?: boolean;
}

function linesOf(result: CompactResult): readonly string[] {
  const { dryRun, packsSeen, packsCompacted, packsWritten, itemsMoved, itemsSkipped, bytesBefore, bytesStored, durationMs } = result;
  return [
    `${counted(packsSeen, 'pack')} looked at in ${duration(durationMs)}`,
    `  ${count(packsCompacted)} ${dryRun ? 'would be compacted' : 'compacted'} into ${count(packsWritten)}: ${counted(itemsMoved, 'item')}, ${bytes(bytesBefore)} to ${bytes(bytesStored)}`,
    `  ${counted(itemsSkipped, 'item')} changed meanwhile, and stayed where they were`,
    ...errorLines(result.errors, result.errorCount),
  ];
}

export function addCompact(program: Command, run: Runner): void {
  addTimeoutOption(addCapacityOptions(program.command('compact')))
    .description('write what is live of mostly dead packs anew; `sweep` takes the old ones after the grace')
    .option('--min-live-fraction <share>', 'compact packs of which less than this share is live, such as 0.5', numberOption)
    .option('--dry-run', 'only tell what would be compacted')
    .action(
      run(async ({ db, terminal, signal, commandLine }, options: CompactCommandOptions) => {
        const { minLiveFraction, dryRun = false } = options;
        const result = await db.compactPacks({
          signal,
          ...timeLimit(options),
          dryRun,
          ...capacityLimits(options),
          ...(minLiveFraction !== undefined && { minLiveFraction }),
        });
        return endOfRun(terminal, result, linesOf(result), { commandLine, dryRun });
      }),
    );
}
