import type { Row } from '@tempest-ts/tempest/extend';
import { MAX_ITEM_BODY_BYTES } from '../body/body-format.js';
import { BodyFormatError } from '../body/body-format-error.js';
import { decodeBody } from '../body/decode-body.js';
import { ArchiveStoreError } from '../errors.js';
import { isSafeKey } from '../pointer/key-template-prefix.js';
import type { ArchiveStore, StoredObject } from '../store/archive-store.js';
import type { ObjectRead } from './object-read.js';
import { PointerReadError } from './pointer-read-error.js';

/** An object whose bytes are there. */
export interface FetchedObject extends StoredObject {
  readonly bytes: Uint8Array;
}

/** Reads the object that a pointer names, or the part of it. Its bytes are not transferred where it has not the size that it should have. */
export async function fetchObject(
  store: ArchiveStore,
  keyPrefix: string,
  { s3Key: key, expectedBytes, offset }: ObjectRead,
  signal: AbortSignal | undefined,
): Promise<StoredObject> {
  if (!isSafeKey(key, keyPrefix)) {
    const message = `its pointer names a key that is not under the configured keyPrefix '${keyPrefix}', or is not one to be read`;
    throw new PointerReadError('bad-pointer', message, key);
  }
  let object: StoredObject | 'missing';
  try {
    object =
      offset === undefined || expectedBytes === undefined
        ? await store.get(key, { maxBytes: MAX_ITEM_BODY_BYTES, expectedBytes, signal })
        : await store.getRange(key, { offset, length: expectedBytes, signal });
  } catch (cause) {
    if (!(cause instanceof ArchiveStoreError)) throw cause;
    throw new PointerReadError('unavailable', cause.message, key, cause);
  }
  if (object !== 'missing') return object;
  throw new PointerReadError(
    'missing',
    `there is no such object in bucket ${store.bucketName}, or the reader lacks s3:GetObject on it, or kms:Decrypt on its key, or the bucket is another account’s than expectedBucketOwner`,
    key,
  );
}

/** @throws PointerReadError where the object's size was not the expected one. */
export function checkTransferred(object: StoredObject, key: string, expectedBytes: number | undefined): asserts object is FetchedObject {
  if (object.bytes !== undefined) return;
  const wanted = expectedBytes === undefined ? `an item has at most ${MAX_ITEM_BODY_BYTES}` : `the pointer says ${expectedBytes}`;
  throw new PointerReadError('corrupt', `the object has ${object.size} bytes, and ${wanted}`, key);
}

/** The item that an object holds. */
export async function decodeObject(object: FetchedObject, key: string, maxBytes: number): Promise<Row> {
  try {
    return await decodeBody(object.bytes, maxBytes);
  } catch (cause) {
    if (cause instanceof BodyFormatError) throw new PointerReadError('corrupt', cause.message, key, cause);
    throw cause;
  }
}
