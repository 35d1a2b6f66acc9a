import type { ScanCommandInput } from '@aws-sdk/client-dynamodb';
import type { ReadonlyRow } from '../../codec/row.js';
import { ConfigurationError } from '../../errors.js';
import { Placeholders } from '../../expression/placeholders.js';
import { renderCondition } from '../../expression/render.js';
import type { ConditionNode } from '../../expression/tree.js';
import type { AnyCondition } from '../../expression/typed/condition-types.js';
import { pageKeyAttributes } from '../../metadata/table-schema.js';
import type { ChangeOptions } from '../change-input.js';
import { checkExpressionSize } from '../check-expression-size.js';
import { entityFilters } from '../entity-filter.js';
import { expiryOf } from '../expiry.js';
import { conditionNode } from '../expression-input.js';
import { type FilterPlan, filterPlan } from '../filter-plan.js';
import { decodeOffset, fingerprint } from '../offset.js';
import type { PagingOptions } from '../paging.js';
import { askedAttributes, joinFilters } from '../query/query-input.js';
import { type PageOptions, pageInput } from '../read-page.js';
import type { BoundView } from '../runtime.js';

/** One of several workers that scan a table together. */
export interface WorkerId {
  /** From 0. */
  readonly segment: number;
  /** At most 1,000,000 (DynamoDB API reference, Scan). */
  readonly totalSegments: number;
}

/** Options of `scan`. */
export interface ScanOptions<Filter = AnyCondition> extends PageOptions, ChangeOptions<ScanCommandInput> {
  /** Only items of which this holds. DynamoDB applies it after `pageSize`, so a page may have fewer items, or none. */
  readonly filter?: Filter;
  /** Read one segment only; each worker reads another. */
  readonly workerId?: WorkerId;
}

/** Options of `scanAll` and `scanAllContents`. */
export interface ScanAllOptions<Filter = AnyCondition> extends ScanOptions<Filter>, PagingOptions {}

const MAX_SEGMENTS = 1_000_000;

/** A scan's request, and what the page's offset is valid for. */
export interface PreparedScan {
  readonly input: ScanCommandInput;
  readonly valid: () => string;
  /** Rows to leave out of the answer. */
  readonly hides: ((row: ReadonlyRow) => boolean) | undefined;
  readonly plan: FilterPlan;
}

function segmentInput(worker: WorkerId | undefined): Pick<ScanCommandInput, 'Segment' | 'TotalSegments'> {
  if (!worker) return {};
  const { segment, totalSegments } = worker;
  if (!Number.isSafeInteger(totalSegments) || totalSegments < 1 || totalSegments > MAX_SEGMENTS) {
    throw new ConfigurationError(`workerId.totalSegments is a whole number from 1 to ${MAX_SEGMENTS}, not ${totalSegments}.`);
  }
  if (!Number.isSafeInteger(segment) || segment < 0 || segment >= totalSegments) {
    throw new ConfigurationError(`workerId.segment is a whole number from 0 to ${totalSegments - 1}, not ${segment}.`);
  }
  return { Segment: segment, TotalSegments: totalSegments };
}

export function scanInput(view: BoundView, options: ScanOptions = {}): PreparedScan {
  const { schema } = view;
  const userFilter = conditionNode(view, options.filter, 'filter');
  const projection = askedAttributes(view);
  const others = entityFilters(schema, []);
  const expiry = expiryOf(view, options.hideExpired);
  const plan = filterPlan(view, userFilter, { filters: expiry ? [...others, expiry.filter] : others });
  const render = (renderedFilter: ConditionNode | undefined) => {
    const placeholders = new Placeholders();
    return {
      ...(renderedFilter && { FilterExpression: renderCondition(renderedFilter, placeholders) }),
      ...(projection && !plan.local && { ProjectionExpression: projection.map(attribute => placeholders.name(attribute)).join(', ') }),
      ExpressionAttributeNames: placeholders.names,
      ExpressionAttributeValues: placeholders.values,
    };
  };
  const segment = segmentInput(options.workerId);
  const asked = render(joinFilters([userFilter, ...others]));
  checkExpressionSize('filter', asked.FilterExpression);
  // Without the time of expiry, which is another for every page
  const valid = () => fingerprint(['scan', schema.table.tableName, schema.name, schema.index?.name, segment, expiry?.attribute, asked]);
  const input: ScanCommandInput = {
    ...pageInput(view, options),
    ...(plan.server === userFilter && !expiry ? asked : render(joinFilters([plan.server, ...others, expiry?.filter]))),
    ...segment,
    ...(options.initialOffset !== undefined && {
      ExclusiveStartKey: decodeOffset(options.initialOffset, valid(), pageKeyAttributes(schema.table, schema.index)),
    }),
  };
  return { input, valid, hides: expiry?.isExpired, plan };
}
