import { createHash } from 'node:crypto';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html: "a maximum length of 1,024 bytes" of UTF-8. */
export const MAX_S3_KEY_BYTES = 1024;

/** Characters of an attempt id: 16 random bytes as base64url. */
export const ATTEMPT_ID_LENGTH = 22;

/** Longest rendered key: `~` and an attempt id must still fit behind it. */
export const MAX_RENDERED_KEY_BYTES = MAX_S3_KEY_BYTES - 1 - ATTEMPT_ID_LENGTH;

const SHA256_HEX_LENGTH = 64;

/**
 * A key that fits: itself, or as much of its front as there is room for, `~`, and the SHA-256 of the whole key. No template renders a `~`, so
 * a shortened key is never another item's full key; two shortened keys differ as surely as their hashes do.
 */
export function shortenKey(key: string, keyPrefix: string): string {
  // A UTF-16 unit is at most three bytes: short keys, nearly all of them, need not be counted.
  if (key.length * 3 <= MAX_RENDERED_KEY_BYTES) return key;
  const bytes = Buffer.from(key);
  if (bytes.length <= MAX_RENDERED_KEY_BYTES) return key;
  const hash = createHash('sha256').update(bytes).digest('hex');
  let end = MAX_RENDERED_KEY_BYTES - 1 - SHA256_HEX_LENGTH;
  const prefixEnd = Buffer.byteLength(keyPrefix);
  while (end > prefixEnd && !isBoundary(bytes, end)) end--;
  return `${bytes.toString('utf8', 0, end)}~${hash}`;
}

/** The key of another try at the same item, for when the plain key is taken. `attemptId` is 22 characters of base64url. */
export function withAttempt(key: string, attemptId: string): string {
  return `${key}~${attemptId}`;
}

const ATTEMPT_SUFFIX = new RegExp(`~[\\w-]{${ATTEMPT_ID_LENGTH}}$`);

/** Whether a key ends in an attempt's id, so that no other attempt ever takes it. */
export function hasAttempt(key: string): boolean {
  return ATTEMPT_SUFFIX.test(key);
}

/** The plain key behind a key that may end in an attempt's id. */
export function withoutAttempt(key: string): string {
  return key.replace(ATTEMPT_SUFFIX, '');
}

const PERCENT = 0x25;

/** Whether the bytes can be cut here without parting a character, be it written as UTF-8 or as a run of `%XX`. */
function isBoundary(bytes: Buffer, at: number): boolean {
  if (bytes[at - 1] === PERCENT || bytes[at - 2] === PERCENT) return false;
  if (bytes[at] === PERCENT) return !isContinuation(Number.parseInt(bytes.toString('latin1', at + 1, at + 3), 16));
  return !isContinuation(bytes[at] ?? 0);
}

/** Bytes 0x80 to 0xBF go on with a character that an earlier byte started. */
function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
