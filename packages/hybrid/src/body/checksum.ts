import { createHash } from 'node:crypto';

/** The SHA-256 of an archived object's bytes as they are stored, in base64url: 43 characters. */
export function checksum(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}
