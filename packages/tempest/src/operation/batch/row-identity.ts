import { numberSpelling } from '../../codec/decimal.js';
import type { ReadonlyRow } from '../../codec/row.js';
import { type TableSchema, tableKeyAttributes } from '../../metadata/table-schema.js';

/** A text that two rows share exactly where they are the same row of the same table. */
export function rowIdentity(table: TableSchema, row: ReadonlyRow): string {
  const parts = tableKeyAttributes(table).map(attribute => {
    const value = row[attribute];
    if (value?.N !== undefined) return ['N', numberSpelling(value.N)];
    return value?.S !== undefined ? ['S', value.S] : ['B', Buffer.from(value?.B ?? []).toString('base64')];
  });
  return JSON.stringify([table.tableName, ...parts]);
}
