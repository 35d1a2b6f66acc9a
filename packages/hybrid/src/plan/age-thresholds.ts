import { estimateCost } from '../price/estimate-cost.js';
import type { Footprint } from '../price/footprint.js';
import type { Prices } from '../price/prices.js';
import type { AgeMoves } from './age-sums.js';
import type { AgeThreshold } from './archival-plan.js';
import type { EntitySums } from './entity-sums.js';
import { addMoves, type MoveSum, NO_MOVES } from './move-sum.js';

/**
 * What every age would come to, from the oldest items on: a class at a time becomes old enough.
 *
 * @param packed what items come to in packs
 */
export function ageThresholds(
  classes: readonly AgeMoves[],
  { storageClass }: EntitySums,
  packed: (sum: MoveSum) => Footprint,
  prices: Prices,
): readonly AgeThreshold[] {
  const at = (days: number, sum: MoveSum): AgeThreshold => ({
    days,
    items: Math.round(sum.items),
    bytes: Math.round(sum.bytes),
    layouts: {
      single: estimateCost(sum.layouts.single.footprint, prices, storageClass),
      packed: estimateCost(packed(sum), prices, storageClass),
    },
  });
  const thresholds: AgeThreshold[] = [];
  let sum = NO_MOVES;
  for (const { fromDays, toDays, moves } of classes) {
    // The upper end of a class too, where nothing is older for a while: there is no slope over a gap.
    if (toDays !== undefined && thresholds.at(-1)?.days !== toDays) thresholds.push(at(toDays, sum));
    sum = addMoves(sum, moves);
    thresholds.push(at(fromDays, sum));
  }
  return thresholds.reverse();
}
