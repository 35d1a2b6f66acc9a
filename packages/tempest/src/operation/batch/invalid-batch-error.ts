import { type RowKey, TempestError, type TempestErrorOptions } from '../../errors.js';

/** Why a batch or a transaction cannot be sent. */
export type InvalidBatchReason =
  /** It holds something that is no key, no instance, or of no view: a plain object, say. */
  | 'UNBOUND'
  /** A key or an instance is of a view that this database does not have. */
  | 'UNKNOWN_VIEW'
  /** An instance's class has several inline views: bind it with `view.create()`. */
  | 'AMBIGUOUS_VIEW'
  /** One row is written twice, which DynamoDB refuses. */
  | 'DUPLICATE_KEY'
  /** More operations than DynamoDB takes in one transaction. */
  | 'TOO_MANY';

/** A batch or a transaction cannot be sent as it is: nothing was sent. */
export class InvalidBatchError extends TempestError {
  readonly code = 'INVALID_BATCH';
  readonly reason: InvalidBatchReason;
  /** The row that is written twice. */
  readonly key: RowKey | undefined;

  constructor(reason: InvalidBatchReason, message: string, key?: RowKey, options?: TempestErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.key = key;
  }
}
