import { ConfigurationError } from '@tempest-ts/tempest';
import * as z from 'zod/mini';
import { describeIssue } from '../describe-issue.js';
import { type Duration, durationMs, durationSchema } from '../duration.js';
import { safeParse } from '../safe-parse.js';

/** One of the two stores. */
export type StoreName = 'dynamodb' | 's3';

/** Options of `health`. */
export interface HealthOptions {
  /**
   * The stores without which this process is of no use, so that `status` is `'unhealthy'` where one does not answer. Default: `['dynamodb']`: without S3, items that are not archived
   * are read and written as ever. Say `['dynamodb', 's3']` where nearly every call needs archived items.
   */
  readonly required?: readonly StoreName[] | undefined;
  /** Milliseconds after which a store that has not answered is taken for unreachable. Default: 2,000. */
  readonly timeoutMs?: number | undefined;
  /** Ends the check, which then throws. */
  readonly signal?: AbortSignal | undefined;
  /** From 0 to 1: a problem where more of the archived items of the last minutes could not be read, of twenty at least. Default: no such problem. */
  readonly maxErrorRate?: number | undefined;
  /** A problem where an item has been old enough for longer than this, or where no run is known of. Default: no such problem. */
  readonly maxOverdue?: Duration | undefined;
}

/** The options with their defaults. */
export interface ResolvedHealthOptions {
  readonly required: readonly StoreName[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly maxErrorRate: number | undefined;
  readonly maxOverdueMs: number | undefined;
}

const DEFAULT_REQUIRED: readonly StoreName[] = ['dynamodb'];
const DEFAULT_TIMEOUT_MS = 2_000;
/** Node.js documentation, setTimeout: longer delays end at once. */
const MAX_TIMEOUT_MS = 2_147_483_647;

const schema = z.strictObject({
  required: z.optional(z.array(z.enum(['dynamodb', 's3'], "'dynamodb' or 's3'"), "stores: ['dynamodb', 's3']")),
  timeoutMs: z.optional(
    z.number('a number of milliseconds').check(z.positive('above zero'), z.maximum(MAX_TIMEOUT_MS, `at most ${MAX_TIMEOUT_MS}`)),
  ),
  signal: z.optional(z.custom<AbortSignal>(value => value instanceof AbortSignal, 'an AbortSignal')),
  maxErrorRate: z.optional(z.number('a number').check(z.minimum(0, 'not negative'), z.maximum(1, 'at most 1: a part, not a percentage'))),
  maxOverdue: z.optional(durationSchema),
});

/** @throws ConfigurationError that names every option at fault */
export function resolveHealthOptions(options: HealthOptions = {}): ResolvedHealthOptions {
  const { data, error } = safeParse(schema, options);
  if (error) {
    const issues = error.issues.map(issue => describeIssue(schema, issue));
    throw new ConfigurationError(`health(): the options are not right. ${issues.join('; ')}.`, { cause: error });
  }
  const { required = DEFAULT_REQUIRED, timeoutMs = DEFAULT_TIMEOUT_MS, signal, maxErrorRate, maxOverdue } = data;
  return { required, timeoutMs, signal, maxErrorRate, maxOverdueMs: maxOverdue && durationMs(maxOverdue) };
}
