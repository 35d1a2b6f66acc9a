import { ConfigurationError } from '@tempest-ts/hybrid';
import type { LambdaContext } from './lambda-context.js';

/**
 * Milliseconds before Lambda would kill the invocation at which a run ends by itself. It waits for swaps that were sent, and a socket on which nothing arrives is given up
 * after 30 seconds.
 */
export const DEFAULT_DEADLINE_MARGIN_MS = 40_000;

/**
 * When an invocation's run is to end.
 *
 * @throws ConfigurationError where the function's timeout leaves no time to work in: it would be called for ever
 */
export function lambdaDeadline(context: LambdaContext, marginMs: number): Date {
  const left = context.getRemainingTimeInMillis();
  if (left <= marginMs) {
    const message =
      `The function has ${Math.round(left / 1000)} seconds, of which ${marginMs / 1000} are kept to end in (deadlineMarginMs). ` +
      'Give it a longer timeout: Lambda takes up to 15 minutes.';
    throw new ConfigurationError(message);
  }
  return new Date(Date.now() + left - marginMs);
}
