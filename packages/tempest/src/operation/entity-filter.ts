import { beginsWith, type ConditionNode, compare, literal, path } from '../expression/tree.js';
import type { KeyPattern } from '../metadata/key-pattern.js';

/** Patterns as filters, so that other entities' rows are not sent: the keys themselves cannot be filtered by a query. */
export function entityFilters(patterns: readonly KeyPattern[], queriedBy: readonly (string | undefined)[]): readonly ConditionNode[] {
  return patterns
    .filter(({ attribute }) => !queriedBy.includes(attribute))
    .map(({ attribute, text, exact }) => {
      const operand = path(attribute);
      return exact ? compare('eq', operand, literal({ S: text })) : beginsWith(operand, literal({ S: text }));
    });
}
