import { KeyTemplateError } from './key-template-error.js';
import { MAX_S3_KEY_BYTES } from './key-template-shorten.js';

/** The most bytes that `keyPrefix` may have: what is left of a key must hold a hash, an attempt id and something for people to read. */
export const MAX_KEY_PREFIX_BYTES = 512;

/** Whether a prefix is empty or ends in `/`, fits, and holds no `.` or `..` segment and no control character. */
export function isKeyPrefix(keyPrefix: string): boolean {
  if (keyPrefix === '') return true;
  return (
    keyPrefix.endsWith('/') &&
    !/[\p{Cc}\p{Surrogate}]/u.test(keyPrefix) &&
    !hasDotSegment(keyPrefix) &&
    Buffer.byteLength(keyPrefix) <= MAX_KEY_PREFIX_BYTES
  );
}

/** @throws KeyTemplateError unless it {@link isKeyPrefix}. */
export function checkKeyPrefix(keyPrefix: string, template: string): void {
  if (!isKeyPrefix(keyPrefix)) {
    const detail =
      `the keyPrefix ${JSON.stringify(keyPrefix)} must be empty or end in "/", have at most ${MAX_KEY_PREFIX_BYTES} bytes, ` +
      'and hold no "." or ".." segment and no control character';
    throw new KeyTemplateError(template, 'bad-prefix', detail);
  }
}

/**
 * Whether a key found in a pointer may be read: it lies under the configured prefix, has no `.` or `..` segment that a client or proxy would
 * resolve to somewhere else, no empty one after the prefix, and fits S3.
 */
export function isSafeKey(key: string, keyPrefix: string): boolean {
  return (
    key.startsWith(keyPrefix) &&
    (keyPrefix === '' || keyPrefix.endsWith('/')) &&
    !key.slice(keyPrefix.length).split('/').includes('') &&
    !hasDotSegment(key) &&
    Buffer.byteLength(key) <= MAX_S3_KEY_BYTES
  );
}

function hasDotSegment(key: string): boolean {
  return /(?:^|\/)\.\.?(?:\/|$)/.test(key);
}
