import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { ReadonlyRow } from '../../codec/row.js';
import type { AnyCondition } from '../../expression/typed/condition-types.js';
import { isTold } from '../../metadata/key-pattern.js';
import { ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE } from '../../metadata/pointer-attributes.js';
import { pageKeyAttributes } from '../../metadata/table-schema.js';
import { isItemOf } from '../../metadata/view-items.js';
import type { CallOptions } from '../call-options.js';
import type { ChangeOptions } from '../change-input.js';
import { mayBeArchived } from '../entity-filter.js';
import { expiryOf } from '../expiry.js';
import { isQueriedBy } from '../expression-input.js';
import type { KeyCondition } from '../key-condition.js';
import { isExcluded, keyRange } from '../key-range.js';
import { queryInput } from '../query/query-input.js';
import type { BoundView } from '../runtime.js';

/** Rows of one request: DynamoDB cuts a page at 1 MB. */
const MAX_PAGE_ROWS = 1_000;

/** Options of `count`. */
export interface CountOptions<Filter = AnyCondition> extends CallOptions, ChangeOptions<QueryCommandInput> {
  readonly consistentRead?: boolean;
  /** Count only items of which this holds. */
  readonly filter?: Filter;
  /**
   * Leave out items whose `@TimeToLive()` has passed, which DynamoDB takes days to delete. Default: false. Items that were archived before their class declared
   * one are counted: their rows do not say it, and to count them one by one every archived item would be fetched.
   */
  readonly hideExpired?: boolean;
}

/** A count's first request, and how its answers are counted. */
export interface PreparedCount {
  readonly input: QueryCommandInput;
  /** `items`: the filter is one that DynamoDB alone cannot answer, so that items are read; `rows`: by their keys; `count`: by DynamoDB, which sends none. */
  readonly by: 'items' | 'rows' | 'count';
  /** Of rows. */
  readonly isCounted: (row: ReadonlyRow) => boolean;
}

/** The options of the pages that are read where items are counted. */
export function countedPages(options: CountOptions) {
  return { ...options, pageSize: MAX_PAGE_ROWS };
}

/** The attributes that tell whether a row counts. */
function countedBy({ schema }: BoundView): readonly string[] {
  const marks = [schema, ...schema.members].flatMap(({ entity }) => entity.discriminator?.attribute ?? []);
  const pointer = marks.length > 0 ? [ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE] : [];
  return [...new Set([...pageKeyAttributes(schema.table, schema.index), ...marks, ...pointer])];
}

/** @throws InvalidKeyError, InvalidExpressionError, ConfigurationError */
export function countInput(view: BoundView, condition: KeyCondition<object>, options: CountOptions = {}): PreparedCount {
  const { schema } = view;
  const range = keyRange(schema, view.codec, condition);
  const expiring = expiryOf(view, options.hideExpired)?.attribute;
  const mark = schema.entity.discriminator;
  const mayBeUndecided = mark !== undefined && mayBeArchived(schema.table) && !isQueriedBy(view, mark.attribute);
  const isUntold = schema.patterns.some(pattern => !isTold(pattern));
  const needsRows =
    mayBeUndecided ||
    isUntold ||
    view.members.length > 0 ||
    range.excluded.length > 0 ||
    (expiring !== undefined && isQueriedBy(view, expiring));
  const projection = needsRows ? countedBy(view) : undefined;
  const { input, hides, plan } = queryInput(view, condition, options, projection);
  const isCounted = (row: ReadonlyRow): boolean => isItemOf(schema, row) && !isExcluded(schema, range, row) && !hides?.(row);
  if (plan.local) return { input: queryInput(view, condition, countedPages(options)).input, by: 'items', isCounted };
  const { Limit: _, ...prepared } = input;
  return needsRows ? { input: prepared, by: 'rows', isCounted } : { input: { ...prepared, Select: 'COUNT' }, by: 'count', isCounted };
}
