import type { ConditionNode, Operand } from './tree.js';

/** Calls `visit` with every node of a tree, a parent before its operands. */
export function walkConditions(node: ConditionNode, visit: (node: ConditionNode) => void): void {
  visit(node);
  if (node.kind === 'and' || node.kind === 'or') for (const operand of node.operands) walkConditions(operand, visit);
  else if (node.kind === 'not') walkConditions(node.operand, visit);
}

/** The operands of one node itself, in the order in which DynamoDB takes them; none for `and`, `or` and `not`. */
export function operandsOf(node: ConditionNode): readonly Operand[] {
  switch (node.kind) {
    case 'compare':
      return [node.left, node.right];
    case 'between':
      return [node.operand, node.low, node.high];
    case 'in':
      return [node.operand, ...node.candidates];
    case 'attribute_exists':
    case 'attribute_not_exists':
      return [node.path];
    case 'attribute_type':
      return [node.operand];
    case 'begins_with':
      return [node.operand, node.prefix];
    case 'contains':
      return [node.operand, node.element];
    default:
      return [];
  }
}
