import { attributeTypeOf } from './attribute-type.js';
import { beginsWithValue, compareValues, containsValue, equalValues } from './compare-values.js';
import { type Row, resolveOperand } from './resolve-operand.js';
import type { CompareNode, ConditionNode, Operand } from './tree.js';

/**
 * Whether a row meets a condition, as DynamoDB itself would say (proved against DynamoDB Local by the agreement test).
 *
 * There are two truth values and no third: a comparison with something missing, or of two types, is false, so that its `not` is true. `<>` is the
 * exact opposite of `=`: true where either side is missing. A condition that DynamoDB refuses (see `validateCondition`) has
 * no meaning here either.
 */
export function evaluate(node: ConditionNode, row: Row): boolean {
  switch (node.kind) {
    case 'compare':
      return compareOperands(node, row);
    case 'and':
      for (const operand of node.operands) if (!evaluate(operand, row)) return false;
      return true;
    case 'or':
      for (const operand of node.operands) if (evaluate(operand, row)) return true;
      return false;
    case 'not':
      return !evaluate(node.operand, row);
    case 'between': {
      const value = resolveOperand(node.operand, row);
      const low = resolveOperand(node.low, row);
      const high = resolveOperand(node.high, row);
      if (value === undefined || low === undefined || high === undefined) return false;
      return compareValues(value, low) >= 0 && compareValues(value, high) <= 0;
    }
    case 'in':
      return isAmong(node.operand, node.candidates, row);
    case 'attribute_exists':
      return resolveOperand(node.path, row) !== undefined;
    case 'attribute_not_exists':
      return resolveOperand(node.path, row) === undefined;
    case 'attribute_type': {
      const value = resolveOperand(node.operand, row);
      return value !== undefined && attributeTypeOf(value) === node.type;
    }
    case 'begins_with': {
      const whole = resolveOperand(node.operand, row);
      const prefix = resolveOperand(node.prefix, row);
      return whole !== undefined && prefix !== undefined && beginsWithValue(whole, prefix);
    }
    case 'contains': {
      const whole = resolveOperand(node.operand, row);
      const part = resolveOperand(node.element, row);
      return whole !== undefined && part !== undefined && containsValue(whole, part);
    }
  }
}

function compareOperands({ comparator, left, right }: CompareNode, row: Row): boolean {
  const a = resolveOperand(left, row);
  const b = resolveOperand(right, row);
  if (a === undefined || b === undefined) return comparator === 'ne';
  switch (comparator) {
    case 'eq':
      return equalValues(a, b);
    case 'ne':
      return !equalValues(a, b);
    case 'lt':
      return compareValues(a, b) < 0;
    case 'le':
      return compareValues(a, b) <= 0;
    case 'gt':
      return compareValues(a, b) > 0;
    case 'ge':
      return compareValues(a, b) >= 0;
  }
}

function isAmong(operand: Operand, candidates: readonly Operand[], row: Row): boolean {
  const value = resolveOperand(operand, row);
  if (value === undefined) return false;
  for (const candidate of candidates) {
    const other = resolveOperand(candidate, row);
    if (other !== undefined && equalValues(value, other)) return true;
  }
  return false;
}
