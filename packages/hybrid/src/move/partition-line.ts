import type { ReadonlyRow, TableSchema } from '@tempest-ts/tempest/extend';
import { toBase64 } from '../body/base64.js';

/** One of each partition, then the second of each, and so on: a page's rows come partition by partition. */
export function interleave<T>(items: readonly T[], partitionOf: (item: T) => string): readonly T[] {
  const partitions = new Map<string, T[]>();
  for (const item of items) {
    const partition = partitionOf(item);
    const own = partitions.get(partition);
    if (own) own.push(item);
    else partitions.set(partition, [item]);
  }
  const spread: T[] = [];
  const longest = Math.max(0, ...[...partitions.values()].map(own => own.length));
  for (let place = 0; place < longest; place += 1) {
    for (const own of partitions.values()) {
      const item = own[place];
      if (item !== undefined) spread.push(item);
    }
  }
  return spread;
}

/** A row's partition key, as a name. */
export function partitionOf(table: TableSchema, row: ReadonlyRow): string {
  const { S, N, B } = row[table.partitionKey] ?? {};
  return `${table.tableName} ${S ?? N ?? toBase64(B ?? new Uint8Array())}`;
}
