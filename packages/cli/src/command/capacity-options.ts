import type { Command } from 'commander';
import { numberOption } from './option-values.js';

/** What a command may take of the tables' capacity. */
export interface CapacityOptions {
  readonly readCapacity?: number;
  readonly writeCapacity?: number;
}

/** Of a command that writes no rows. */
export function addReadCapacityOption(command: Command): Command {
  return command.option('--read-capacity <units>', 'read capacity units per second at most', numberOption);
}

export function addCapacityOptions(command: Command): Command {
  return addReadCapacityOption(command).option('--write-capacity <units>', 'write capacity units per second at most', numberOption);
}

/** As the library's calls name them. */
export function capacityLimits({ readCapacity, writeCapacity }: CapacityOptions) {
  return { readCapacityPerSecond: readCapacity, writeCapacityPerSecond: writeCapacity };
}

/** The same of a command that writes no rows. */
export function readCapacityLimit({ readCapacity }: Pick<CapacityOptions, 'readCapacity'>): { readonly readCapacityPerSecond?: number } {
  return readCapacity === undefined ? {} : { readCapacityPerSecond: readCapacity };
}
