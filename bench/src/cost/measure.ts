import type { JobModule } from '../harness/suite.js';
import type { LayoutName } from '../layout/layouts.js';
import { makeOrder, prose } from '../peers/order.js';
import { loadRows } from '../servers/load-rows.js';
import { startLocalTiers } from '../servers/local-tiers.js';

/** Items of one size in one layout. */
export interface CostArguments {
  readonly layout: LayoutName;
  readonly itemBytes: number;
  readonly items: number;
}

/** What an order takes besides its note. */
const OTHER_BYTES = 330;
const MILLION = 1e6;

/** Asks the library's own dry run. */
export const measure: JobModule<CostArguments>['measure'] = async ({ layout, itemBytes, items }) => {
  const tiers = await startLocalTiers({ layout });
  try {
    const orders = Array.from({ length: items }, (_, n) => ({ ...makeOrder(n), note: prose(n, Math.max(1, itemBytes - OTHER_BYTES)) }));
    await loadRows(tiers.dynamoDb, orders);
    const { cost, itemsArchived } = await tiers.db.archiveOldDataDryRun();
    const perMillion = (dollars: number): number => (dollars / itemsArchived) * MILLION;
    const values = {
      items: itemsArchived,
      expected: items,
      moveCost: perMillion(cost.moveCost),
      monthlyBefore: perMillion(cost.monthlyBefore),
      monthlyAfter: perMillion(cost.monthlyAfter),
      ...(cost.paybackMonths !== undefined && { paybackMonths: cost.paybackMonths }),
    };
    return [{ subject: layout, x: itemBytes, values }];
  } finally {
    await tiers.stop();
  }
};
