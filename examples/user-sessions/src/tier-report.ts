import { dynamoDbStorage, monthlySaving, moveCost, movedSessions, paybackMonths, s3Storage, scanCost, sumOf } from './costs.js';
import { formatBytes, formatCount, formatDollars, formatMonths } from './format.js';
import type { Tiers } from './measure-tiers.js';
import { PRICES } from './prices.js';
import { table } from './table.js';

const MILLION = 1e6;

/** What lies in which tier and what it costs a month, before and after, for a million sessions like these. */
export function tierReport(before: Tiers, after: Tiers): readonly string[] {
  const scale = MILLION / before.rows.size;
  const all = sumOf([...before.rows.values()].map(row => row.bytes));
  const rows = [...after.rows.values()];
  const hot = sumOf(rows.filter(row => row.s3Key === undefined).map(row => row.bytes));
  const pointers = sumOf(rows.filter(row => row.s3Key !== undefined).map(row => row.bytes));
  const objects = sumOf([...after.objects.values()]);
  const moved = movedSessions(before, after);

  const line = (name: string, { items, bytes }: { items: number; bytes: number }, monthly: number): readonly string[] => [
    name,
    formatCount(items),
    formatBytes(bytes),
    formatDollars(monthly * scale),
  ];
  const monthlyBefore = dynamoDbStorage(all);
  const monthlyAfter = dynamoDbStorage(hot) + dynamoDbStorage(pointers) + s3Storage(objects);
  const spent = moveCost(moved) + scanCost(all);
  const share = Math.round((1 - monthlyAfter / monthlyBefore) * 100);
  return [
    table(
      ['', 'items', 'bytes', '$/month per million'],
      [
        line('before  DynamoDB', all, monthlyBefore),
        line('after   DynamoDB, recent', hot, dynamoDbStorage(hot)),
        line('        DynamoDB, pointers', pointers, dynamoDbStorage(pointers)),
        line('        S3, gzip', objects, s3Storage(objects)),
        ['        all of it', '', formatBytes(hot.bytes + pointers.bytes + objects.bytes), formatDollars(monthlyAfter * scale)],
      ],
    ),
    '',
    `${share}% less a month. Moving costs ${formatDollars(spent * scale)} once per million sessions: it pays back in ${formatMonths(paybackMonths(spent, monthlySaving(moved)))}.`,
    `${PRICES.region}, on demand, ${PRICES.asOf}. DynamoDB's share counts the index, which holds every`,
    `item too, and 100 B an entry. Reading an archived session costs a GET besides: ${formatDollars(PRICES.s3.get * MILLION)} a million.`,
  ];
}
