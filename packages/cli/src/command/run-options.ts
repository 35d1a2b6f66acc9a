import type { DryRunOptions } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import type { CliDb } from '../connection/connect.js';
import { ageIndexesOf } from './age-index-option.js';
import { addCapacityOptions, type CapacityOptions, capacityLimits } from './capacity-options.js';
import { dateOption, numberOption, repeated } from './option-values.js';
import { addTimeoutOption, type TimeoutOption, timeLimit } from './timeout-option.js';

/** The options that `plan` and `archive` share: the dry run selects what the run would. */
export interface RunLimitOptions extends CapacityOptions, TimeoutOption {
  readonly maxItems?: number;
  readonly maxFraction?: number;
  readonly minItemBytes?: number;
  readonly earliestPlausible?: Date;
  readonly ageIndex?: readonly string[];
}

export function addRunLimits(command: Command): Command {
  command
    .option('--max-items <n>', 'stop after so many items', numberOption)
    .option('--max-fraction <share>', 'stop before more than this share of a table has moved, such as 0.9', numberOption)
    .option('--min-item-bytes <n>', 'leave smaller items', numberOption)
    .option('--earliest-plausible <date>', 'list items of earlier dates as errors (default: 1980-01-01)', dateOption)
    .option(
      '--age-index <[table/]index[=keys]>',
      'find old items by an index whose sort key is the archival timestamp, in these partition keys of it (default: in all), such as by_created=eu,us; may be repeated',
      repeated,
    );
  return addCapacityOptions(addTimeoutOption(command));
}

/** @throws CliError */
export function runLimits(db: CliDb, options: RunLimitOptions): DryRunOptions {
  const { maxItems, maxFraction, minItemBytes, earliestPlausible, ageIndex } = options;
  return {
    maxItems,
    maxFraction,
    minItemBytes,
    ...capacityLimits(options),
    earliestPlausible,
    ...timeLimit(options),
    ageIndexes: ageIndexesOf(db, ageIndex),
  };
}
