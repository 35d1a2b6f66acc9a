import {
  and,
  attributeExists,
  attributeNotExists,
  beginsWith,
  type ConditionNode,
  compare,
  literal,
  or,
  path,
} from '../expression/tree.js';
import type { ClassMark } from '../metadata/discriminator.js';
import { isExact, leadingText } from '../metadata/key-pattern.js';
import { ARCHIVE_ATTRIBUTE, HYBRID_MARK, LEGACY_POINTER_ATTRIBUTE, LEGACY_POINTER_SCHEME } from '../metadata/pointer-attributes.js';
import type { TableSchema, ViewSchema } from '../metadata/table-schema.js';

/** Whether rows of a table may be archived, and so lack attributes. */
export function mayBeArchived(table: TableSchema): boolean {
  return [...table.views.values()].some(view => view.entity.marks.has(HYBRID_MARK));
}

/** What every item of a class carries. */
export function markCondition({ attribute, value }: ClassMark): ConditionNode {
  return compare('eq', path(attribute), literal({ S: value }));
}

/** Rows of a class, and the pointers that do not say of which they are: those are told once they are whole. */
function markFilter(mark: ClassMark, table: TableSchema): ConditionNode {
  if (!mayBeArchived(table)) return markCondition(mark);
  const isPointer = or(
    attributeExists(path(ARCHIVE_ATTRIBUTE)),
    beginsWith(path(LEGACY_POINTER_ATTRIBUTE), literal({ S: LEGACY_POINTER_SCHEME })),
  );
  return or(markCondition(mark), and(attributeNotExists(path(mark.attribute)), isPointer));
}

/** What tells the view's rows from others as filters, so that those are not sent, as far as DynamoDB can tell: the keys themselves cannot be filtered by a query. */
export function entityFilters(view: ViewSchema, queriedBy: readonly (string | undefined)[]): readonly ConditionNode[] {
  const { patterns, entity, table, members } = view;
  if (members.length > 0) return unionFilter(members, queriedBy);
  const { discriminator } = entity;
  const byKeys = patterns
    .filter(pattern => !queriedBy.includes(pattern.attribute) && leadingText(pattern) !== '')
    .map(pattern => {
      const operand = path(pattern.attribute);
      const text = literal({ S: leadingText(pattern) });
      return isExact(pattern) ? compare('eq', operand, text) : beginsWith(operand, text);
    });
  return discriminator && !queriedBy.includes(discriminator.attribute) ? [...byKeys, markFilter(discriminator, table)] : byKeys;
}

/** Rows of any of the classes; no filter where one of them cannot be asked for. */
function unionFilter(members: readonly ViewSchema[], queriedBy: readonly (string | undefined)[]): readonly ConditionNode[] {
  const each = members.map(member => {
    const [first, ...rest] = entityFilters(member, queriedBy);
    return first && and(first, ...rest);
  });
  const [first, ...rest] = each.filter(node => node !== undefined);
  return !first || rest.length + 1 < each.length ? [] : [or(first, ...rest)];
}
