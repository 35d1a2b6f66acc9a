import { ConfigurationError } from '@tempest-ts/tempest';
import type { ArchiveLimits } from './archive-limits.js';
import { CapacityBudget } from './capacity-budget.js';

/** What of the tables' capacity a run may take. A run that is throttled slows down by itself, and sends again what was throttled, with or without it. */
export interface CapacityOptions {
  /** Read capacity units per second, over all tables. Default: `archivalConfig.readCapacityPerSecond`. */
  readonly readCapacityPerSecond?: number | undefined;
  /** Write capacity units per second, tables and their indexes together. Default: `archivalConfig.writeCapacityPerSecond`. */
  readonly writeCapacityPerSecond?: number | undefined;
}

/** @throws ConfigurationError that names the option at fault */
export function checkCapacityOptions({ readCapacityPerSecond, writeCapacityPerSecond }: CapacityOptions, call: string): void {
  for (const [name, limit] of Object.entries({ readCapacityPerSecond, writeCapacityPerSecond })) {
    if (limit === undefined || (typeof limit === 'number' && Number.isFinite(limit) && limit > 0)) continue;
    throw new ConfigurationError(`${call}: ${name} is a number of capacity units above zero; it is ${limit}.`);
  }
}

/** The budgets of one run. */
export function budgetsOf(
  { readCapacityPerSecond, writeCapacityPerSecond }: CapacityOptions,
  limits: ArchiveLimits,
): { readonly reads: CapacityBudget; readonly writes: CapacityBudget } {
  return {
    reads: new CapacityBudget(readCapacityPerSecond ?? limits.readCapacityPerSecond),
    writes: new CapacityBudget(writeCapacityPerSecond ?? limits.writeCapacityPerSecond),
  };
}
