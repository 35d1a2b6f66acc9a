import { gzipSync } from 'node:zlib';

/**
 * gzip members with an "extra field" (RFC 1952, section 2.3.1.1): bytes in a member's header that every reader of gzip skips. In them a pack says what no
 * reader of its items is to see.
 */

const HEADER_BYTES = 10;
const FLAGS_AT = 3;
const HAS_EXTRA_FIELD = 4;
const HAS_NAME = 8;
/** Bytes before the payload: the length of all subfields, and our one subfield's id and length. */
export const FIELD_OVERHEAD = 6;
/** The subfield's id: `TP`. */
const SUBFIELD_ID = 0x5054;
/** The most payload of one member. RFC 1952 allows 65,531 bytes; DuckDB 1.5 refuses a header of more than 32,768. */
export const MAX_FIELD_BYTES = 30_000;

const EMPTY = gzipSync(new Uint8Array());
/** Bytes of a member that holds nothing but a field without a payload: the least that {@link emptyMember} makes. */
export const EMPTY_MEMBER_BYTES = EMPTY.byteLength + FIELD_OVERHEAD;

/** A member without content whose header carries a payload of at most {@link MAX_FIELD_BYTES}. */
export function emptyMember(payload: Uint8Array): Uint8Array {
  return withField(EMPTY, payload);
}

/** A member, as zlib writes it, with a payload in its header: {@link FIELD_OVERHEAD} bytes more, and the payload's. */
export function withField(member: Uint8Array, payload: Uint8Array): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES + FIELD_OVERHEAD);
  header.set(member.subarray(0, HEADER_BYTES));
  header.writeUInt8((member[FLAGS_AT] ?? 0) | HAS_EXTRA_FIELD, FLAGS_AT);
  header.writeUInt16LE(payload.byteLength + 4, HEADER_BYTES);
  header.writeUInt16LE(SUBFIELD_ID, HEADER_BYTES + 2);
  header.writeUInt16LE(payload.byteLength, HEADER_BYTES + 4);
  return Buffer.concat([header, payload, member.subarray(HEADER_BYTES)]);
}

/** A member, as zlib writes it, that is a few bytes longer: with a file's name of so many, the byte that ends it included. */
export function withName(member: Uint8Array, bytes: number): Uint8Array {
  const name = Buffer.alloc(bytes, 'x');
  name.writeUInt8(0, bytes - 1);
  const header = Buffer.from(member.subarray(0, HEADER_BYTES));
  header.writeUInt8((member[FLAGS_AT] ?? 0) | HAS_NAME, FLAGS_AT);
  return Buffer.concat([header, name, member.subarray(HEADER_BYTES)]);
}

/** The payloads of empty members that stand one behind another; `undefined` where the bytes are anything else. */
export function fieldsOf(bytes: Uint8Array): Uint8Array | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const payloads: Uint8Array[] = [];
  for (let at = 0; at < view.byteLength; ) {
    if (at + EMPTY_MEMBER_BYTES > view.byteLength) return undefined;
    const length = view.readUInt16LE(at + HEADER_BYTES + 4);
    const end = at + EMPTY_MEMBER_BYTES + length;
    const payload = view.subarray(at + HEADER_BYTES + FIELD_OVERHEAD, at + HEADER_BYTES + FIELD_OVERHEAD + length);
    if (end > view.byteLength || !view.subarray(at, end).equals(emptyMember(payload))) return undefined;
    payloads.push(payload);
    at = end;
  }
  return Buffer.concat(payloads);
}
