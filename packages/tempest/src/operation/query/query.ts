import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { ReadonlyRow } from '../../codec/row.js';
import { evaluate } from '../../expression/evaluate.js';
import { isItemOf } from '../../metadata/view-items.js';
import { changedRead } from '../change-input.js';
import type { KeyCondition } from '../key-condition.js';
import { isExcluded } from '../key-range.js';
import { lean } from '../lean/lean.js';
import type { Page, PageRead } from '../page.js';
import { beginPage, type MaxItems, readingOnly } from '../read-page.js';
import type { BoundView } from '../runtime.js';
import { send } from '../send.js';
import { type QueryOptions, queryInput } from './query-input.js';

/** One page of a query, of which the rows have come. */
export async function beginQuery<E extends object>(
  view: BoundView,
  condition: KeyCondition<object>,
  options: QueryOptions & MaxItems = {},
): Promise<PageRead<E>> {
  const { input, range, valid, hides, plan } = queryInput(view, condition, options);
  const { schema, runtime } = view;
  const { signal, capacity, maxItems, changeInput } = options;
  // A collection's partition may hold rows of others, which no filter can name.
  const paged = schema.kind === 'collection' ? input : readingOnly(view, input, { hides, plan, maxItems });
  const wanted = changedRead(schema, paged, changeInput);
  const request = { operation: 'Query', table: schema.table.tableName, view: schema.name, writes: false, signal, capacity };
  const raw = await send(runtime, request, wanted, (sent, sendOptions) =>
    runtime.client.send(lean(runtime.client, new QueryCommand(sent)), sendOptions),
  );
  const keep = (row: ReadonlyRow): boolean => !isExcluded(schema, range, row);
  return beginPage<E>(view, raw, {
    ...options,
    valid,
    hides,
    plan,
    keep,
    matches: row => isItemOf(schema, row) && keep(row) && evaluate(range.node, row) && plan.holds(row),
  });
}

/** One page of a query. */
export async function query<E extends object>(
  view: BoundView,
  condition: KeyCondition<object>,
  options: QueryOptions = {},
): Promise<Page<E>> {
  return (await beginQuery<E>(view, condition, options)).page(undefined);
}
