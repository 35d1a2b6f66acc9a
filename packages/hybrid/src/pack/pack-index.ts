import { BodyFormatError } from '../body/body-format-error.js';
import { emptyMember, fieldsOf, MAX_FIELD_BYTES } from './gzip-field.js';

/** What a pack says of one of its members. */
export interface IndexedMember {
  readonly offset: number;
  readonly length: number;
  /** Items that it was written with. */
  readonly items: number;
  /** `partitionHash` of the partition keys of those, sorted, each once. */
  readonly partitions: readonly number[];
}

const MAX_VARINT_BYTES = 6;

function pushVarint(into: number[], value: number): void {
  let left = value;
  while (left >= 0x80) {
    into.push((left % 0x80) + 0x80);
    left = Math.floor(left / 0x80);
  }
  into.push(left);
}

/**
 * The members that end a pack: they hold no items, and in their headers say where the others are and which partitions they hold. Numbers are written as in
 * protocol buffers, hashes as what each is more than the one before.
 */
export function encodePackIndex(members: readonly Omit<IndexedMember, 'offset'>[]): Uint8Array {
  const numbers: number[] = [];
  pushVarint(numbers, members.length);
  for (const { length, items, partitions } of members) {
    for (const number of [length, items, partitions.length]) pushVarint(numbers, number);
    let before = 0;
    for (const hash of partitions) {
      pushVarint(numbers, hash - before);
      before = hash;
    }
  }
  const payload = Uint8Array.from(numbers);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < payload.byteLength; at += MAX_FIELD_BYTES) pieces.push(emptyMember(payload.subarray(at, at + MAX_FIELD_BYTES)));
  return Buffer.concat(pieces);
}

/** Reads numbers one after another. */
class VarintReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.byteLength;
  }

  next(): number {
    let value = 0;
    for (let place = 0; place < MAX_VARINT_BYTES; place += 1) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) break;
      this.#at += 1;
      value += (byte % 0x80) * 0x80 ** place;
      if (byte < 0x80) return value;
    }
    throw damaged();
  }
}

const damaged = (): BodyFormatError => new BodyFormatError('corrupt', 'The index at the end of the pack is damaged');

/** Reads what {@link encodePackIndex} wrote. @throws BodyFormatError */
export function decodePackIndex(bytes: Uint8Array): readonly IndexedMember[] {
  const payload = fieldsOf(bytes);
  if (!payload) throw damaged();
  const reader = new VarintReader(payload);
  const members: IndexedMember[] = [];
  let offset = 0;
  // Each turn takes bytes, so that a count that is a lie ends with them.
  for (let left = reader.next(); left > 0; left -= 1) {
    const [length, items] = [reader.next(), reader.next()];
    const partitions: number[] = [];
    let hash = 0;
    for (let some = reader.next(); some > 0; some -= 1) {
      hash += reader.next();
      partitions.push(hash);
    }
    members.push({ offset, length, items, partitions });
    offset += length;
  }
  if (!reader.isAtEnd) throw damaged();
  return members;
}
