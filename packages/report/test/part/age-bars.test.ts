import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ageBars } from '../../src/part/age-bars.js';
import { ageScale } from '../../src/part/age-scale.js';
import { costOf } from '../fixture/costs.js';
import { entityPlan, NAMES } from '../fixture/plan.js';

const cost = costOf(1, 0, 1, 1);
/** Thresholds of items that are so old. */
function thresholds(ages: readonly number[]) {
  const days = [...new Set([0, ...ages.flatMap(at => [at, at + 10])])].sort((a, b) => a - b);
  return days.map(from => {
    const items = ages.filter(at => at >= from).length;
    return { days: from, items, bytes: items * 7, layouts: { single: cost, packed: cost } };
  });
}

it('has a bar for all that is drawn, on the side of the declared age on which it is', () => {
  const ages = fc.array(
    fc.integer({ min: 0, max: 1_000 }).map(tens => tens * 10),
    { minLength: 1, maxLength: 400 },
  );
  fc.assert(
    fc.property(
      ages,
      fc.integer({ min: 1, max: 300 }).map(tens => tens * 10),
      (all, archiveAfterDays) => {
        const entity = { thresholds: thresholds(all), archiveAfterDays };
        const scale = ageScale(entity);
        const bars = ageBars(entity, scale);
        const sum = (part: 'stays' | 'old'): number => bars.reduce((total, bar) => total + bar[part], 0);
        const drawn = all.filter(at => at < scale.longestDays);
        expect(sum('stays')).toBe(7 * drawn.filter(at => at < archiveAfterDays).length);
        expect(sum('old')).toBe(7 * drawn.filter(at => at >= archiveAfterDays).length);
        expect(scale.olderItems).toBe(all.length - drawn.length);
        expect(scale.longestDays).toBeGreaterThan(archiveAfterDays);
        expect(bars.length).toBeLessThanOrEqual(scale.longestDays / scale.barDays);
        expect(scale.longestDays / scale.barDays).toBeLessThanOrEqual(41);
      },
    ),
  );
});

it('leaves the few oldest out of what is drawn', () => {
  const few = thresholds([...Array.from({ length: 2_000 }, (_, place) => place % 400), 9_000]);
  expect(ageScale({ thresholds: few, archiveAfterDays: 30 })).toMatchObject({ unit: 'days', olderItems: 1 });
  expect(ageScale(entityPlan(NAMES))).toMatchObject({ unit: 'years', unitDays: 365, olderItems: 0 });
});
