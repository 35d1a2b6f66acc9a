import type { DryRunOptions } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import { dateOption, durationOption, numberOption } from './option-values.js';

/** The options that `plan` and `archive` share: the dry run selects what the run would. */
export interface RunLimitOptions {
  readonly maxItems?: number;
  readonly maxFraction?: number;
  readonly minItemBytes?: number;
  readonly readCapacity?: number;
  readonly writeCapacity?: number;
  readonly earliestPlausible?: Date;
  readonly timeout?: number;
}

export function addRunLimits(command: Command): Command {
  return command
    .option('--max-items <n>', 'stop after so many items', numberOption)
    .option('--max-fraction <share>', 'stop before more than this share of a table has moved, such as 0.9', numberOption)
    .option('--min-item-bytes <n>', 'leave smaller items', numberOption)
    .option('--read-capacity <units>', 'read capacity units per second at most', numberOption)
    .option('--write-capacity <units>', 'write capacity units per second at most', numberOption)
    .option('--earliest-plausible <date>', 'list items of earlier dates as errors (default: 1980-01-01)', dateOption)
    .option('--timeout <time>', 'stop cleanly after this time, such as 14m', durationOption);
}

export function runLimits(options: RunLimitOptions): DryRunOptions {
  const { maxItems, maxFraction, minItemBytes, readCapacity, writeCapacity, earliestPlausible, timeout } = options;
  return {
    maxItems,
    maxFraction,
    minItemBytes,
    readCapacityPerSecond: readCapacity,
    writeCapacityPerSecond: writeCapacity,
    earliestPlausible,
    timeoutMs: timeout,
  };
}
