import { gzipSync } from 'node:zlib';
import { BodyFormatError } from '../body/body-format-error.js';
import { memberText } from './encode-member.js';
import { EMPTY_MEMBER_BYTES, emptyMember, FIELD_OVERHEAD, MAX_FIELD_BYTES, withField, withName } from './gzip-field.js';

/** zlib's levels, best first: a member that loses an item is smaller, but need not be where it was compressed better than now. */
const LEVELS = [6, 9, 8, 7];

/**
 * A member without some of its items, of the very same length: the places of all others stay what pointers say.
 *
 * @param lines the texts of the items that stay
 * @throws BodyFormatError where what is left does not fit, which only a member can bring about that this library did not write
 */
export function blankMember(lines: readonly Uint8Array[], length: number): Uint8Array {
  const text = memberText(lines);
  for (const level of LEVELS) {
    const member = gzipSync(text, { level });
    if (member.byteLength <= length) return padMember(member, length);
  }
  throw new BodyFormatError('too-large', 'What is left of the member does not fit its place in the pack');
}

/** Padding goes where no reader looks: into the header, and where that is full into members without content. */
function padMember(member: Uint8Array, length: number): Uint8Array {
  const missing = length - member.byteLength;
  if (missing < FIELD_OVERHEAD) return missing === 0 ? member : withName(member, missing);
  const room = missing - FIELD_OVERHEAD;
  // What is left behind a piece is nothing, or enough for another.
  const inHeader = room <= MAX_FIELD_BYTES ? room : MAX_FIELD_BYTES - EMPTY_MEMBER_BYTES;
  const pieces = [withField(member, new Uint8Array(inHeader))];
  for (let left = room - inHeader; left > 0; ) {
    const whole = Math.min(left, MAX_FIELD_BYTES);
    const size = left > whole && left - whole < EMPTY_MEMBER_BYTES ? whole - EMPTY_MEMBER_BYTES : whole;
    pieces.push(emptyMember(new Uint8Array(size - EMPTY_MEMBER_BYTES)));
    left -= size;
  }
  return Buffer.concat(pieces);
}
