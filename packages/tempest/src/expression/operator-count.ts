import { MAX_IN_OPERANDS } from './limits.js';
import type { ConditionNode } from './tree.js';
import { operandsOf, walkConditions } from './walk.js';

/**
 * How many operators DynamoDB counts in a condition as it is rendered, of the `MAX_EXPRESSION_OPERATORS` it allows: each comparison, `BETWEEN`,
 * `IN`, function (`size` too), `NOT`, and each `AND` or `OR` between two conditions.
 */
export function operatorCount(node: ConditionNode): number {
  let count = 0;
  walkConditions(node, each => {
    if (each.kind === 'and' || each.kind === 'or') {
      count += each.operands.length - 1;
    } else if (each.kind === 'in') {
      const lists = Math.ceil(each.candidates.length / MAX_IN_OPERANDS);
      const sizes = each.candidates.filter(candidate => candidate.kind === 'size').length;
      count += 2 * lists - 1 + sizes + (each.operand.kind === 'size' ? lists : 0);
    } else {
      count += 1;
      for (const operand of operandsOf(each)) if (operand.kind === 'size') count += 1;
    }
  });
  return count;
}
