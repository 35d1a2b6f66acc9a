import type { Bucket } from './bucket.js';
import { hasIntegrityHeader } from './checksum.js';
import type { ObjectVersion } from './object-version.js';
import { S3Failure } from './s3-failure.js';
import { header, type S3Request } from './s3-request.js';

/** What the headers begin with that say how long a version is locked. */
export const LOCK_PREFIX = 'x-amz-object-lock-';
const MODE = `${LOCK_PREFIX}mode`;
const UNTIL = `${LOCK_PREFIX}retain-until-date`;

/** Refuses a put whose retention makes no sense, or that goes to a bucket without Object Lock. Retention needs a checksum of the body. */
export function checkRetention(request: S3Request, body: Buffer, { settings }: Bucket, now: number): void {
  const mode = header(request, MODE);
  const until = header(request, UNTIL);
  if (mode === undefined && until === undefined) return;
  const refuse = (message: string): never => {
    throw new S3Failure('InvalidRequest', { message });
  };
  if (!settings.objectLock) refuse('Bucket is missing Object Lock Configuration');
  if (mode === undefined || until === undefined) refuse(`${MODE} and ${UNTIL} must both be supplied`);
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') refuse('Unknown wormMode directive.');
  if (!(Date.parse(until ?? '') > now)) refuse('The retain until date must be in the future!');
  const trails = header(request, 'x-amz-trailer') !== undefined;
  if (body.length > 0 && !trails && !hasIntegrityHeader(request)) {
    refuse('Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters');
  }
}

export function bypassesGovernance(request: S3Request): boolean {
  return header(request, 'x-amz-bypass-governance-retention')?.toLowerCase() === 'true';
}

/** Throws `AccessDenied` for a version that may not be deleted yet. */
export function checkUnlocked(version: ObjectVersion, bypasses: boolean, now: number): void {
  if (version.isDeleteMarker || !(Date.parse(version.headers[UNTIL] ?? '') > now)) return;
  if (bypasses && version.headers[MODE] === 'GOVERNANCE') return;
  throw new S3Failure('AccessDenied', { message: 'Access Denied because object protected by object lock.' });
}
