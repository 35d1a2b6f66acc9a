import { type RowKey, TempestError, type TempestErrorOptions } from '../../errors.js';

/** What a schema finds wrong with an item. */
export interface ValidationIssue {
  /** From the item inwards: `['lines', 2, 'price']`; empty: the item as a whole. */
  readonly path: readonly PropertyKey[];
  /** In the schema's words. */
  readonly message: string;
}

/** An item does not fit the `schema` of its class. Thrown by a write, nothing was sent; the `cause` of an `UnreadableItemError`, the stored row does not fit. */
export class ValidationError extends TempestError {
  readonly code = 'VALIDATION_FAILED';
  /** The name of the item's class. */
  readonly entity: string;
  /** The row's key, as stored. */
  readonly key: RowKey;
  readonly issues: readonly ValidationIssue[];

  constructor(message: string, entity: string, key: RowKey, issues: readonly ValidationIssue[], options?: TempestErrorOptions) {
    super(message, options);
    this.entity = entity;
    this.key = key;
    this.issues = issues;
  }
}
