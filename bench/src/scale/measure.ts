import type { JobModule, Measured } from '../harness/suite.js';
import type { LayoutName } from '../layout/layouts.js';
import { meanRowBytes } from '../measure/mean-row-bytes.js';
import { measurePhase } from '../measure/phase.js';
import { makeOrder, ORDERS_TABLE, type Order } from '../peers/order.js';
import { loadRows } from '../servers/load-rows.js';
import { startLocalTiers } from '../servers/local-tiers.js';

/** A table of so many rows. */
export interface ScaleArguments {
  readonly layout: LayoutName;
  readonly rows: number;
}

const PARTITIONS = 1000;
const FIRST_SECOND = Date.UTC(2020, 0, 1);
/** About 500 bytes an item. */
const NOTE_CHARACTERS = 180;
const MILLIS = 1000;

function* orders(rows: number): Generator<Order> {
  const likes = Array.from({ length: PARTITIONS }, (_, n) => makeOrder(n));
  for (let n = 0; n < rows; n += 1) {
    const order = likes[n % PARTITIONS] ?? makeOrder(0);
    yield {
      ...order,
      account: `account-${String(n % PARTITIONS).padStart(6, '0')}`,
      id: `order-${String(n).padStart(8, '0')}`,
      createdAt: new Date(FIRST_SECOND + n * MILLIS).toISOString(),
      note: order.note.slice(0, NOTE_CHARACTERS),
    };
  }
}

/** Fills a table, archives all of it, reads all of it by a scan, and verifies the archive. */
export const measure: JobModule<ScaleArguments>['measure'] = async ({ layout, rows }) => {
  const tiers = await startLocalTiers({ layout });
  const options = { countRequests: tiers.countRequests, profileFolder: undefined };
  const measured: Measured[] = [];
  const phase = async (name: string, run: () => Promise<Readonly<Record<string, number>> & { readonly items: number }>): Promise<void> => {
    let found: Readonly<Record<string, number>> = {};
    const { items, seconds, cpuSeconds, peakRss, peakHeap, requests } = await measurePhase(name, options, async () => {
      const { items: dealtWith, ...values } = await run();
      found = values;
      return dealtWith;
    });
    const of = (service: string): number =>
      Object.entries(requests).reduce((sum, [operation, sent]) => sum + (operation.startsWith(service) ? sent : 0), 0);
    const values = { layout, phase: name, items, seconds, cpuSeconds, peakRss, peakHeap, dynamoDb: of('DynamoDB'), s3: of('S3'), ...found };
    measured.push({ subject: `${name}, ${layout}`, x: rows, values });
  };
  try {
    const began = performance.now();
    await loadRows(tiers.dynamoDb, orders(rows));
    const loadSeconds = (performance.now() - began) / MILLIS;
    measured.push({ subject: `load, ${layout}`, x: rows, values: { layout, phase: 'load', items: rows, seconds: loadSeconds } });
    await phase('archive', async () => {
      const { itemsArchived: items, bytesStored, bytesBefore, capacity } = await tiers.db.archiveOldData();
      return { items, bytesStored, bytesBefore, writeUnits: capacity.write, readUnits: capacity.read };
    });
    const pointerBytes = await meanRowBytes(tiers.dynamoDb.client, ORDERS_TABLE);
    measured.push({ subject: `rows, ${layout}`, x: rows, values: { layout, phase: 'rows', items: rows, pointerBytes } });
    await phase('scan', async () => {
      let items = 0;
      for await (const _ of tiers.db.orders.byId.scanAllContents()) items += 1;
      return { items };
    });
    await phase('verify', async () => {
      const { clean, entities } = await tiers.db.verifyArchive();
      return { items: entities.reduce((sum, { itemsIntact }) => sum + itemsIntact, 0), clean: clean ? 1 : 0 };
    });
    return measured;
  } finally {
    await tiers.stop();
  }
};
