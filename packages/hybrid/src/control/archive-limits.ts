import * as z from 'zod/mini';

/** How fast a run may go, how far, and which items it leaves alone. Defaults in `archivalConfig`; the options of one run override them. */
export interface ArchiveLimits {
  /**
   * Read capacity units that a run may take per second from all its tables together, as DynamoDB reports them. A run that is throttled slows down by itself,
   * with or without it. Default: no limit.
   */
  readonly readCapacityPerSecond?: number | undefined;
  /** Write capacity units per second, tables and their indexes together; see `readCapacityPerSecond`. Default: no limit. */
  readonly writeCapacityPerSecond?: number | undefined;
  /** A run ends when it has archived so many items: `result.stopped` is `'max-items'`. Default: no limit. */
  readonly maxItems?: number | undefined;
  /**
   * A run ends with `ArchiveFractionError` before it has moved more than this part of a table's rows, from above 0 to 1: a guard against an age of days
   * that was meant in years. The table's rows are the larger of DynamoDB's own count, which is up to six hours old, and the rows seen so far. A run that
   * resumes counts what it moved before. Default: no limit, as a first run over an old table rightly moves most of it.
   */
  readonly maxFraction?: number | undefined;
  /** Smaller items stay, counted as `itemsTooSmall`: bytes in DynamoDB, without its overhead of 100. Default: 0. */
  readonly minItemBytes?: number | undefined;
  /**
   * Items whose archival timestamp is earlier are not archived but listed in `errors`: seconds that are read as milliseconds give dates of January 1970.
   * Default: 1980-01-01.
   */
  readonly earliestPlausible?: Date | undefined;
}

export const DEFAULT_EARLIEST_PLAUSIBLE = new Date('1980-01-01T00:00:00Z');

const units = z.optional(z.number('a number of capacity units, finite; leave it out for no limit').check(z.positive('above zero')));

/**
 * The options as zod checks them.
 *
 * @internal
 */
export const limitsShape = {
  readCapacityPerSecond: units,
  writeCapacityPerSecond: units,
  maxItems: z.optional(z.int('a whole number').check(z.minimum(1, 'at least 1'))),
  maxFraction: z.optional(z.number('a number').check(z.gt(0, 'above 0'), z.maximum(1, 'at most 1: a part of the table, not a percentage'))),
  minItemBytes: z.optional(z.int('a whole number of bytes').check(z.minimum(0, 'not negative'))),
  earliestPlausible: z.optional(z.date('a Date')),
};
