import { S3Failure } from './s3-failure.js';

/** UTF-8 bytes of an object's key (S3 User Guide, "Naming Amazon S3 objects"). */
const MAX_KEY_BYTES = 1024;
/** Bytes of user metadata, names without their prefix and values together (S3 User Guide, "Working with object metadata"). */
const MAX_METADATA_BYTES = 2048;
/** Bytes of one PUT (S3 User Guide, "Uploading objects"). */
const MAX_PUT_BYTES = 5 * 1024 ** 3;
/** Objects of one DeleteObjects, and keys of one list page (API reference). */
export const MAX_KEYS_PER_REQUEST = 1000;

const METADATA_PREFIX = 'x-amz-meta-';
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const IP_ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;

/** Throws `KeyTooLongError`. */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > MAX_KEY_BYTES) throw new S3Failure('KeyTooLongError', { fields: { Size: size, MaxSizeAllowed: MAX_KEY_BYTES } });
}

/** Throws `InvalidBucketName`. A valid name is also a safe folder name. */
export function checkBucketName(name: string): void {
  const valid = BUCKET_NAME.test(name) && !name.includes('..') && !IP_ADDRESS.test(name);
  if (!valid) throw new S3Failure('InvalidBucketName', { fields: { BucketName: name } });
}

/** Throws `EntityTooLarge`. */
export function checkBodySize(size: number): void {
  if (size > MAX_PUT_BYTES) throw new S3Failure('EntityTooLarge', { fields: { ProposedSize: size, MaxSizeAllowed: MAX_PUT_BYTES } });
}

/** Throws `MetadataTooLarge`. Headers reach Node as Latin-1, so a character is a byte. */
export function checkMetadata(headers: Readonly<Record<string, string>>): void {
  let size = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(METADATA_PREFIX)) size += name.length - METADATA_PREFIX.length + value.length;
  }
  if (size > MAX_METADATA_BYTES) throw new S3Failure('MetadataTooLarge', { fields: { Size: size, MaxSizeAllowed: MAX_METADATA_BYTES } });
}
