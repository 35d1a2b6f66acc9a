import type { AskedFilters } from '../hydrate/asked-filters.js';
import { estimateCost, sumCosts } from '../price/estimate-cost.js';
import { addFootprints, NO_FOOTPRINT } from '../price/footprint.js';
import { DEFAULT_PRICES } from '../price/prices.js';
import type { ArchivalPlan, EntityPlan } from './archival-plan.js';
import type { DryRunOptions } from './archive-options.js';
import { ArchiveRun, type ArchiveRunContext } from './archive-run.js';
import { type EntitySums, ItemPlanner } from './item-planner.js';
import { planProblems } from './plan-problems.js';

/** Does what a run does, but for what it would write, and says what that comes to. */
export async function dryRun(context: ArchiveRunContext, filters: AskedFilters, options: DryRunOptions): Promise<ArchivalPlan> {
  const prices = options.prices ?? DEFAULT_PRICES;
  const planner = new ItemPlanner(context.config, prices);
  const run = new ArchiveRun(context, options, planner);
  const result = await run.run();
  const entityPlan = ({ table, entity, storageClass, ages, sizes }: EntitySums): EntityPlan => ({
    table,
    entity,
    ages: ages.ranges.map(({ from, to, sum }) => ({ fromDays: from, toDays: to, ...sum })),
    sizes: sizes.ranges.map(({ from, to, sum: { footprint, ...sum } }) => ({
      fromBytes: from,
      toBytes: to,
      ...sum,
      cost: estimateCost(footprint, prices, storageClass),
    })),
    cost: estimateCost(sizes.ranges.map(({ sum }) => sum.footprint).reduce(addFootprints, NO_FOOTPRINT), prices, storageClass),
  });
  const entities = planner.entities.map(entityPlan);
  return Object.freeze({
    ...result,
    dryRun: true,
    entities,
    cost: sumCosts([...entities.map(({ cost }) => cost), estimateCost({ ...planner.staying, readUnits: result.capacity.read }, prices)]),
    itemsSampled: planner.sampled,
    problems: planProblems(result, entities, run.liveTables, filters, run.exceededTable, run.findings),
    prices,
  });
}
