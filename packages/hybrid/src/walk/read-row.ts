import type { ReadonlyRow, Row, TableSchema, Wire } from '@tempest-ts/tempest/extend';
import { readAgain } from '../hydrate/read-again.js';
import { persistently } from './persistently.js';

/**
 * A row as it is now, for a run: asked for again where DynamoDB throttles that.
 *
 * @param row its key, and whatever else
 * @returns `undefined` where it is gone
 * @throws RequestError
 */
export function readRow(wire: Wire, table: TableSchema, row: ReadonlyRow, signal: AbortSignal | undefined): Promise<Row | undefined> {
  return persistently(wire, { operation: 'GetItem', table: table.tableName, signal }, () => readAgain(wire, table, row, { signal }));
}
