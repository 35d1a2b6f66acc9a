import { count, textTable } from '../measure/text-table.js';
import type { Sized, TableBytes } from './tier-bytes.js';

/** What an item weighed before and weighs after, in each tier. */
export interface TierReport {
  readonly before: TableBytes;
  readonly after: TableBytes;
  readonly objects: Sized;
  /** Of the items that moved, by the library's own count. */
  readonly movedBytes: number;
}

const row = (name: string, { count: items, bytes }: Sized): readonly string[] => [
  name,
  count(items),
  count(bytes / Math.max(items, 1)),
  (bytes / 1e6).toFixed(1),
];

/** Bytes per item in each tier. */
export function reportTiers({ before, after, objects, movedBytes }: TierReport): string {
  return textTable(
    ['tier', 'items', 'bytes per item', 'MB'],
    [
      row('DynamoDB before, all', before.whole),
      row('DynamoDB before, those that moved', { count: after.pointers.count, bytes: movedBytes }),
      row('DynamoDB after, pointers', after.pointers),
      row('DynamoDB after, hot', after.whole),
      row('S3 objects', objects),
    ],
  );
}
