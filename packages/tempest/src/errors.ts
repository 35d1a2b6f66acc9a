import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { errorDocumentation } from './error-documentation.js';

/** What every error carries besides its message and its own fields. */
export interface TempestErrorOptions {
  /** The error underneath, kept as `cause`. */
  readonly cause?: unknown;
}

/** A row's primary key as DynamoDB stores it. */
export type RowKey = Readonly<Record<string, AttributeValue>>;

/** Where in the declared classes and tables a mistake stands. */
export interface DeclarationPlace {
  readonly entity?: string;
  readonly property?: string;
  readonly table?: string;
  readonly view?: string;
}

/** A registered symbol, so that errors of one loaded copy of the package are known to another: an application may load it as a module and by `require`. */
const BRAND = Symbol.for('@tempest-ts/error');

/**
 * The base of every error that the library throws. `code` is a literal that never changes; the message says what to do. `instanceof TempestError` holds of errors of other loaded
 * copies of the package too; of its subclasses each copy has its own, so tell those by `code` where that can be.
 *
 * @example
 * try { await db.users.sessions.save(session) } catch (error) {
 *   if (error instanceof TempestError && error.code === 'ITEM_TOO_LARGE') splitUp(session);
 * }
 */
export abstract class TempestError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this === TempestError) return value instanceof Error && BRAND in value;
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }

  abstract readonly code: string;

  get [BRAND](): true {
    return true;
  }

  /** The address at which the documentation says more of errors of this code. */
  get documentation(): string {
    return errorDocumentation(this.code);
  }

  constructor(message: string, options: TempestErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = new.target.name;
  }
}

/** What is known of a write whose request failed. */
export type Outcome =
  /** DynamoDB refused it: nothing was written. */
  | 'not-applied'
  /** The answer was lost: it may have been written. Read before you write again. */
  | 'unknown';

/** A class, table, index or view is declared in a way that cannot work. Thrown by decorators and by `create()`, before any request. */
export class DeclarationError extends TempestError {
  readonly code = 'INVALID_DECLARATION';
  readonly place: DeclarationPlace;

  constructor(message: string, place: DeclarationPlace, options?: TempestErrorOptions) {
    super(message, options);
    this.place = place;
  }
}

/** An option has a value that cannot work. */
export class ConfigurationError extends TempestError {
  readonly code = 'INVALID_CONFIGURATION';
}

/** An item cannot be written as it is: nothing was sent. */
export class InvalidItemError extends TempestError {
  readonly code = 'INVALID_ITEM';
  readonly entity: string;
  /** The property at fault, with its path inside nested values: `lines[2].price`. */
  readonly property: string;

  constructor(message: string, entity: string, property: string, options?: TempestErrorOptions) {
    super(message, options);
    this.entity = entity;
    this.property = property;
  }
}

/** A key, or a bound of a key condition, is incomplete or of the wrong type: nothing was sent. */
export class InvalidKeyError extends TempestError {
  readonly code = 'INVALID_KEY';
  readonly entity: string;
  readonly property: string;

  constructor(message: string, entity: string, property: string, options?: TempestErrorOptions) {
    super(message, options);
    this.entity = entity;
    this.property = property;
  }
}

/** A stored row does not fit its class: a wrong type, or a number that would lose digits. */
export class UnreadableItemError extends TempestError {
  readonly code = 'UNREADABLE_ITEM';
  readonly entity: string;
  readonly property: string;
  readonly key: RowKey;

  constructor(message: string, entity: string, property: string, key: RowKey, options?: TempestErrorOptions) {
    super(message, options);
    this.entity = entity;
    this.property = property;
    this.key = key;
  }
}

/** The item is larger than DynamoDB's 400 KB: nothing was written. */
export class ItemTooLargeError extends TempestError {
  readonly code = 'ITEM_TOO_LARGE';
  readonly table: string;
  /** The class; `undefined` where DynamoDB does not say which item of several it is. */
  readonly entity: string | undefined;
  /** The same of the item's key, as stored. */
  readonly key: RowKey | undefined;

  constructor(
    message: string,
    table: string,
    item: { readonly entity: string; readonly key: RowKey } | undefined,
    options?: TempestErrorOptions,
  ) {
    super(message, options);
    this.table = table;
    this.entity = item?.entity;
    this.key = item?.key;
  }
}

/** The condition of a write did not hold. */
export class ConditionFailedError extends TempestError {
  readonly code = 'CONDITION_FAILED';
  readonly table: string;
  readonly key: RowKey;
  /** The row that stood in the way, as stored; `undefined` where there was none. */
  readonly row: Readonly<Record<string, AttributeValue>> | undefined;
  /** `'unknown'` where the request was sent more than once: an earlier try may have written, and made the condition fail for the last. */
  readonly outcome: Outcome;

  constructor(
    message: string,
    table: string,
    key: RowKey,
    row: Record<string, AttributeValue> | undefined,
    outcome: Outcome,
    options?: TempestErrorOptions,
  ) {
    super(message, options);
    this.table = table;
    this.key = key;
    this.row = row;
    this.outcome = outcome;
  }
}

/**
 * The item was changed, made or deleted by someone else since it was read: its `@Version()` is not the stored one. Its own class, so that it is not
 * taken for a condition of the caller's (`ConditionFailedError`).
 */
export class VersionConflictError extends TempestError {
  readonly code = 'VERSION_CONFLICT';
  readonly table: string;
  readonly key: RowKey;
  /** The row that stood in the way, as stored; `undefined` where there was none. */
  readonly row: Readonly<Record<string, AttributeValue>> | undefined;
  /** The version that the write was made for; `undefined`: it was to make the item. */
  readonly expected: number | bigint | undefined;
  /** The stored version; `undefined` where the stored item has none, or there is no item. */
  readonly actual: number | bigint | undefined;
  /** `'unknown'` where the request was sent more than once: an earlier try may have written, and so have made the version another. */
  readonly outcome: Outcome;

  constructor(
    message: string,
    table: string,
    key: RowKey,
    row: Readonly<Record<string, AttributeValue>> | undefined,
    versions: { readonly expected: number | bigint | undefined; readonly actual: number | bigint | undefined },
    outcome: Outcome,
    options?: TempestErrorOptions,
  ) {
    super(message, options);
    this.table = table;
    this.key = key;
    this.row = row;
    this.expected = versions.expected;
    this.actual = versions.actual;
    this.outcome = outcome;
  }
}

/** There is no item of the key to update: nothing was written. */
export class ItemNotFoundError extends TempestError {
  readonly code = 'ITEM_NOT_FOUND';
  readonly table: string;
  readonly key: RowKey;

  constructor(message: string, table: string, key: RowKey, options?: TempestErrorOptions) {
    super(message, options);
    this.table = table;
    this.key = key;
  }
}

/** The row was archived: most of its attributes are in S3, and this database object was made without a way to read them. */
export class ArchivedRowError extends TempestError {
  readonly code = 'ARCHIVED_ROW';
  readonly table: string;
  readonly key: RowKey;
  readonly s3Key: string | undefined;
  /** Whether the operation's write took effect all the same (a delete whose old item cannot be returned). */
  readonly applied: boolean;

  constructor(message: string, table: string, key: RowKey, s3Key: string | undefined, applied: boolean, options?: TempestErrorOptions) {
    super(message, options);
    this.table = table;
    this.key = key;
    this.s3Key = s3Key;
    this.applied = applied;
  }
}

/** A page offset is damaged, or belongs to another view, condition, filter or direction. */
export class InvalidOffsetError extends TempestError {
  readonly code = 'INVALID_OFFSET';
  readonly offset: string;

  constructor(message: string, offset: string, options?: TempestErrorOptions) {
    super(message, options);
    this.offset = offset;
  }
}

/** A filter or condition cannot be used in this place. */
export class InvalidExpressionError extends TempestError {
  readonly code = 'INVALID_EXPRESSION';
}

/** The view belongs to a class that `LogicalDb.create()` did not make. */
export class UnboundViewError extends TempestError {
  readonly code = 'UNBOUND_VIEW';
}

/** A request that DynamoDB refused, or whose answer never came. */
export class RequestError extends TempestError {
  readonly code: 'REQUEST_FAILED' | 'TABLE_NOT_FOUND' | 'ACCESS_DENIED' | 'THROTTLED' | 'WRITE_CONFLICT' | 'ABORTED' | 'TIMED_OUT';
  readonly operation: string;
  readonly table: string;
  /** For reads always `'not-applied'`. */
  readonly outcome: Outcome;

  constructor(
    code: RequestError['code'],
    message: string,
    operation: string,
    table: string,
    outcome: Outcome,
    options?: TempestErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.operation = operation;
    this.table = table;
    this.outcome = outcome;
  }
}
