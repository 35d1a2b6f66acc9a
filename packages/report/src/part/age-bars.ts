import type { EntityPlan } from '@tempest-ts/hybrid';
import type { AgeScale } from './age-scale.js';

/** Items of one age. */
export interface AgeBar {
  readonly fromDays: number;
  readonly toDays: number;
  /** Bytes in DynamoDB of the younger, which stay, and of the older. */
  readonly stays: number;
  readonly old: number;
}

/** A histogram with bars of one width, of what is that old and not archived yet. */
export function ageBars(
  { thresholds, archiveAfterDays }: Pick<EntityPlan, 'thresholds' | 'archiveAfterDays'>,
  scale: AgeScale,
): readonly AgeBar[] {
  const bars = new Map<number, { stays: number; old: number }>();
  for (const [place, { days, bytes }] of thresholds.entries()) {
    const inClass = bytes - (thresholds[place + 1]?.bytes ?? 0);
    if (inClass <= 0 || days >= scale.longestDays) continue;
    const at = Math.floor(days / scale.barDays);
    const bar = bars.get(at) ?? { stays: 0, old: 0 };
    bar[days >= archiveAfterDays ? 'old' : 'stays'] += inClass;
    bars.set(at, bar);
  }
  return [...bars]
    .sort(([a], [b]) => a - b)
    .map(([at, bar]) => ({ fromDays: at * scale.barDays, toDays: (at + 1) * scale.barDays, ...bar }));
}
