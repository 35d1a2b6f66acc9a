import { type ArchivalPlan, DEFAULT_PRICES, estimateCost } from '@tempest-ts/hybrid';
import { formatBytes, formatCount, formatDollars, formatMonths } from './format.js';
import type { Tiers } from './measure-tiers.js';
import { table } from './table.js';

const MILLION = 1e6;
/** The table and its one index: each holds every item whole. */
const COPIES = 2;
/** What DynamoDB bills for each stored item, and for each entry of an index, besides its size. */
const OVERHEAD_BYTES = 100;

/** Items and their bytes in one place. */
interface Amount {
  readonly items: number;
  readonly bytes: number;
}

const NOTHING = { dynamoDbBytesBefore: 0, dynamoDbBytesAfter: 0, s3Bytes: 0, writeUnits: 0, readUnits: 0, puts: 0 };

const sumOf = (bytes: readonly number[]): Amount => ({ items: bytes.length, bytes: bytes.reduce((sum, size) => sum + size, 0) });

/** Dollars a month for items in DynamoDB, in the table and in its index. */
function inDynamoDb({ items, bytes }: Amount): number {
  const dynamoDbBytesAfter = (bytes + items * OVERHEAD_BYTES) * COPIES;
  return estimateCost({ ...NOTHING, dynamoDbBytesAfter }, DEFAULT_PRICES).monthlyAfter;
}

/** What lies in which tier, measured, and what it costs a month, for a million sessions like these; and what the dry run said that it would. */
export function tierReport(before: Tiers, after: Tiers, plan: ArchivalPlan): readonly string[] {
  const scale = MILLION / before.rows.size;
  const all = sumOf([...before.rows.values()].map(row => row.bytes));
  const rows = [...after.rows.values()];
  const hot = sumOf(rows.filter(row => row.s3Key === undefined).map(row => row.bytes));
  const pointers = sumOf(rows.filter(row => row.s3Key !== undefined).map(row => row.bytes));
  const objects = sumOf([...after.objects.values()]);
  const inS3 = estimateCost({ ...NOTHING, s3Bytes: objects.bytes }, DEFAULT_PRICES).monthlyAfter;

  const line = (name: string, { items, bytes }: Amount, monthly: number): readonly string[] => [
    name,
    formatCount(items),
    formatBytes(bytes),
    formatDollars(monthly * scale),
  ];
  const monthlyAfter = inDynamoDb(hot) + inDynamoDb(pointers) + inS3;
  const { cost, prices } = plan;
  return [
    table(
      ['', 'items', 'bytes', '$/month per million'],
      [
        line('before  DynamoDB', all, inDynamoDb(all)),
        line('after   DynamoDB, recent', hot, inDynamoDb(hot)),
        line('        DynamoDB, pointers', pointers, inDynamoDb(pointers)),
        line('        S3, gzip', objects, inS3),
        ['        all of it', '', formatBytes(hot.bytes + pointers.bytes + objects.bytes), formatDollars(monthlyAfter * scale)],
      ],
    ),
    '',
    `The dry run foretold ${formatDollars(cost.monthlyAfter * scale)} instead of ${formatDollars(cost.monthlyBefore * scale)}, ${Math.round(cost.savedShare * 100)}% less, for`,
    `${formatDollars(cost.moveCost * scale)} once per million sessions: it pays back in ${formatMonths(cost.paybackMonths)}.`,
    `${prices.region}, on demand, ${prices.asOf}. DynamoDB's share counts the index, which holds every item`,
    `too, and 100 B an entry. Reading an archived session costs a GET besides: ${formatDollars(prices.s3.STANDARD.get * MILLION)} a million.`,
  ];
}
