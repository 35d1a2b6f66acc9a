import { MAX_ITEM_BODY_BYTES } from '../body/body-format.js';

/** Items of one member: what a read of any of them transfers and inflates. More make a pack smaller, and each single read dearer (docs/performance.md). */
export const DEFAULT_MEMBER_ITEMS = 192;
export const MIN_MEMBER_ITEMS = 64;
export const MAX_MEMBER_ITEMS = 256;

/** A member is closed before it inflates to more, unless it is one item: a read of a small item is not to inflate many large ones. */
export const MEMBER_BODY_BYTES = 1024 * 1024;

/** The most that a member can inflate to, whatever its bytes claim: items up to the limit above, and the line break of each. */
export const MAX_MEMBER_BODY_BYTES = MAX_ITEM_BODY_BYTES + MEMBER_BODY_BYTES;

/** The most bytes that a member can have: what does not compress grows by a thousandth, and a blanked member stays as long as it was. */
export const MAX_MEMBER_BYTES = 2 * MAX_MEMBER_BODY_BYTES;

/** Items of a pack, however small they are: an archiver holds the rows of three packs until they are swapped, some kilobytes each, and is to do with a heap of 192 MiB (bench, memory). */
export const MAX_PACK_ITEMS = 4_000;

/** Whether a member of so much takes no item of `next` bytes more. */
export const isMemberFull = (items: number, bytes: number, next: number, memberItems: number): boolean =>
  items >= memberItems || (items > 0 && bytes + next > MEMBER_BODY_BYTES);

/** Whether a pack of so much is to be stored. */
export const isPackFull = (items: number, bytes: number, packBytes: number): boolean => items >= MAX_PACK_ITEMS || bytes >= packBytes;

/** Bytes of a pack's items before compression; about what an archiver holds of one pack, three times over. */
export const DEFAULT_PACK_BYTES = 8 * 1024 * 1024;
export const MIN_PACK_BYTES = 64 * 1024;
export const MAX_PACK_BYTES = 64 * 1024 * 1024;

/** Version of a pack's format, which each says in its metadata. Whoever meets a higher one must not guess. */
export const PACK_VERSION = 1;

/** The most bytes that a whole pack can have: items of so many bytes that do not compress, one of the largest beyond, and an index. */
export const MAX_PACK_OBJECT_BYTES = 2 * MAX_PACK_BYTES;
