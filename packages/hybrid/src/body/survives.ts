import type { Row } from '@tempest-ts/tempest/extend';
import { BodyFormatError } from './body-format-error.js';
import { decodeText } from './decode-body.js';
import { rowsEqual } from './rows-equal.js';

/** Whether decoding a body (not compressed) gives the row again: asked of every item before its attributes leave DynamoDB. */
export function survives(row: Row, body: Uint8Array): boolean {
  try {
    return rowsEqual(row, decodeText(body, false));
  } catch (error) {
    if (error instanceof BodyFormatError) return false;
    throw error;
  }
}
