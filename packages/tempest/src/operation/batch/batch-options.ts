import { ConfigurationError } from '../../errors.js';
import type { CallOptions } from '../call-options.js';

/** Options that operations over many items share. */
export interface BatchOptions extends CallOptions {
  /** Requests under way at once. Default: 4. */
  readonly concurrency?: number;
  /** Tries in a row that may bring nothing forward before what DynamoDB left unprocessed is given up. Default: 8, some 6 seconds of waiting at most. */
  readonly maxAttempts?: number;
  /** Have the result say what it cost, summed by table. Default: false. */
  readonly returnConsumedCapacity?: boolean;
}

const DEFAULT_CONCURRENCY = 4;
const DEFAULT_MAX_ATTEMPTS = 8;

function positiveInteger(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new ConfigurationError(`\`${name}\` is a whole number above zero, not ${value}.`);
}

/** @throws ConfigurationError */
export function batchLimits(options: BatchOptions): { readonly concurrency: number; readonly maxAttempts: number } {
  return {
    concurrency: positiveInteger('concurrency', options.concurrency ?? DEFAULT_CONCURRENCY),
    maxAttempts: positiveInteger('maxAttempts', options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS),
  };
}
