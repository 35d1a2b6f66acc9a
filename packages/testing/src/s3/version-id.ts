import { randomBytes } from 'node:crypto';
import { NULL_VERSION, type Versioning } from './object-version.js';

/** Makes a 32-character id, as S3's are; the version written in a bucket without versioning, or with it suspended, is `null`. */
export function newVersionId(versioning: Versioning): string {
  return versioning === 'Enabled' ? randomBytes(24).toString('base64url') : NULL_VERSION;
}
