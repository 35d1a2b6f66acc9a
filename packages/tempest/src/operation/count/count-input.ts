import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { ReadonlyRow } from '../../codec/row.js';
import { evaluate } from '../../expression/evaluate.js';
import { and, attributeExists, attributeNotExists, path } from '../../expression/tree.js';
import type { AnyCondition } from '../../expression/typed/condition-types.js';
import { isTold } from '../../metadata/key-pattern.js';
import { ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE } from '../../metadata/pointer-attributes.js';
import { pageKeyAttributes } from '../../metadata/table-schema.js';
import { isItemOf, mayBeItemOf } from '../../metadata/view-items.js';
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
   * Leave out items whose `@TimeToLive()` has passed, which DynamoDB takes days to delete. Default: false. Where items were archived before their class
   * declared one, their rows do not say it, and all items are read to be counted: `refreshPointers()` of the tiers mends that.
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
  /** Of rows: whether only the whole item tells. All are read then. */
  readonly isUndecided: (row: ReadonlyRow) => boolean;
}

/** The options of the pages that are read where items are counted. */
export function countedPages(options: CountOptions) {
  return { ...options, pageSize: MAX_PAGE_ROWS };
}

/** The attributes that tell whether a row counts. */
function countedBy({ schema }: BoundView, expiring: string | undefined): readonly string[] {
  const marks = [schema, ...schema.members].flatMap(({ entity }) => entity.discriminator?.attribute ?? []);
  const told = expiring === undefined ? marks : [...marks, expiring];
  const pointer = told.length > 0 ? [ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE] : [];
  return [...new Set([...pageKeyAttributes(schema.table, schema.index), ...told, ...pointer])];
}

/** Of rows that lack the date of expiry: whether it may be in the archive, as that of an item that was archived before the date was declared is. */
function lacksExpiry({ schema, runtime }: BoundView, expiring: string): (row: ReadonlyRow) => boolean {
  const never = and(attributeExists(path(expiring)), attributeNotExists(path(expiring)));
  const untold = runtime.tier?.widenFilter(schema, never) ?? never; // all that a tier adds to it are rows that do not tell
  return row => row[expiring] === undefined && evaluate(untold, row);
}

/** @throws InvalidKeyError, InvalidExpressionError, ConfigurationError */
export function countInput(view: BoundView, condition: KeyCondition<object>, options: CountOptions = {}): PreparedCount {
  const { schema } = view;
  const range = keyRange(schema, view.codec, condition);
  const expiring = expiryOf(view, options.hideExpired)?.attribute;
  const mark = schema.entity.discriminator;
  const mayBeUndecided = mark !== undefined && mayBeArchived(schema.table) && !isQueriedBy(view, mark.attribute);
  const isUntold = schema.patterns.some(pattern => !isTold(pattern));
  const hiding = expiring !== undefined && mayBeArchived(schema.table) && !isQueriedBy(view, expiring) ? expiring : undefined;
  const needsRows =
    mayBeUndecided ||
    hiding !== undefined ||
    isUntold ||
    view.members.length > 0 ||
    range.excluded.length > 0 ||
    (expiring !== undefined && isQueriedBy(view, expiring));
  const projection = needsRows ? countedBy(view, hiding) : undefined;
  const { input, hides, plan } = queryInput(view, condition, options, projection);
  const isCounted = (row: ReadonlyRow): boolean => isItemOf(schema, row) && !isExcluded(schema, range, row) && !hides?.(row);
  const lacks = hiding === undefined ? undefined : lacksExpiry(view, hiding);
  const isUndecided = (row: ReadonlyRow): boolean => (mayBeItemOf(schema, row) && !isItemOf(schema, row)) || (lacks?.(row) ?? false);
  const told = { isCounted, isUndecided };
  if (plan.local) return { input: queryInput(view, condition, countedPages(options)).input, by: 'items', ...told };
  const { Limit: _, ...prepared } = input;
  return needsRows ? { input: prepared, by: 'rows', ...told } : { input: { ...prepared, Select: 'COUNT' }, by: 'count', ...told };
}
