import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { changedRead } from '../change-input.js';
import type { KeyCondition } from '../key-condition.js';
import { lean } from '../lean/lean.js';
import { pagesOf } from '../paging.js';
import { beginQuery } from '../query/query.js';
import type { BoundView } from '../runtime.js';
import { send } from '../send.js';
import { type CountOptions, countedPages, countInput } from './count-input.js';

/** What whole archived items of one page may come to: they are held at once. */
const MAX_PAGE_BYTES = 8 * 1024 * 1024;

/** Items whose filter DynamoDB alone cannot answer: they are read. */
async function countItems(view: BoundView, condition: KeyCondition<object>, options: CountOptions): Promise<number> {
  let total = 0;
  const { signal } = options;
  const counted = { ...countedPages(options), maxPageBytes: MAX_PAGE_BYTES };
  for await (const page of pagesOf(
    request => beginQuery(view, condition, { ...counted, ...request }),
    { prefetch: true, maxPageBytes: MAX_PAGE_BYTES, signal },
    { concurrency: view.runtime.tier?.concurrency },
  )) {
    if (page.failures[0]) throw page.failures[0].error; // a count that leaves some out would be wrong
    total += page.contents.length;
  }
  return total;
}

/** The items that match, over all pages. They are counted by DynamoDB and not sent, unless some must not count that no filter can name: a bound, another entity's key, or a key that expires. */
export async function count(view: BoundView, condition: KeyCondition<object>, options: CountOptions = {}): Promise<number> {
  const { schema, runtime } = view;
  const { input, by, isCounted, isUndecided } = countInput(view, condition, options);
  if (by === 'items') return countItems(view, condition, options);
  const { signal, capacity, changeInput } = options;
  const request = { operation: 'Query', table: schema.table.tableName, view: schema.name, writes: false, signal, capacity };
  let total = 0;
  let next: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = changedRead(schema, { ...input, ...(next && { ExclusiveStartKey: next }) }, changeInput);
    const output = await send(runtime, request, page, (sent, sendOptions) =>
      runtime.client.send(lean(runtime.client, new QueryCommand(sent)), sendOptions),
    );
    if (output.Items?.some(isUndecided)) return countItems(view, condition, options);
    total += by === 'rows' ? (output.Items ?? []).filter(isCounted).length : (output.Count ?? 0);
    next = output.LastEvaluatedKey;
  } while (next);
  return total;
}
