import type { Row } from '@tempest-ts/tempest/extend';
import { BodyFormatError } from '../body/body-format-error.js';
import { decodeText } from '../body/decode-body.js';
import { inflateBody } from '../body/inflate-body.js';
import { MAX_MEMBER_BODY_BYTES, MAX_MEMBER_ITEMS } from './pack-limits.js';

const LINE_BREAK = 0x0a;

/** A member of a pack, inflated. Its items are decoded one by one, when they are asked for. */
export class PackMember {
  readonly #lines: readonly Uint8Array[];
  /** Bytes that it takes up in memory. */
  readonly bytes: number;

  private constructor(lines: readonly Uint8Array[], bytes: number) {
    this.#lines = lines;
    this.bytes = bytes;
  }

  /**
   * Inflates a member; gzip's own checksum vouches for it.
   *
   * @throws BodyFormatError, and nothing else, whatever the bytes are.
   */
  static async open(bytes: Uint8Array): Promise<PackMember> {
    const text = await inflateBody(bytes, MAX_MEMBER_BODY_BYTES);
    const lines: Uint8Array[] = [];
    let at = 0;
    for (let end = text.indexOf(LINE_BREAK); end !== -1; end = text.indexOf(LINE_BREAK, at)) {
      lines.push(text.subarray(at, end));
      at = end + 1;
      // Megabytes of line breaks are no items, and would be a hundred times as much as an array.
      if (lines.length > MAX_MEMBER_ITEMS) throw new BodyFormatError('too-large', `The member has more than ${MAX_MEMBER_ITEMS} lines`);
    }
    if (at !== text.byteLength) throw new BodyFormatError('truncated', 'The last line of the member has no end');
    return new PackMember(lines, text.byteLength);
  }

  /** Items that it holds. */
  get size(): number {
    return this.#lines.length;
  }

  /** The text of each item. */
  get lines(): readonly Uint8Array[] {
    return this.#lines;
  }

  /**
   * The item that was written at a position; `undefined`: it has been erased since. Items before it may have been too, so it is looked for there and then
   * in front.
   *
   * @throws BodyFormatError
   */
  find(position: number, isWanted: (row: Row) => boolean): Row | undefined {
    for (let at = Math.min(position, this.#lines.length - 1); at >= 0; at -= 1) {
      const row = decodeText(this.#lines[at] ?? new Uint8Array());
      if (isWanted(row)) return row;
    }
    return undefined;
  }
}
