import type { ReadonlyRow, TableSchema } from '@tempest-ts/tempest/extend';
import type { KeyTemplateSource } from './key-template.js';

/**
 * What templates of S3 keys take from a row.
 *
 * @param timestamp the archival timestamp; an invalid date where there is none, which only a template that names dates minds
 */
export function keySourceOf({ partitionKey, sortKey, tableName }: TableSchema, row: ReadonlyRow, timestamp: Date): KeyTemplateSource {
  return {
    partitionKey: row[partitionKey] ?? { NULL: true },
    sortKey: sortKey === undefined ? undefined : row[sortKey],
    table: tableName,
    timestamp,
  };
}
