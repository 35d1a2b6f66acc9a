import { type ReadonlyRow, type Row, rowKey } from '@tempest-ts/tempest/extend';
import { BodyFormatError } from '../body/body-format-error.js';
import { rowsEqual } from '../body/rows-equal.js';
import { MAX_MEMBER_BYTES } from '../pack/pack-limits.js';
import { PackMember } from '../pack/pack-member.js';
import type { PackPointer } from '../pointer/pointer.js';
import type { StoredObject } from '../store/archive-store.js';
import { checkObject, keptBy } from './check-object.js';
import { completeRow } from './complete-row.js';
import type { PlannedRead } from './object-read.js';
import type { ArchiveReader, PointerContext } from './pointer-context.js';
import { PointerReadError } from './pointer-read-error.js';

/** A member of a pack that has been found to be the one that was asked for. */
export interface OpenedMember {
  readonly object: StoredObject;
  readonly member: PackMember;
}

/** What a member's bytes fail with. */
const failure = (cause: unknown, s3Key: string): unknown =>
  cause instanceof BodyFormatError ? new PointerReadError('corrupt', cause.message, s3Key, cause) : cause;

/** Members by their bytes: those that are being inflated, and those that somebody still holds. */
const inflating = new WeakMap<Uint8Array, Promise<PackMember>>();
const inflated = new WeakMap<Uint8Array, WeakRef<PackMember>>();

/** The rows of a page that lie in one member are given the same bytes: these are inflated once. */
async function openOnce(bytes: Uint8Array): Promise<PackMember> {
  const held = inflated.get(bytes)?.deref();
  if (held) return held;
  const opening = inflating.get(bytes) ?? PackMember.open(bytes);
  inflating.set(bytes, opening);
  try {
    const member = await opening;
    // Not held: whoever keeps the bytes, as a cache does, is not to keep ten times as much.
    inflated.set(bytes, new WeakRef(member));
    return member;
  } finally {
    inflating.delete(bytes);
  }
}

async function open(object: StoredObject, pointer: PackPointer): Promise<OpenedMember> {
  const { s3Key, place } = pointer;
  checkObject(object, pointer);
  const { bytes } = object;
  if (!bytes) throw new PointerReadError('corrupt', `the pack ends before its member at ${place.offset} does`, s3Key);
  try {
    return { object, member: await openOnce(bytes) };
  } catch (cause) {
    throw failure(cause, s3Key);
  }
}

/**
 * What following a pointer into a pack takes: the one member that it names is read, and the row's item taken from it. gzip's checksum vouches for the member's
 * bytes, and the item's keys for its being the row's.
 */
export function planPacked(
  { objects }: ArchiveReader,
  context: PointerContext,
  row: ReadonlyRow,
  pointer: PackPointer,
): PlannedRead<OpenedMember> {
  const { s3Key, attempt, archivedAt, schema, place } = pointer;
  const { offset, length, position } = place;
  if (length === 0 || length > MAX_MEMBER_BYTES) {
    const message = `its pointer names a member of ${length} bytes, and none has more than ${MAX_MEMBER_BYTES}`;
    throw new PointerReadError('bad-pointer', message, s3Key);
  }
  const { table } = context;
  const key = rowKey(table, row);
  return {
    read: { s3Key, attempt, expectedBytes: length, offset },
    open: object => open(object, pointer),
    complete({ object, member }) {
      let body: Row | undefined;
      try {
        body = member.find(position, each => rowsEqual(rowKey(table, each), key));
      } catch (cause) {
        throw failure(cause, s3Key);
      }
      if (!body) {
        const message = 'its place in the pack holds other items: it was erased, or the pointer is damaged';
        throw new PointerReadError('missing', message, s3Key);
      }
      const kept = keptBy(pointer, object, context.entityOf(row));
      return {
        row: completeRow(context, row, body, name => kept.has(name), s3Key, schema),
        body,
        kept,
        origin: { s3Key, bucketName: objects.bucketName, archivedAt, storedBytes: Math.round(length / member.size) },
      };
    },
  };
}
