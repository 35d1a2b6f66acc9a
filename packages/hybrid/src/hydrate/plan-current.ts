import type { ReadonlyRow } from '@tempest-ts/tempest/extend';
import { MAX_ITEM_BODY_BYTES } from '../body/body-format.js';
import { checksum } from '../body/checksum.js';
import type { ObjectPointer } from '../pointer/pointer.js';
import type { StoredObject } from '../store/archive-store.js';
import { checkObject, keptBy } from './check-object.js';
import { completeRow } from './complete-row.js';
import { checkTransferred, decodeObject } from './fetch-object.js';
import type { OpenedObject, PlannedRead } from './object-read.js';
import type { ArchiveReader, PointerContext } from './pointer-context.js';
import { PointerReadError } from './pointer-read-error.js';

/** The object must be the one that the pointer's attempt stored, byte for byte. */
async function open(object: StoredObject, pointer: ObjectPointer): Promise<OpenedObject> {
  const { s3Key, checksum: expected, storedBytes, bodyBytes } = pointer;
  checkObject(object, pointer);
  checkTransferred(object, s3Key, storedBytes);
  if (checksum(object.bytes) !== expected) {
    throw new PointerReadError('corrupt', 'the object’s bytes do not have the checksum that the pointer names', s3Key);
  }
  return { object, body: await decodeObject(object, s3Key, Math.min(bodyBytes, MAX_ITEM_BODY_BYTES)) };
}

/** What following a pointer takes that this library wrote. */
export function planCurrent(
  { objects }: ArchiveReader,
  context: PointerContext,
  row: ReadonlyRow,
  pointer: ObjectPointer,
): PlannedRead<OpenedObject> {
  const { s3Key, attempt, storedBytes, archivedAt, schema } = pointer;
  return {
    read: { s3Key, attempt, expectedBytes: storedBytes },
    open: object => open(object, pointer),
    complete({ object, body }) {
      const kept = keptBy(pointer, object, context.entityOf(row));
      return {
        row: completeRow(context, row, body, name => kept.has(name), s3Key, schema),
        body,
        kept,
        origin: { s3Key, bucketName: objects.bucketName, archivedAt, storedBytes },
      };
    },
  };
}
