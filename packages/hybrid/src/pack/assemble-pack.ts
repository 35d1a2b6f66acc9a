import { encodePackIndex, type IndexedMember } from './pack-index.js';

/** A member on its way into a pack. */
export interface ReadyMember extends Pick<IndexedMember, 'items' | 'partitions'> {
  readonly bytes: Uint8Array;
}

/** A pack, ready to be stored. */
export interface AssembledPack {
  readonly bytes: Uint8Array;
  /** Where each member begins. */
  readonly offsets: readonly number[];
  /** Bytes of the index at its end. */
  readonly indexBytes: number;
}

/** Puts members one behind another, and an index behind them: together a gzip of lines. */
export function assemblePack(members: readonly ReadyMember[]): AssembledPack {
  const index = encodePackIndex(members.map(({ bytes, items, partitions }) => ({ length: bytes.byteLength, items, partitions })));
  let end = 0;
  const offsets = members.map(({ bytes }) => {
    const offset = end;
    end += bytes.byteLength;
    return offset;
  });
  return { bytes: Buffer.concat([...members.map(({ bytes }) => bytes), index]), offsets, indexBytes: index.byteLength };
}
