import { retriedBy, type Wire } from '@tempest-ts/tempest/extend';
import { retry } from '../store/retry.js';
import { isThrottled, isTransientRequest } from './request-failure.js';

/** Times that a run sends a request that was throttled or whose answer was lost, besides the DynamoDB client's own retries. */
const RUN_ATTEMPTS = 5;

/** A request of a run. */
export interface RunRequest {
  readonly operation: string;
  /** The table that it is sent to. */
  readonly table: string;
  /** An abort ends the resending. */
  readonly signal: AbortSignal | undefined;
  /** Told of each send that DynamoDB throttled. */
  readonly throttled?: (() => void) | undefined;
}

/**
 * Sends a request as often as a run does: what is throttled, or of which nothing was heard, is sent again a little later.
 *
 * @param step sends it once; `attempt` counts from 1
 */
export function persistently<T>(
  { observer }: Pick<Wire, 'observer'>,
  { operation, table, signal, throttled }: RunRequest,
  step: (attempt: number) => Promise<T>,
): Promise<T> {
  const retried = retriedBy(observer, { service: 'dynamodb', operation, target: table });
  return retry({ attempts: RUN_ATTEMPTS, isRetryable: isTransientRequest, signal, retried }, async attempt => {
    try {
      return await step(attempt);
    } catch (error) {
      if (isThrottled(error)) throttled?.();
      throw error;
    }
  });
}
