import { beginsWith } from '@tempest-ts/hybrid';
import type { JobModule, Measured } from '../harness/suite.js';
import type { LayoutName } from '../layout/layouts.js';
import { makeOrder, type Order } from '../peers/order.js';
import { loadRows } from '../servers/load-rows.js';
import { startLocalTiers } from '../servers/local-tiers.js';

/** Queries over so many pointers each, with one limit of reads at once. */
export interface HydrationArguments {
  readonly layout: LayoutName;
  readonly concurrency: number;
  readonly pointers: readonly number[];
  readonly delayMs: number;
}

function* ordersOf(counts: readonly number[]): Generator<Order> {
  for (const count of counts) for (let n = 0; n < count; n += 1) yield { ...makeOrder(n), account: `account-of-${count}` };
}

export const measure: JobModule<HydrationArguments>['measure'] = async ({ layout, concurrency, pointers, delayMs }) => {
  const tiers = await startLocalTiers({ layout, readConcurrency: concurrency });
  try {
    await loadRows(tiers.dynamoDb, ordersOf(pointers));
    const { itemsArchived } = await tiers.db.archiveOldData();
    await tiers.s3.delay(delayMs);
    const reads = async (): Promise<number> => (await tiers.s3.requests()).GetObject ?? 0;
    const measured: Measured[] = [];
    // The first query opens the connections and has V8 compile what it runs; it does not count.
    for (const [index, count] of [pointers[0] ?? 1, ...pointers].entries()) {
      const before = await reads();
      const started = performance.now();
      let firstMs = Number.NaN;
      let items = 0;
      for await (const _ of tiers.db.orders.byId.queryAllContents(beginsWith({ account: `account-of-${count}` }))) {
        if (items === 0) firstMs = performance.now() - started;
        items += 1;
      }
      const totalMs = performance.now() - started;
      const leastMs = Math.ceil(count / concurrency) * delayMs;
      const values = { concurrency, firstMs, totalMs, leastMs, items, archived: itemsArchived, s3Reads: (await reads()) - before };
      if (index > 0) measured.push({ subject: `${layout}, ${concurrency} at once`, x: count, values });
    }
    return measured;
  } finally {
    await tiers.stop();
  }
};
