import { randomBytes } from 'node:crypto';

/** Bytes of a run's id. */
const RUN_BYTES = 6;

/** An id for a run, which its packs are named by: 8 characters. */
export function newRunId(): string {
  return randomBytes(RUN_BYTES).toString('base64url');
}
