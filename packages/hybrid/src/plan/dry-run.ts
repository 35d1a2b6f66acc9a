import type { ArchivalResult } from '../archive/archival-result.js';
import type { DryRunOptions } from '../archive/archive-options.js';
import { ArchiveRun, type ArchiveRunContext } from '../archive/archive-run.js';
import type { AskedFilters } from '../hydrate/asked-filters.js';
import type { Layout } from '../pack/pack-options.js';
import { estimateCost, sumCosts } from '../price/estimate-cost.js';
import { DEFAULT_PRICES } from '../price/prices.js';
import type { ArchivalPlan, EntityPlan } from './archival-plan.js';
import { entityPlan } from './entity-plan.js';
import { ItemPlanner } from './item-planner.js';
import { planProblems } from './plan-problems.js';

/** Does what a run does, but for what it would write, and says what that comes to. */
export async function dryRun(context: ArchiveRunContext, filters: AskedFilters, options: DryRunOptions): Promise<ArchivalPlan> {
  const prices = options.prices ?? DEFAULT_PRICES;
  const planner = new ItemPlanner(context.config, prices, options.minItemBytes ?? context.config.limits.minItemBytes ?? 0);
  const run = new ArchiveRun(context, options, { dryRun: planner });
  const read = await run.run();
  await planner.end();
  const entities = planner.entities.map(sums => entityPlan(sums, prices));
  const result = withBytesStored(read, entities);
  const rest = estimateCost({ ...planner.staying, readUnits: result.capacity.read }, prices);
  const costOf = (layoutOf: (plan: EntityPlan) => Layout) => sumCosts([...entities.map(plan => plan.layouts[layoutOf(plan)].cost), rest]);
  return Object.freeze({
    ...result,
    dryRun: true,
    entities,
    cost: costOf(({ layout }) => layout),
    layouts: { single: costOf(() => 'single'), packed: costOf(() => 'packed') },
    itemsSampled: planner.sampled,
    problems: planProblems(result, entities, run.liveTables, filters, run.exceededTable, run.findings, planner.indexShares.dominated),
    prices,
  });
}

/** How small packs become is known when all their items are: only then do the counts say it. */
function withBytesStored(result: ArchivalResult, entities: readonly EntityPlan[]): ArchivalResult {
  const stored = (table: string, entity: string): number => {
    const plan = entities.find(each => each.table === table && each.entity === entity);
    return plan ? plan.layouts[plan.layout].bytesStored : 0;
  };
  const tables = result.tables.map(counts => Object.freeze({ ...counts, bytesStored: stored(counts.table, counts.entity) }));
  return { ...result, tables: Object.freeze(tables), bytesStored: tables.reduce((sum, { bytesStored }) => sum + bytesStored, 0) };
}
