import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { ReadonlyRow } from '../../codec/row.js';
import type { AnyCondition } from '../../expression/typed/condition-types.js';
import { isTold } from '../../metadata/key-pattern.js';
import { ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE } from '../../metadata/pointer-attributes.js';
import { pageKeyAttributes } from '../../metadata/table-schema.js';
import { isItemOf, mayBeItemOf } from '../../metadata/view-items.js';
import type { CallOptions } from '../call-options.js';
import { mayBeArchived } from '../entity-filter.js';
import { expiryOf } from '../expiry.js';
import { isQueriedBy } from '../expression-input.js';
import type { KeyCondition } from '../key-condition.js';
import { isExcluded, keyRange } from '../key-range.js';
import { pagesOf } from '../paging.js';
import { query } from '../query/query.js';
import { queryInput } from '../query/query-input.js';
import type { BoundView } from '../runtime.js';
import { send } from '../send.js';

/** Rows of one request: DynamoDB cuts a page at 1 MB. */
const MAX_PAGE_ROWS = 1_000;
/** What whole archived items of one page may come to: they are held at once. */
const MAX_PAGE_BYTES = 8 * 1024 * 1024;

/** Options of `count`. */
export interface CountOptions<Filter = AnyCondition> extends CallOptions {
  readonly consistentRead?: boolean;
  /** Count only items of which this holds. */
  readonly filter?: Filter;
  /**
   * Leave out items whose `@TimeToLive()` has passed, which DynamoDB takes days to delete. Default: false. Items that were archived before their class declared
   * one are counted: their rows do not say it, and to count them one by one every archived item would be fetched.
   */
  readonly hideExpired?: boolean;
}

/** Items whose filter DynamoDB alone cannot answer: they are read. */
async function countItems(view: BoundView, condition: KeyCondition<object>, options: CountOptions): Promise<number> {
  let total = 0;
  for await (const page of pagesOf(
    request => query(view, condition, { ...options, pageSize: MAX_PAGE_ROWS, maxPageBytes: MAX_PAGE_BYTES, ...request }),
    {
      prefetch: true,
      signal: options.signal,
    },
  )) {
    if (page.failures[0]) throw page.failures[0].error; // a count that leaves some out would be wrong
    total += page.contents.length;
  }
  return total;
}

/** The attributes that tell whether a row counts. */
function countedBy({ schema }: BoundView): readonly string[] {
  const marks = [schema, ...schema.members].flatMap(({ entity }) => entity.discriminator?.attribute ?? []);
  const pointer = marks.length > 0 ? [ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE] : [];
  return [...new Set([...pageKeyAttributes(schema.table, schema.index), ...marks, ...pointer])];
}

/** The items that match, over all pages. They are counted by DynamoDB and not sent, unless some must not count that no filter can name: a bound, another entity's key, or a key that expires. */
export async function count(view: BoundView, condition: KeyCondition<object>, options: CountOptions = {}): Promise<number> {
  const { table, entity } = view.schema;
  const range = keyRange(view.schema, view.codec, condition);
  const expiring = expiryOf(view, options.hideExpired)?.attribute;
  const mayBeUndecided = entity.discriminator !== undefined && mayBeArchived(table) && !isQueriedBy(view, entity.discriminator.attribute);
  const isUntold = view.schema.patterns.some(pattern => !isTold(pattern));
  const needsRows =
    mayBeUndecided ||
    isUntold ||
    view.members.length > 0 ||
    range.excluded.length > 0 ||
    (expiring !== undefined && isQueriedBy(view, expiring));
  const projection = needsRows ? countedBy(view) : undefined;
  const { input, hides, plan } = queryInput(view, condition, options, projection);
  if (plan.local) return countItems(view, condition, options);
  const { Limit: _, ...prepared } = input;
  const isCounted = (row: ReadonlyRow): boolean => isItemOf(view.schema, row) && !isExcluded(view.schema, range, row) && !hides?.(row);
  const base: QueryCommandInput = needsRows ? prepared : { ...prepared, Select: 'COUNT' };
  const description = { operation: 'Query', table: table.tableName, writes: false, signal: options.signal };
  let total = 0;
  let next: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = { ...base, ...(next && { ExclusiveStartKey: next }) };
    const output = await send(description, sendOptions => view.runtime.client.send(new QueryCommand(page), sendOptions));
    if (output.Items?.some(row => mayBeItemOf(view.schema, row) && !isItemOf(view.schema, row)))
      return countItems(view, condition, options);
    total += needsRows ? (output.Items ?? []).filter(isCounted).length : (output.Count ?? 0);
    next = output.LastEvaluatedKey;
  } while (next);
  return total;
}
