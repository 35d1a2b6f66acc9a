import { type ReadonlyRow, type Row, rowBytes, type TableSchema, type Wire } from '@tempest-ts/tempest/extend';
import type { CapacityBudget } from '../control/capacity-budget.js';
import { readAgain } from '../hydrate/read-again.js';
import { READ_UNIT_BYTES } from './estimate-read-units.js';
import { persistently } from './persistently.js';

const NEVER = new AbortController().signal;

/** What a consistent read takes ("DynamoDB read and write operations"): a unit for each 4 KB that are begun, and one where there is no row. READ_UNIT_BYTES is of a read that is not consistent. */
const unitsOf = (row: Row | undefined): number => Math.max(1, Math.ceil(rowBytes(row ?? {}) / (READ_UNIT_BYTES / 2)));

/**
 * A row as it is now, for a run: asked for again where DynamoDB throttles that.
 *
 * @param row its key, and whatever else
 * @param reads the run's budget; default: it waits for none
 * @returns `undefined` where it is gone
 * @throws RequestError
 */
export async function readRow(
  wire: Wire,
  table: TableSchema,
  row: ReadonlyRow,
  signal: AbortSignal | undefined,
  reads?: CapacityBudget,
): Promise<Row | undefined> {
  const request = { operation: 'GetItem', table: table.tableName, signal, throttled: () => reads?.throttled() };
  const read = async () => {
    const found = await readAgain(wire, table, row, { signal });
    return { found, units: unitsOf(found) };
  };
  const { found } = await persistently(wire, request, () => (reads ? reads.spend(1, signal ?? NEVER, read) : read()));
  return found;
}
