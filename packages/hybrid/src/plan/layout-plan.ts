import type { Layout } from '../pack/pack-options.js';
import type { CostEstimate } from '../price/estimate-cost.js';

/** What moving items in one layout costs and leaves. */
export interface LayoutEstimate {
  /** Bytes of the rows that would be left, pointers. */
  readonly pointerBytes: number;
  /** Bytes of the objects, estimated by a sample where there are many. */
  readonly bytesStored: number;
  /** Of items of one size, `puts` is their part of the packs. */
  readonly cost: CostEstimate;
}

/** The same for an entity, and the size from which on its items pay in the layout. */
export interface LayoutPlan extends LayoutEstimate {
  /**
   * Items of fewer bytes in DynamoDB than this would cost more a month than before, so that their move never pays: computed from the average pointer and
   * compression of the entity's items. `undefined` where none would move, or items of no size pay.
   */
  readonly neverPaysBelowBytes: number | undefined;
}

/** One thing for each layout. */
export type ByLayout<T> = Readonly<Record<Layout, T>>;

/** The layout that pays back sooner; `undefined` where neither ever does. */
export function layoutThatPays(layouts: ByLayout<LayoutEstimate>): Layout | undefined {
  const months = ({ cost }: LayoutEstimate): number => cost.paybackMonths ?? Number.POSITIVE_INFINITY;
  const [single, packed] = [months(layouts.single), months(layouts.packed)];
  if (Math.min(single, packed) === Number.POSITIVE_INFINITY) return undefined;
  return packed < single ? 'packed' : 'single';
}
