import type { ReadonlyRow } from '../codec/row.js';
import { evaluate } from '../expression/evaluate.js';
import { MAX_EXPRESSION_BYTES, MAX_EXPRESSION_OPERATORS } from '../expression/limits.js';
import { operatorCount } from '../expression/operator-count.js';
import { Placeholders } from '../expression/placeholders.js';
import { renderCondition } from '../expression/render.js';
import { and, attributeExists, beginsWith, type ConditionNode, literal, or, path } from '../expression/tree.js';
import { ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE, LEGACY_POINTER_SCHEME } from '../metadata/pointer-attributes.js';
import { pageKeyAttributes, type ViewSchema } from '../metadata/table-schema.js';
import { mayBeArchived } from './entity-filter.js';
import type { BoundView } from './runtime.js';
import { mayHaveLegacyPointers } from './tier.js';

/** Who answers a filter: DynamoDB, where it sees the whole item, and this library for what it does not see. */
export interface FilterPlan {
  /** What DynamoDB is asked; `undefined`: nothing. */
  readonly server: ConditionNode | undefined;
  /** What is asked of whole items here; `undefined`: nothing, DynamoDB's answer stands. */
  readonly local: ((row: ReadonlyRow) => boolean) | undefined;
  /** Whether the filter holds of a row that was read again, by key alone; of any, where there is no filter. */
  readonly holds: (row: ReadonlyRow) => boolean;
  /** Whether the filter is asked here alone, of every row: rows must come whole then. */
  readonly alone: boolean;
}

const NONE: FilterPlan = Object.freeze({ server: undefined, local: undefined, holds: () => true, alone: false });

/** What else a request asks besides the user's filter. */
export interface BesideFilter {
  /** The key condition: it takes the first placeholders, and the filter's own get longer. */
  readonly keys?: ConditionNode;
  /** What else stands in the filter. */
  readonly filters: readonly ConditionNode[];
}

/** Whether DynamoDB takes a filter, with all that goes with it. */
function fits(filter: ConditionNode, { keys, filters }: BesideFilter): boolean {
  const whole = and(filter, ...filters);
  if (operatorCount(whole) > MAX_EXPRESSION_OPERATORS) return false;
  const placeholders = new Placeholders();
  if (keys) renderCondition(keys, placeholders);
  return Buffer.byteLength(renderCondition(whole, placeholders)) <= MAX_EXPRESSION_BYTES;
}

/** An index may carry less than the item: the filter sees the same of an archived one. */
function carriedBy({ index, table }: ViewSchema): (row: ReadonlyRow) => ReadonlyRow {
  if (!index || index.projection === 'all') return row => row;
  const carried = [...pageKeyAttributes(table, index), ...(index.projection === 'keysOnly' ? [] : index.projection)];
  return row => Object.fromEntries(Object.entries(row).filter(([name]) => carried.includes(name)));
}

/** A database without a way to read archived rows must still see them, to refuse them: a filter on what moved away would drop them in silence. */
function withArchived(view: ViewSchema, filter: ConditionNode): ConditionNode {
  if (!mayBeArchived(view.table)) return filter;
  const widened = or(filter, attributeExists(path(ARCHIVE_ATTRIBUTE)));
  if (!mayHaveLegacyPointers(view)) return widened;
  return or(widened, beginsWith(path(LEGACY_POINTER_ATTRIBUTE), literal({ S: LEGACY_POINTER_SCHEME })));
}

/**
 * Decides who answers a filter. Where rows may be archived, DynamoDB is asked for those too of which it cannot tell, and the same tree is evaluated again on
 * the whole items; where that would pass DynamoDB's limits on expressions, it is evaluated here alone.
 */
export function filterPlan({ schema, runtime }: BoundView, filter: ConditionNode | undefined, beside: BesideFilter): FilterPlan {
  if (!filter) return NONE;
  const widened = runtime.tier ? runtime.tier.widenFilter(schema, filter) : withArchived(schema, filter);
  const carried = carriedBy(schema);
  const holds = (row: ReadonlyRow): boolean => evaluate(filter, carried(row));
  if (widened === filter) return { server: filter, local: undefined, holds, alone: false };
  return fits(widened, beside)
    ? { server: widened, local: holds, holds, alone: false }
    : { server: undefined, local: holds, holds, alone: true };
}
