import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { isItemOf } from '../../metadata/view-items.js';
import { changedRead } from '../change-input.js';
import { lean } from '../lean/lean.js';
import type { Page, PageRead } from '../page.js';
import { beginPage, type MaxItems, readingOnly } from '../read-page.js';
import type { BoundView } from '../runtime.js';
import { send } from '../send.js';
import { type ScanOptions, scanInput } from './scan-input.js';

/** One page of a scan, of which the rows have come. */
export async function beginScan<E extends object>(view: BoundView, options: ScanOptions & MaxItems = {}): Promise<PageRead<E>> {
  const { input, valid, hides, plan } = scanInput(view, options);
  const { schema, runtime } = view;
  const { signal, capacity, maxItems, changeInput } = options;
  const wanted = changedRead(schema, readingOnly(view, input, { hides, plan, maxItems }), changeInput);
  const { table, index, name } = schema;
  const request = { operation: 'Scan', table: table.tableName, view: name, writes: false, signal, capacity };
  const raw = await send(runtime, request, wanted, (sent, sendOptions) =>
    runtime.client.send(lean(runtime.client, new ScanCommand(sent)), sendOptions),
  );
  // A row that left the index while it was read again is no longer part of a scan of it.
  const keys = index ? [index.partitionKey, ...(index.sortKey === undefined ? [] : [index.sortKey])] : [];
  return beginPage<E>(view, raw, {
    ...options,
    valid,
    hides,
    plan,
    keep: () => true,
    matches: row => isItemOf(schema, row) && keys.every(attribute => row[attribute] !== undefined) && plan.holds(row),
  });
}

/** One page of a scan. */
export async function scan<E extends object>(view: BoundView, options: ScanOptions = {}): Promise<Page<E>> {
  return (await beginScan<E>(view, options)).page(undefined);
}
