import type { ReadonlyRow } from '@tempest-ts/tempest/extend';
import { BODY_FORMAT_VERSION, MAX_ITEM_BODY_BYTES } from '../body/body-format.js';
import { checksum } from '../body/checksum.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { KeptSet } from '../pointer/kept-set.js';
import type { Pointer } from '../pointer/pointer.js';
import type { StoredObject } from '../store/archive-store.js';
import { completeRow } from './complete-row.js';
import { checkTransferred, decodeObject, fetchObject } from './fetch-object.js';
import { ATTEMPT_METADATA, decodeKept, FORMAT_METADATA, SWEPT_METADATA } from './object-metadata.js';
import type { ArchiveReader, CompletedRow, PointerContext } from './pointer-context.js';
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

/** Follows a pointer that this library wrote: the object must be that attempt's, byte for byte. */
export async function readCurrent(
  reader: ArchiveReader,
  context: PointerContext,
  row: ReadonlyRow,
  pointer: Pointer,
): Promise<CompletedRow> {
  const { s3Key, storedBytes, archivedAt } = pointer;
  const object = await fetchObject(reader, s3Key, { expectedBytes: storedBytes, signal: context.signal });
  if (object.metadata[SWEPT_METADATA] !== undefined) throw new PointerReadError('missing', 'the object was swept or erased', s3Key);
  const attempt = object.metadata[ATTEMPT_METADATA];
  // A copy of the bucket may have lost the metadata; the checksum below then vouches for the object alone.
  if (attempt !== undefined && attempt !== pointer.attempt) {
    throw new PointerReadError('foreign', `the object was made by attempt ${attempt}, and the pointer is of ${pointer.attempt}`, s3Key);
  }
  checkFormat(object, s3Key);
  checkTransferred(object, s3Key, storedBytes);
  if (checksum(object.bytes) !== pointer.checksum) {
    throw new PointerReadError('corrupt', 'the object’s bytes do not have the checksum that the pointer names', s3Key);
  }
  const body = await decodeObject(object, s3Key, Math.min(pointer.bodyBytes, MAX_ITEM_BODY_BYTES));
  const kept = keptOf(pointer, object, context.entityOf(row));
  return {
    row: completeRow(context, row, body, name => kept.has(name), s3Key, pointer.schema),
    body,
    kept,
    origin: { s3Key, bucketName: reader.store.bucketName, archivedAt, storedBytes },
  };
}
