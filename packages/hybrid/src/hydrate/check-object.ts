import { BODY_FORMAT_VERSION } from '../body/body-format.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import type { KeptSet } from '../pointer/kept-set.js';
import type { Pointer } from '../pointer/pointer.js';
import { toldKept } from '../pointer/told-kept.js';
import type { StoredObject } from '../store/archive-store.js';
import { ATTEMPT_METADATA, decodeKept, FORMAT_METADATA, SWEPT_METADATA } from './object-metadata.js';
import { PointerReadError } from './pointer-read-error.js';

type Described = Pick<StoredObject, 'metadata'>;

/** @throws PointerReadError where an object, by its metadata, is not the one that a pointer names. */
export function checkObject({ metadata }: Described, { s3Key, attempt }: Pointer): void {
  if (metadata[SWEPT_METADATA] !== undefined) throw new PointerReadError('missing', 'the object was swept or erased', s3Key);
  const made = metadata[ATTEMPT_METADATA];
  // A copy of the bucket may have lost the metadata; the checksum then vouches for the object alone.
  if (made !== undefined && made !== attempt) {
    throw new PointerReadError('foreign', `the object was made by attempt ${made}, and the pointer is of ${attempt}`, s3Key);
  }
  // Whoever guesses at a format that it does not know may answer wrongly.
  const version = Number(/\/(\d+)$/.exec(metadata[FORMAT_METADATA] ?? '')?.[1] ?? BODY_FORMAT_VERSION);
  if (version <= BODY_FORMAT_VERSION) return;
  const message = `the object is of body format ${metadata[FORMAT_METADATA]}, and this version of @tempest-ts/hybrid reads ${BODY_FORMAT_VERSION} at most; use a newer one`;
  throw new PointerReadError('newer', message, s3Key);
}

/** What a row says alone. @throws PointerReadError where nothing tells */
export function keptBy(pointer: Pointer, { metadata }: Described, entity: HybridEntity | undefined): KeptSet {
  const told = toldKept(pointer, entity?.kept);
  if (told) return told;
  // The row was archived under other declarations than today's; the object says which attributes were kept then.
  const recorded = typeof pointer.kept === 'string' ? decodeKept(metadata, pointer.kept) : undefined;
  if (recorded) return recorded;
  throw new PointerReadError('bad-pointer', `nothing says which attributes its kept set '${pointer.kept}' names`, pointer.s3Key);
}
