import { TempestError } from '@tempest-ts/tempest';

/**
 * - `not-gzip`, `truncated`, `corrupt`: the compression does not hold.
 * - `too-large`: more than one item can be (or than the caller expected).
 * - `not-utf8`, `not-json`, `not-an-item`: not the text of one item.
 * - `bad-types`: `$types` does not describe what is there.
 * - `bad-value`: a value that DynamoDB could not hold.
 * - `inexact-number`: a JSON number that would lose digits.
 * - `too-deep`: nested deeper than DynamoDB nests.
 */
export type BodyFormatErrorReason =
  | 'not-gzip'
  | 'truncated'
  | 'corrupt'
  | 'too-large'
  | 'not-utf8'
  | 'not-json'
  | 'not-an-item'
  | 'bad-types'
  | 'bad-value'
  | 'inexact-number'
  | 'too-deep';

/** Bytes that are not the body of an archived item, or a row that no body can carry. */
export class BodyFormatError extends TempestError {
  readonly code = 'INVALID_ARCHIVE_BODY';
  readonly reason: BodyFormatErrorReason;

  constructor(reason: BodyFormatErrorReason, detail: string, options: { readonly cause?: unknown } = {}) {
    super(`${detail}. Restore an earlier version of the object, or correct what wrote it.`, options);
    this.reason = reason;
  }
}
