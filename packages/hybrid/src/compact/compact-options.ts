import { type CallOptions, ConfigurationError } from '@tempest-ts/tempest';

/** Options of `compactPacks`. */
export interface CompactOptions extends CallOptions {
  /** A pack of whose items a smaller part is live is written anew; above 0 and at most 1. Default: 0.5. */
  readonly minLiveFraction?: number;
  /** Only tell what would be done: nothing is written. Default: false. */
  readonly dryRun?: boolean;
  /** Read capacity units per second, over all tables. Default: `archivalConfig.readCapacityPerSecond`. */
  readonly readCapacityPerSecond?: number | undefined;
  /** Write capacity units per second, tables and their indexes together. Default: `archivalConfig.writeCapacityPerSecond`. */
  readonly writeCapacityPerSecond?: number | undefined;
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
  for (const name of ['readCapacityPerSecond', 'writeCapacityPerSecond'] as const) {
    const limit = options[name];
    if (limit === undefined || (typeof limit === 'number' && Number.isFinite(limit) && limit > 0)) continue;
    throw new ConfigurationError(`compactPacks(): ${name} is a number of capacity units above zero; it is ${limit}.`);
  }
}
