import { randomBytes } from 'node:crypto';

/** Bytes of an attempt id: 22 characters of base64url. */
const ATTEMPT_BYTES = 16;

/** As long as an attempt's id, and nobody's: for what is only to be measured. */
export const ATTEMPT_LIKE = Buffer.alloc(ATTEMPT_BYTES).toString('base64url');

/** A name for one archiver's try at one object, that no other has. */
export function newAttempt(): string {
  return randomBytes(ATTEMPT_BYTES).toString('base64url');
}
