import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Outcome, type RowKey, TempestError, type TempestErrorOptions, type VersionConflictError } from '../../errors.js';

/** Why one operation had DynamoDB cancel a transaction. */
export interface CancellationReason {
  /** The operation's place in the transaction, from 0. */
  readonly index: number;
  readonly operation: 'save' | 'update' | 'delete' | 'checkCondition' | 'load';
  readonly table: string;
  readonly entity: string;
  readonly key: RowKey;
  /** DynamoDB's: `ConditionalCheckFailed`, `TransactionConflict`, `ThrottlingError`, `ValidationError` and others. */
  readonly code: string;
  readonly message: string;
  /** The row that stood in the way, as stored, where a condition failed on one. */
  readonly row?: Readonly<Record<string, AttributeValue>>;
  /** Where the item's version was not the stored one: which they are. */
  readonly versionConflict?: VersionConflictError;
}

/** Codes of reasons that pass by themselves. */
export const PASSING_REASONS: ReadonlySet<string> = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** DynamoDB cancelled a transaction: the send that it answered wrote nothing. */
export class TransactionCanceledError extends TempestError {
  readonly code = 'TRANSACTION_CANCELED';
  /** Why, by operation; those that had no part in it are left out. Empty where archived items changed each time that a transaction was read. */
  readonly reasons: readonly CancellationReason[];
  /** Whether the same transaction may succeed when it is sent again: others wrote the same items at that moment, or capacity was short. */
  readonly isRetryable: boolean;
  /**
   * `'not-applied'`: nothing was written. `'unknown'` where the request was sent more than once: an earlier send, whose answer was lost, may still arrive and write
   * all of it, once. For loads always `'not-applied'`.
   */
  readonly outcome: Outcome;

  constructor(message: string, reasons: readonly CancellationReason[], outcome: Outcome, options?: TempestErrorOptions) {
    super(message, options);
    this.reasons = reasons;
    this.isRetryable = reasons.length > 0 && reasons.every(({ code }) => PASSING_REASONS.has(code));
    this.outcome = outcome;
  }
}
