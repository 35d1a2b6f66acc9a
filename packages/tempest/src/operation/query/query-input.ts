import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { ReadonlyRow } from '../../codec/row.js';
import { Placeholders } from '../../expression/placeholders.js';
import { renderCondition } from '../../expression/render.js';
import { and, type ConditionNode } from '../../expression/tree.js';
import type { AnyCondition } from '../../expression/typed/condition-types.js';
import { pageKeyAttributes } from '../../metadata/table-schema.js';
import type { ChangeOptions } from '../change-input.js';
import { checkExpressionSize } from '../check-expression-size.js';
import { entityFilters } from '../entity-filter.js';
import { expiryOf } from '../expiry.js';
import { checkFilterKeys, conditionNode, isQueriedBy } from '../expression-input.js';
import { type FilterPlan, filterPlan } from '../filter-plan.js';
import type { KeyCondition } from '../key-condition.js';
import { keyRange } from '../key-range.js';
import { decodeOffset, fingerprint } from '../offset.js';
import type { PagingOptions } from '../paging.js';
import { type PageOptions, pageInput } from '../read-page.js';
import type { BoundView } from '../runtime.js';
import type { KeyRange } from '../sort-range.js';

/** Options of `query`. */
export interface QueryOptions<Filter = AnyCondition> extends PageOptions, ChangeOptions<QueryCommandInput> {
  /** In ascending order of the sort key. Default: true. */
  readonly asc?: boolean;
  /** Only items of which this holds. DynamoDB applies it after `pageSize`, so a page may have fewer items, or none. */
  readonly filter?: Filter;
}

/** Options of `queryAll` and `queryAllContents`. */
export interface QueryAllOptions<Filter = AnyCondition> extends QueryOptions<Filter>, PagingOptions {}

/** A query's request, and what its answer is read by. */
export interface PreparedQuery {
  readonly input: QueryCommandInput;
  readonly range: KeyRange;
  /** What the page's offset is valid for: told where there is an offset, as it takes longer than all else of a small request. */
  readonly valid: () => string;
  /** Rows to leave out of the answer. */
  readonly hides: ((row: ReadonlyRow) => boolean) | undefined;
  readonly plan: FilterPlan;
}

/** All filters together, where there are any. */
export function joinFilters(filters: readonly (ConditionNode | undefined)[]): ConditionNode | undefined {
  const [first, ...rest] = filters.filter(filter => filter !== undefined);
  return first && and(first, ...rest);
}

/** The attributes to ask for; `undefined`: all. */
export function askedAttributes({ schema, runtime }: BoundView): readonly string[] | undefined {
  return runtime.tier?.readsWhole(schema) ? undefined : schema.projection;
}

/** @param projection the attributes to ask for; `undefined`: all */
export function queryInput(
  view: BoundView,
  condition: KeyCondition<object>,
  options: QueryOptions = {},
  projection: readonly string[] | undefined = askedAttributes(view),
): PreparedQuery {
  const { schema, codec } = view;
  const range = keyRange(schema, codec, condition);
  const userFilter = conditionNode(view, options.filter, 'filter');
  if (userFilter) checkFilterKeys(view, userFilter);
  const queried = schema.index ?? schema.table;
  const others = entityFilters(schema, [queried.partitionKey, queried.sortKey]);
  const expiry = expiryOf(view, options.hideExpired);
  const expiryFilter = expiry && !isQueriedBy(view, expiry.attribute) ? expiry.filter : undefined;
  const plan = filterPlan(view, userFilter, { keys: range.node, filters: expiryFilter ? [...others, expiryFilter] : others });
  const render = (renderedFilter: ConditionNode | undefined) => {
    const placeholders = new Placeholders();
    return {
      KeyConditionExpression: renderCondition(range.node, placeholders),
      ...(renderedFilter && { FilterExpression: renderCondition(renderedFilter, placeholders) }),
      ...(projection && !plan.local && { ProjectionExpression: projection.map(attribute => placeholders.name(attribute)).join(', ') }),
      ExpressionAttributeNames: placeholders.names,
      ExpressionAttributeValues: placeholders.values,
    };
  };
  const asc = options.asc ?? true;
  const asked = render(joinFilters([userFilter, ...others]));
  checkExpressionSize('filter', asked.FilterExpression);
  // Without the time of expiry, which is another for every page
  const valid = () => fingerprint(['query', schema.table.tableName, schema.name, schema.index?.name, asc, expiry?.attribute, asked]);
  const input: QueryCommandInput = {
    ...pageInput(view, options),
    ...(plan.server === userFilter && !expiryFilter ? asked : render(joinFilters([plan.server, ...others, expiryFilter]))),
    ...(!asc && { ScanIndexForward: false }),
    ...(options.initialOffset !== undefined && {
      ExclusiveStartKey: decodeOffset(options.initialOffset, valid(), pageKeyAttributes(schema.table, schema.index)),
    }),
  };
  return { input, range, valid, hides: expiry?.isExpired, plan };
}
