import * as z from 'zod/mini';
import { DEFAULT_PACK_KEY_TEMPLATE, PackKeyTemplate } from '../pointer/pack-key-template.js';
import {
  DEFAULT_MEMBER_ITEMS,
  DEFAULT_PACK_BYTES,
  MAX_MEMBER_ITEMS,
  MAX_PACK_BYTES,
  MIN_MEMBER_ITEMS,
  MIN_PACK_BYTES,
} from './pack-limits.js';

/** Whether each archived item is an object of its own, or one of many in a pack. */
export type Layout = 'single' | 'packed';

/** How archived items are laid out in S3. Both layouts are always read. */
export interface PackOptions {
  /**
   * `'single'`: an object for each item, at a key that its own keys give. `'packed'`: thousands of items in one object, which for small items costs a
   * fraction of the requests and less than half the bytes. An entity may name its own. Default: `'single'`.
   */
  readonly layout?: Layout | undefined;
  /**
   * Items that are compressed together, from 64 to 256: what a read of one of them transfers. More make packs a little smaller, and single reads dearer.
   * Default: 192.
   */
  readonly packMemberItems?: number | undefined;
  /** Bytes of items before compression that go into one pack, from 64 KB to 64 MB. A run holds about three packs in memory. Default: 8 MB. */
  readonly packBytes?: number | undefined;
  /**
   * The S3 key of a pack, of `{table}`, `{entity}`, `{yyyy}`, `{MM}` and `{dd}` of the run in UTC, `{run}`, and `{attempt}`, which it must have; it ends in `.gz`.
   * Default: `'packs/{table}/{entity}/{yyyy}-{MM}-{dd}/{run}-{attempt}.json.gz'`.
   */
  readonly packKeyTemplate?: string | undefined;
}

/** The options with their defaults. */
export interface ResolvedPackOptions {
  readonly layout: Layout;
  readonly memberItems: number;
  readonly packBytes: number;
  readonly keyTemplate: PackKeyTemplate;
}

export const LAYOUTS = ['single', 'packed'] as const;

const within = (min: number, max: number) =>
  z.optional(z.int('a whole number').check(z.minimum(min, `at least ${min}`), z.maximum(max, `at most ${max}`)));

/**
 * The options as zod checks them.
 *
 * @internal
 */
export const packShape = {
  layout: z.optional(z.enum(LAYOUTS)),
  packMemberItems: within(MIN_MEMBER_ITEMS, MAX_MEMBER_ITEMS),
  packBytes: within(MIN_PACK_BYTES, MAX_PACK_BYTES),
  packKeyTemplate: z.optional(z.string()),
};

/** @throws KeyTemplateError */
export function resolvePackOptions({ layout, packMemberItems, packBytes, packKeyTemplate }: PackOptions): ResolvedPackOptions {
  return Object.freeze({
    layout: layout ?? 'single',
    memberItems: packMemberItems ?? DEFAULT_MEMBER_ITEMS,
    packBytes: packBytes ?? DEFAULT_PACK_BYTES,
    keyTemplate: PackKeyTemplate.parse(packKeyTemplate ?? DEFAULT_PACK_KEY_TEMPLATE),
  });
}
