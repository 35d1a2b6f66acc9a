import type { ReadonlyRow } from '../codec/row.js';
import { evaluate } from '../expression/evaluate.js';
import { MAX_EXPRESSION_BYTES, MAX_EXPRESSION_OPERATORS } from '../expression/limits.js';
import { operatorCount } from '../expression/operator-count.js';
import { render } from '../expression/render.js';
import { attributeExists, type ConditionNode, or, path } from '../expression/tree.js';
import { ARCHIVE_ATTRIBUTE } from '../metadata/pointer-attributes.js';
import { pageKeyAttributes, type ViewSchema } from '../metadata/table-schema.js';
import { mayBeArchived } from './entity-filter.js';
import type { BoundView } from './runtime.js';

/** Who answers a filter: DynamoDB, where it sees the whole item, and this library for what it does not see. */
export interface FilterPlan {
  /** What DynamoDB is asked; `undefined`: nothing. */
  readonly server: ConditionNode | undefined;
  /** What is asked of whole items here; `undefined`: nothing, DynamoDB's answer stands. */
  readonly local: ((row: ReadonlyRow) => boolean) | undefined;
  /** Whether the filter is asked here alone, of every row: rows must come whole then. */
  readonly alone: boolean;
}

const NONE: FilterPlan = Object.freeze({ server: undefined, local: undefined, alone: false });

function fits(node: ConditionNode): boolean {
  return operatorCount(node) <= MAX_EXPRESSION_OPERATORS && Buffer.byteLength(render(node).expression) <= MAX_EXPRESSION_BYTES;
}

/** An index may carry less than the item: the filter sees the same of an archived one. */
function carriedBy({ index, table }: ViewSchema): (row: ReadonlyRow) => ReadonlyRow {
  if (!index || index.projection === 'all') return row => row;
  const carried = [...pageKeyAttributes(table, index), ...(index.projection === 'keysOnly' ? [] : index.projection)];
  return row => Object.fromEntries(Object.entries(row).filter(([name]) => carried.includes(name)));
}

/** A database without a way to read archived rows must still see them, to refuse them: a filter on what moved away would drop them in silence. */
function withArchived({ table }: ViewSchema, filter: ConditionNode): ConditionNode {
  return mayBeArchived(table) ? or(filter, attributeExists(path(ARCHIVE_ATTRIBUTE))) : filter;
}

/**
 * Decides who answers a filter. Where rows may be archived, DynamoDB is asked for those too of which it cannot tell, and the same tree is evaluated again on
 * the whole items; where that would pass DynamoDB's limits on expressions, it is evaluated here alone.
 */
export function filterPlan({ schema, runtime }: BoundView, filter: ConditionNode | undefined): FilterPlan {
  if (!filter) return NONE;
  const widened = runtime.tier ? runtime.tier.widenFilter(schema, filter) : withArchived(schema, filter);
  if (widened === filter) return { server: filter, local: undefined, alone: false };
  const carried = carriedBy(schema);
  const local = (row: ReadonlyRow): boolean => evaluate(filter, carried(row));
  return fits(widened) ? { server: widened, local, alone: false } : { server: undefined, local, alone: true };
}
