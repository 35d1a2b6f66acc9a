import type { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/**
 * DynamoDB's answer to a write whose condition did not hold, where that is why a request failed: `send` keeps the SDK's error as the cause. Told by its name,
 * as several copies of the SDK may be loaded.
 */
export function failedCondition(error: unknown): Partial<ConditionalCheckFailedException> | undefined {
  const cause = (error as { readonly cause?: Partial<ConditionalCheckFailedException> } | undefined)?.cause;
  return cause?.name === 'ConditionalCheckFailedException' ? cause : undefined;
}
