import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { intercept } from './intercept.js';

/** DynamoDB's answer where there is no capacity. */
export function throttled(): Error {
  return Object.assign(new Error('The level of configured provisioned throughput for the table was exceeded'), {
    name: 'ProvisionedThroughputExceededException',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
    $retryable: { throttling: true },
  });
}

/**
 * Has every request of an operation for each key throttled so often, until `stop` is called.
 *
 * @returns sends that were throttled
 */
export function throttleEach(
  client: DynamoDBClient,
  operation: string,
  times: number,
): { readonly count: () => number; readonly stop: () => void } {
  const left = new Map<string, number>();
  let count = 0;
  const stop = intercept(client, operation, ({ input, send }) => {
    const key = JSON.stringify(input.Key);
    const more = left.get(key) ?? times;
    if (more === 0) return send();
    left.set(key, more - 1);
    count += 1;
    return Promise.reject(throttled());
  });
  return { count: () => count, stop };
}
