import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { RequestError } from '@tempest-ts/tempest';
import {
  lean,
  MAX_BATCH_GET_ITEMS,
  type Row,
  retriedBy,
  rowIdentity,
  rowKey,
  send,
  type TableSchema,
  untilProcessed,
  type Wire,
} from '@tempest-ts/tempest/extend';
import { estimateReadUnits } from './estimate-read-units.js';
import { wasSentAgain } from './request-failure.js';

/** Tries in a row that bring nothing, after which what is left is given up. */
const MAX_STALLED = 6;

/** Rows that were asked for by their keys. */
export interface LoadedRows {
  readonly rows: readonly Row[];
  /** What was asked for and DynamoDB did not give, though it may be there. */
  readonly unread: readonly Row[];
  /** Why; `undefined` where all were read. */
  readonly cause: unknown;
  readonly units: number;
  /** Whether the server was too busy for some of it. */
  readonly throttled: boolean;
}

/**
 * The table's rows of some keys, many in one request.
 *
 * @param entries what has the keys' attributes; no two of one key
 */
export async function loadRows(
  wire: Wire,
  table: TableSchema,
  entries: readonly Row[],
  { consistent, signal }: { readonly consistent: boolean; readonly signal: AbortSignal | undefined },
): Promise<LoadedRows> {
  const { tableName } = table;
  const request = { operation: 'BatchGetItem', table: tableName, writes: false, signal };
  const rows: Row[] = [];
  const unread: Row[] = [];
  let cause: unknown;
  let units = 0;
  let throttled = false;
  const sendOnce = async (batch: readonly Row[]): Promise<readonly Row[]> => {
    const input = {
      RequestItems: { [tableName]: { Keys: batch.map(entry => rowKey(table, entry)), ...(consistent && { ConsistentRead: true }) } },
      ReturnConsumedCapacity: 'TOTAL' as const,
    };
    const output = await send(wire, request, input, (sent, options) =>
      wire.client.send(lean(wire.client, new BatchGetItemCommand(sent)), options),
    );
    const found = output.Responses?.[tableName] ?? [];
    const left = new Set((output.UnprocessedKeys?.[tableName]?.Keys ?? []).map(key => rowIdentity(table, key)));
    rows.push(...found);
    throttled ||= wasSentAgain(output) || (found.length === 0 && left.size > 0);
    units +=
      output.ConsumedCapacity?.[0]?.CapacityUnits ?? found.reduce((sum, row) => sum + estimateReadUnits([row]), 0) * (consistent ? 2 : 1);
    return batch.filter(entry => left.has(rowIdentity(table, entry)));
  };
  const retried = retriedBy(wire.observer, { service: 'dynamodb', operation: 'BatchGetItem', target: tableName });
  for (let at = 0; at < entries.length; at += MAX_BATCH_GET_ITEMS) {
    // DynamoDB answers a batch in part where it would be larger than 16 MB, or where it throttles: what is left is asked for again.
    const batch = entries.slice(at, at + MAX_BATCH_GET_ITEMS);
    const left = await untilProcessed(batch, { maxAttempts: MAX_STALLED, signal, retried }, sendOnce);
    if (left.unprocessed.length === 0) continue;
    unread.push(...left.unprocessed);
    const message =
      `DynamoDB left ${left.unprocessed.length} keys of table ${tableName} unread after ${MAX_STALLED} tries that brought nothing. ` +
      'Run again later, give the run a smaller readCapacityPerSecond, or raise the capacity.';
    cause = new RequestError('THROTTLED', message, 'BatchGetItem', tableName, 'not-applied', { cause: left.cause });
  }
  return { rows, unread, cause, units, throttled };
}
