import { type CallOptions, ConfigurationError } from '@tempest-ts/tempest';
import { type CapacityOptions, checkCapacityOptions } from '../control/capacity-options.js';

/** Options of `compactPacks`. */
export interface CompactOptions extends CallOptions, CapacityOptions {
  /** A pack of whose items a smaller part is live is written anew; above 0 and at most 1. Default: 0.5. */
  readonly minLiveFraction?: number;
  /** Only tell what would be done: nothing is written. Default: false. */
  readonly dryRun?: boolean;
  /** Ends the run: items on their way arrive or stay, and the result says `complete: false`. */
  readonly signal?: AbortSignal;
}

export const DEFAULT_LIVE_FRACTION = 0.5;

/** @throws ConfigurationError that names the option at fault */
export function checkCompactOptions(options: CompactOptions): void {
  const { minLiveFraction = DEFAULT_LIVE_FRACTION } = options;
  if (!(minLiveFraction > 0 && minLiveFraction <= 1)) {
    throw new ConfigurationError(`compactPacks(): minLiveFraction is above 0 and at most 1, as 0.5 is; it is ${minLiveFraction}.`);
  }
  checkCapacityOptions(options, 'compactPacks()');
}
