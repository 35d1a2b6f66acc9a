import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetItemCommand, type BatchGetItemCommandInput, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { ARCHIVE_ATTRIBUTE, type Row, rowKey, send, type TableSchema, type Wire } from '@tempest-ts/tempest/extend';
import { backoffMs } from '../store/retry.js';

/** DynamoDB API reference, BatchGetItem. */
const MAX_BATCH_GET_ITEMS = 100;

/** The table's rows behind the entries of an index that does not carry them whole, without those that are archived. */
export async function loadBaseRows(
  wire: Wire,
  table: TableSchema,
  entries: readonly Row[],
  signal: AbortSignal | undefined,
): Promise<{ readonly rows: readonly Row[]; readonly units: number }> {
  const { tableName } = table;
  const request = { operation: 'BatchGetItem', table: tableName, writes: false, signal };
  const rows: Row[] = [];
  let units = 0;
  for (let at = 0; at < entries.length; at += MAX_BATCH_GET_ITEMS) {
    let keys: KeysAndAttributes | undefined = { Keys: entries.slice(at, at + MAX_BATCH_GET_ITEMS).map(entry => rowKey(table, entry)) };
    // DynamoDB answers a batch in part where it would be larger than 16 MB, or where it throttles: what is left is asked for again.
    for (let attempt = 1; keys; attempt += 1) {
      const input: BatchGetItemCommandInput = { RequestItems: { [tableName]: keys }, ReturnConsumedCapacity: 'TOTAL' };
      const output = await send(wire, request, input, (sent, options) => wire.client.send(new BatchGetItemCommand(sent), options));
      rows.push(...(output.Responses?.[tableName] ?? []));
      units += output.ConsumedCapacity?.[0]?.CapacityUnits ?? 0;
      keys = output.UnprocessedKeys?.[tableName];
      if (keys) await sleep(backoffMs(attempt), undefined, signal ? { signal } : {}).catch(() => undefined); // `send` says that it was aborted
    }
  }
  return { rows: rows.filter(row => row[ARCHIVE_ATTRIBUTE] === undefined), units };
}
