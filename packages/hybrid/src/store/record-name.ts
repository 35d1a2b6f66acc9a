import { createHash } from 'node:crypto';

/** A name for a record about something that has a long name, or one that nobody is to read. */
export function recordName(about: string): string {
  return createHash('sha256').update(about).digest('base64url');
}
