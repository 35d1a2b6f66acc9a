import type { EntityPlan } from '@tempest-ts/hybrid';
import { YEAR_DAYS } from '../format/ages.js';

/** Widths of bars, in days: each is made of whole classes of the plan. */
const BAR_DAYS = [1, 10, 30, 90, 180, 360, 720];
const MAX_BARS = 40;
/** From here on axes count in years. */
const YEARS_FROM_DAYS = 730;
/** The share of an entity's items that a plot may leave out, as the few oldest would squeeze all others. */
const LEFT_OUT = 0.001;

/** An axis of ages, from today back. */
export interface AgeScale {
  /** Where it ends. */
  readonly longestDays: number;
  readonly barDays: number;
  /** Days to a unit of the axis. */
  readonly unitDays: number;
  readonly unit: 'days' | 'years';
  /** Items that are older than the axis is long. */
  readonly olderItems: number;
}

/** An axis for the ages of an entity's items, on which the age from which they are archived has its place too. */
export function ageScale({ thresholds, archiveAfterDays }: Pick<EntityPlan, 'thresholds' | 'archiveAfterDays'>): AgeScale {
  const all = thresholds[0]?.items ?? 0;
  const last = thresholds.find(({ items }) => items <= all * LEFT_OUT) ?? thresholds.at(-1);
  const needed = Math.max(last?.days ?? 0, archiveAfterDays * 1.15, 1);
  const barDays = BAR_DAYS.find(width => needed / width <= MAX_BARS) ?? Math.ceil(needed / MAX_BARS / YEAR_DAYS) * 720;
  const longestDays = Math.ceil(needed / barDays) * barDays;
  const isYears = longestDays >= YEARS_FROM_DAYS;
  return {
    longestDays,
    barDays,
    unitDays: isYears ? YEAR_DAYS : 1,
    unit: isYears ? 'years' : 'days',
    olderItems: thresholds.find(({ days }) => days >= longestDays)?.items ?? 0,
  };
}
