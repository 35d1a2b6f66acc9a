import { EMPTY_MEMBER_BYTES } from '../pack/gzip-field.js';
import type { Layout } from '../pack/pack-options.js';
import { estimateCost } from '../price/estimate-cost.js';
import type { Prices } from '../price/prices.js';
import { ageThresholds } from './age-thresholds.js';
import type { EntityPlan } from './archival-plan.js';
import type { EntitySums } from './entity-sums.js';
import { type ByLayout, type LayoutEstimate, type LayoutPlan, layoutThatPays } from './layout-plan.js';
import { addMoves, type MoveSum, NO_MOVES } from './move-sum.js';

type Estimate = LayoutEstimate & { readonly footprint: MoveSum['layouts']['single']['footprint'] };

/**
 * What items come to as parts of their entity's packs, of a class of those that would move, or of those and younger ones.
 *
 * @param all those that would move
 */
function inPacks({ packs, youngPacks, packBytes, storageClass }: EntitySums, sum: MoveSum, all: MoveSum, prices: Prices) {
  const { items, bodyBytes, layouts } = sum;
  const young = Math.max(0, bodyBytes - all.bodyBytes);
  // Packs are closed by their bytes, or of very small items by their number: a class has its part by bytes.
  const known = all.bodyBytes === 0 ? 0 : packs.packs * ((bodyBytes - young) / all.bodyBytes);
  const puts = items === 0 ? 0 : Math.max(known + young / packBytes, all.items === 0 ? 1 : 0);
  const compressed = (bodyBytes - young) * packs.ratio + young * (youngPacks.ratio || packs.ratio);
  const bytesStored = Math.round(compressed + puts * EMPTY_MEMBER_BYTES);
  const s3Bytes = Math.max(bytesStored, puts * prices.s3[storageClass].minimumObjectBytes);
  return { ...layouts.packed, bytesStored, footprint: { ...layouts.packed.footprint, puts, s3Bytes } };
}

/**
 * From which size on an item costs less a month than before. With `copies` bytes of table and index entries for each of its bytes, a row of `left` bytes left
 * behind, and `ratio` bytes in S3 for each, or `least`, it saves `storage x (copies x bytes - left) - s3 x max(ratio x bytes, least)`.
 */
function neverPaysBelow(
  sum: MoveSum,
  { footprint, bytesStored }: Estimate,
  sums: EntitySums,
  { dynamoDb, s3 }: Prices,
): number | undefined {
  const { items, bytes, overheadBytes } = sum;
  if (items === 0) return undefined;
  const { storage: s3Storage, minimumObjectBytes } = s3[sums.storageClass];
  const copies = (footprint.dynamoDbBytesBefore - overheadBytes) / bytes;
  const left = (footprint.dynamoDbBytesAfter - overheadBytes) / items;
  const ratio = bytesStored / bytes;
  const least = (minimumObjectBytes * footprint.puts) / items;
  const perByte = copies * dynamoDb.storage - ratio * s3Storage;
  if (perByte <= 0) return undefined;
  return Math.ceil(
    Math.max((left * dynamoDb.storage) / perByte, (left * dynamoDb.storage + least * s3Storage) / (copies * dynamoDb.storage)),
  );
}

/** What a dry run saw of an entity, priced in both layouts. */
export function entityPlan(sums: EntitySums, prices: Prices): EntityPlan {
  const { table, entity, layout, archiveAfterDays, storageClass, ages, sizes, young, moves } = sums;
  const all = sizes.ranges.map(({ sum }) => sum).reduce(addMoves, NO_MOVES);
  const estimates = (sum: MoveSum): ByLayout<Estimate> => {
    const priced = (each: Omit<Estimate, 'cost'>): Estimate => ({ ...each, cost: estimateCost(each.footprint, prices, storageClass) });
    return { single: priced(sum.layouts.single), packed: priced(inPacks(sums, sum, all, prices)) };
  };
  const whole = estimates(all);
  const planOf = (name: Layout): LayoutPlan => ({
    ...bare(whole[name]),
    neverPaysBelowBytes: neverPaysBelow(all, whole[name], sums, prices),
  });
  const layouts = { single: planOf('single'), packed: planOf('packed') };
  const measured = new Map(sizes.ranges.map(({ from, sum }) => [sizes.placeOf(from), sum]));
  const classes = moves.classes((place, items, bytes) => young.estimate(place, items, bytes, measured.get(place) ?? NO_MOVES));
  return {
    table,
    entity,
    archiveAfterDays,
    layout,
    layouts,
    pays: layoutThatPays(layouts),
    ages: ages.ranges.map(({ from, to, sum }) => ({ fromDays: from, toDays: to, ...sum })),
    sizes: sizes.ranges.map(({ from, to, sum }) => {
      const both = estimates(sum);
      const byLayout = { single: bare(both.single), packed: bare(both.packed) };
      return { fromBytes: from, toBytes: to, items: sum.items, bytes: sum.bytes, ...byLayout[layout], layouts: byLayout };
    }),
    thresholds: ageThresholds(classes, sums, sum => inPacks(sums, sum, all, prices).footprint, prices),
    cost: layouts[layout].cost,
  };
}

const bare = ({ pointerBytes, bytesStored, cost }: Estimate): LayoutEstimate => ({ pointerBytes, bytesStored, cost });
