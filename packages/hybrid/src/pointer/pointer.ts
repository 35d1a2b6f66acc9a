import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { ARCHIVE_ATTRIBUTE, type ReadonlyRow, type Row, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import { rowsEqual } from '../body/rows-equal.js';
import { PointerFormatError } from '../errors.js';
import { FIRST_SCHEMA_VERSION } from '../schema/schema-history.js';

/** Version of what `s3Archive` says of an object of the item's own. */
export const POINTER_VERSION = 1;
/** Of a place in a pack, which earlier readers must not take for an object. A reader that meets a higher version must not guess. */
export const PACK_POINTER_VERSION = 2;

/** What an archived row says of its object. Stored as `s3Key`, and the map `s3Archive` under one-letter names. */
export type Pointer = ObjectPointer | PackPointer;

interface AnyPointer {
  readonly s3Key: string;
  /** `a`: the attempt that made the object, 22 characters. */
  readonly attempt: string;
  /** `b`: bytes of the body before compression. */
  readonly bodyBytes: number;
  /** `t`: when the attempt began, in milliseconds since 1970. */
  readonly archivedAt: Date;
  /** `k`: the attributes that the row keeps: their names, or the id of an entity's set. */
  readonly kept: string | readonly string[];
  /** `d`: what moved, as `contentDigest` tells it; by it a stream's reader proves a move. `undefined`: archived before pointers said so. */
  readonly digest?: string | undefined;
  /** `s`: the schema version that the item was archived with; not written where it is 1. */
  readonly schema: number;
}

/** Of an object of the item's own. */
export interface ObjectPointer extends AnyPointer {
  /** `c`: the SHA-256 of the object's bytes, base64url. */
  readonly checksum: string;
  /** `z`: bytes of the object. */
  readonly storedBytes: number;
  readonly place?: undefined;
}

/** Of an item among others. The checksum is its member's own, as the object changes when another item is erased from it. */
export interface PackPointer extends AnyPointer {
  readonly place: PackPlace;
}

/** Where in a pack an item is. */
export interface PackPlace {
  /** `o`: where its member begins, in bytes. */
  readonly offset: number;
  /** `l`: bytes of the member. */
  readonly length: number;
  /** `i`: which of the member's items it was when that was written, from 0. */
  readonly position: number;
}

const CHECKSUM = /^[\w-]{43}$/;

function whereOf(pointer: Pointer): Row {
  const { place } = pointer;
  if (!place) return { v: { N: String(POINTER_VERSION) }, c: { S: pointer.checksum }, z: { N: String(pointer.storedBytes) } };
  const { offset, length, position } = place;
  return { v: { N: String(PACK_POINTER_VERSION) }, o: { N: String(offset) }, l: { N: String(length) }, i: { N: String(position) } };
}

export function encodePointer(pointer: Pointer): Row {
  const { kept, schema, digest } = pointer;
  return {
    [S3_KEY_ATTRIBUTE]: { S: pointer.s3Key },
    [ARCHIVE_ATTRIBUTE]: {
      M: {
        ...whereOf(pointer),
        a: { S: pointer.attempt },
        b: { N: String(pointer.bodyBytes) },
        t: { N: String(pointer.archivedAt.getTime()) },
        k: typeof kept === 'string' ? { S: kept } : { L: kept.map(name => ({ S: name })) },
        ...(digest !== undefined && { d: { S: digest } }),
        ...(schema !== FIRST_SCHEMA_VERSION && { s: { N: String(schema) } }),
      },
    },
  };
}

function fail(why: string): never {
  throw new PointerFormatError(`The pointer of this row is not one that this version reads: ${why}. Nothing was changed.`);
}

function wholeNumber(value: AttributeValue | undefined, name: string): number {
  const number = Number(value?.N);
  return Number.isSafeInteger(number) && number >= 0 ? number : fail(`s3Archive.${name} is no whole number`);
}

function decodeKeptNames(value: AttributeValue | undefined): string | readonly string[] {
  if (value?.S !== undefined) return value.S;
  const names = value?.L?.map(({ S }) => S);
  return names?.every(name => name !== undefined) ? (names as string[]) : fail('s3Archive.k is neither an id nor a list of names');
}

/**
 * What a row's pointer says; `undefined` where it has none.
 *
 * @throws PointerFormatError
 */
export function decodePointer(row: ReadonlyRow): Pointer | undefined {
  const archive = row[ARCHIVE_ATTRIBUTE];
  if (archive === undefined) return undefined;
  const map = archive.M ?? fail('s3Archive is no map');
  const version = wholeNumber(map.v, 'v');
  if (version !== POINTER_VERSION && version !== PACK_POINTER_VERSION)
    fail(`s3Archive is of version ${version}, this reads version ${PACK_POINTER_VERSION} at most; use a newer @tempest-ts/hybrid`);
  const archivedAt = new Date(wholeNumber(map.t, 't'));
  if (Number.isNaN(archivedAt.getTime())) fail('s3Archive.t is no time');
  const said = {
    s3Key: row[S3_KEY_ATTRIBUTE]?.S ?? fail('s3Key is missing'),
    attempt: map.a?.S ?? fail('s3Archive.a is missing'),
    bodyBytes: wholeNumber(map.b, 'b'),
    archivedAt,
    kept: decodeKeptNames(map.k),
    digest: map.d?.S,
    schema: map.s === undefined ? FIRST_SCHEMA_VERSION : wholeNumber(map.s, 's'),
  };
  if (version === PACK_POINTER_VERSION) {
    return { ...said, place: { offset: wholeNumber(map.o, 'o'), length: wholeNumber(map.l, 'l'), position: wholeNumber(map.i, 'i') } };
  }
  const checksum = map.c?.S ?? '';
  if (!CHECKSUM.test(checksum)) fail('s3Archive.c is no SHA-256');
  return { ...said, checksum, storedBytes: wholeNumber(map.z, 'z') };
}

/** Whether a row's pointer is into a pack. */
export function isPackPointer(row: ReadonlyRow | undefined): boolean {
  return row?.[ARCHIVE_ATTRIBUTE]?.M?.v?.N === String(PACK_POINTER_VERSION);
}

/** Whether two rows carry the very same pointer, compared whole. */
export function hasSamePointer(a: ReadonlyRow, b: ReadonlyRow, attributes: readonly string[]): boolean {
  const pick = (row: ReadonlyRow): Row => Object.fromEntries(attributes.flatMap(name => (row[name] ? [[name, row[name]]] : [])));
  return rowsEqual(pick(a), pick(b));
}
