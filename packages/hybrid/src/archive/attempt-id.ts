import { randomBytes } from 'node:crypto';

/** Bytes of an attempt id: 22 characters of base64url. */
const ATTEMPT_BYTES = 16;

/** A name for one archiver's try at one object, that no other has. */
export function newAttempt(): string {
  return randomBytes(ATTEMPT_BYTES).toString('base64url');
}
