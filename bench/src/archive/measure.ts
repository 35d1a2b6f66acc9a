import { marshall } from '@aws-sdk/util-dynamodb';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import type { JobModule } from '../harness/suite.js';
import { archivalConfigOf, type LayoutName } from '../layout/layouts.js';
import { makeOrder, ORDERS_TABLE } from '../peers/order.js';
import { TieredOrders } from '../peers/order-entity.js';
import { cannedClient } from '../servers/canned-client.js';
import { CannedTable } from '../servers/canned-table.js';
import { startS3Process } from '../servers/s3-process.js';
import { naiveLoop } from './naive-loop.js';

/** A run over so many old items. */
export interface ArchiveArguments {
  readonly way: LayoutName | 'naive';
  readonly concurrency: number;
  readonly items: number;
  /** Of every request to either service. */
  readonly delayMs: number;
}

const PARTITIONS = 500;
const MICROS_PER_MILLI = 1000;
/** Their dates are hours of the past. */
const ORDERS = 10_000;

const orderId = (n: number): string => `order-${String(n).padStart(8, '0')}`;

export const measure: JobModule<ArchiveArguments>['measure'] = async ({ way, concurrency, items, delayMs }) => {
  // A scan gives a partition's rows together.
  const each = Math.ceil(items / PARTITIONS);
  const rows = Array.from({ length: items }, (_, n) =>
    marshall({ ...makeOrder(n % ORDERS), account: `account-${Math.floor(n / each)}`, id: orderId(n) }),
  );
  const table = new CannedTable(ORDERS_TABLE, ['account', 'id'], rows);
  const requests = { dynamoDb: 0 };
  // The table stands for a server: what its answers take is not the client's.
  let tableMicros = 0;
  const client = cannedClient(request => {
    requests.dynamoDb += 1;
    const before = process.cpuUsage();
    const text = table.answer(request);
    const { user, system } = process.cpuUsage(before);
    tableMicros += user + system;
    return text;
  }, delayMs);
  const s3 = await startS3Process();
  try {
    await s3.delay(delayMs);
    const run = async (): Promise<number> => {
      if (way === 'naive') return naiveLoop(client, s3.client, s3.bucketName);
      const db = HybridLogicalDb.create(TieredOrders, LogicalDb.create(TieredOrders, client), {
        s3Config: { bucketName: s3.bucketName, client: s3.client },
        archivalConfig: { archiveAfterDuration: { days: 1 }, concurrency, ...archivalConfigOf(way) },
      });
      const { itemsArchived, errors } = await db.archiveOldData();
      if (errors[0]) throw errors[0].cause;
      return itemsArchived;
    };
    const puts = async (): Promise<number> => (await s3.requests()).PutObject ?? 0;
    tableMicros = 0;
    const [putsBefore, cpu, started] = [await puts(), process.cpuUsage(), performance.now()];
    const archived = await run();
    const { user, system } = process.cpuUsage(cpu);
    const wallMs = performance.now() - started;
    const values = {
      delayMs,
      archived,
      expected: items,
      wallMs,
      itemsPerSecond: (archived / wallMs) * 1000,
      cpuMsPerItem: (user + system - tableMicros) / MICROS_PER_MILLI / archived,
      dynamoDbRequests: requests.dynamoDb / archived,
      puts: ((await puts()) - putsBefore) / archived,
    };
    return [{ subject: `${way}, ${delayMs} ms`, x: concurrency, values }];
  } finally {
    await s3.stop();
  }
};
