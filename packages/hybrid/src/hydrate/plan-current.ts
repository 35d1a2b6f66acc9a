import type { ReadonlyRow } from '@tempest-ts/tempest/extend';
import { BODY_FORMAT_VERSION, MAX_ITEM_BODY_BYTES } from '../body/body-format.js';
import { checksum } from '../body/checksum.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { KeptSet } from '../pointer/kept-set.js';
import type { Pointer } from '../pointer/pointer.js';
import type { StoredObject } from '../store/archive-store.js';
import { completeRow } from './complete-row.js';
import { checkTransferred, decodeObject } from './fetch-object.js';
import { ATTEMPT_METADATA, decodeKept, FORMAT_METADATA, SWEPT_METADATA } from './object-metadata.js';
import type { OpenedObject, PlannedRead } from './object-read.js';
import type { ArchiveReader, PointerContext } from './pointer-context.js';
import { PointerReadError } from './pointer-read-error.js';

function keptOf(pointer: Pointer, object: StoredObject, entity: HybridEntity | undefined): KeptSet {
  if (typeof pointer.kept !== 'string') return new KeptSet(pointer.kept);
  if (entity?.kept.id === pointer.kept) return entity.kept;
  // The row was archived under other declarations than today's; the object says which attributes were kept then.
  const recorded = decodeKept(object.metadata, pointer.kept);
  if (recorded) return recorded;
  throw new PointerReadError('bad-pointer', `nothing says which attributes its kept set '${pointer.kept}' names`, pointer.s3Key);
}

/** Whoever guesses at a format that it does not know may answer wrongly. */
function checkFormat({ metadata }: StoredObject, s3Key: string): void {
  const version = Number(/\/(\d+)$/.exec(metadata[FORMAT_METADATA] ?? '')?.[1] ?? BODY_FORMAT_VERSION);
  if (version <= BODY_FORMAT_VERSION) return;
  const message = `the object is of body format ${metadata[FORMAT_METADATA]}, and this version of @tempest-ts/hybrid reads ${BODY_FORMAT_VERSION} at most; use a newer one`;
  throw new PointerReadError('newer', message, s3Key);
}

/** The object must be the one that the pointer's attempt stored, byte for byte. */
async function open(object: StoredObject, { s3Key, attempt, checksum: expected, storedBytes, bodyBytes }: Pointer): Promise<OpenedObject> {
  if (object.metadata[SWEPT_METADATA] !== undefined) throw new PointerReadError('missing', 'the object was swept or erased', s3Key);
  const madeBy = object.metadata[ATTEMPT_METADATA];
  // A copy of the bucket may have lost the metadata; the checksum below then vouches for the object alone.
  if (madeBy !== undefined && madeBy !== attempt) {
    throw new PointerReadError('foreign', `the object was made by attempt ${madeBy}, and the pointer is of ${attempt}`, s3Key);
  }
  checkFormat(object, s3Key);
  checkTransferred(object, s3Key, storedBytes);
  if (checksum(object.bytes) !== expected) {
    throw new PointerReadError('corrupt', 'the object’s bytes do not have the checksum that the pointer names', s3Key);
  }
  return { object, body: await decodeObject(object, s3Key, Math.min(bodyBytes, MAX_ITEM_BODY_BYTES)) };
}

/** What following a pointer takes that this library wrote. */
export function planCurrent({ objects }: ArchiveReader, context: PointerContext, row: ReadonlyRow, pointer: Pointer): PlannedRead {
  const { s3Key, attempt, storedBytes, archivedAt, schema } = pointer;
  return {
    read: { s3Key, attempt, expectedBytes: storedBytes },
    open: object => open(object, pointer),
    complete({ object, body }) {
      const kept = keptOf(pointer, object, context.entityOf(row));
      return {
        row: completeRow(context, row, body, name => kept.has(name), s3Key, schema),
        body,
        kept,
        origin: { s3Key, bucketName: objects.bucketName, archivedAt, storedBytes },
      };
    },
  };
}
