import { compressBody } from '../body/compress-body.js';

const LINE_BREAK = 0x0a;
const BREAK = Uint8Array.of(LINE_BREAK);

/** Bodies as lines, one an item: neither body format writes a line break inside an item. */
export function memberText(bodies: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(bodies.flatMap(body => (body.at(-1) === LINE_BREAK ? [body] : [body, BREAK])));
}

/** Items that are read together: their bodies as lines, compressed. */
export function encodeMember(bodies: readonly Uint8Array[]): Promise<Uint8Array> {
  return compressBody(memberText(bodies));
}
