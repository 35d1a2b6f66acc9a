import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { MAX_IN_OPERANDS } from './limits.js';
import { Placeholders } from './placeholders.js';
import { COMPARATOR_SYMBOLS, type ConditionNode, type InNode, type Operand } from './tree.js';

/** A condition as DynamoDB takes it, with the names and values that it alone needs. */
export interface RenderedCondition {
  readonly expression: string;
  readonly names: Record<string, string> | undefined;
  readonly values: Record<string, AttributeValue> | undefined;
}

/** Renders a condition that is the only expression of its request. */
export function render(node: ConditionNode): RenderedCondition {
  const placeholders = new Placeholders();
  const expression = renderCondition(node, placeholders);
  return { expression, names: placeholders.names, values: placeholders.values };
}

/** Renders a condition whose names and values go with those of the request's other expressions. */
export function renderCondition(node: ConditionNode, placeholders: Placeholders): string {
  const operand = (each: Operand): string => renderOperand(each, placeholders);
  switch (node.kind) {
    case 'compare':
      return `${operand(node.left)} ${COMPARATOR_SYMBOLS[node.comparator]} ${operand(node.right)}`;
    case 'between':
      return `${operand(node.operand)} BETWEEN ${operand(node.low)} AND ${operand(node.high)}`;
    case 'in':
      return renderIn(node, placeholders);
    case 'and':
    case 'or':
      return node.operands.map(each => renderInside(node, each, placeholders)).join(node.kind === 'and' ? ' AND ' : ' OR ');
    case 'not':
      return `NOT ${renderInside(node, node.operand, placeholders)}`;
    case 'attribute_exists':
    case 'attribute_not_exists':
      return `${node.kind}(${operand(node.path)})`;
    case 'attribute_type':
      return `attribute_type(${operand(node.operand)}, ${placeholders.value({ S: node.type })})`;
    case 'begins_with':
      return `begins_with(${operand(node.operand)}, ${operand(node.prefix)})`;
    case 'contains':
      return `contains(${operand(node.operand)}, ${operand(node.element)})`;
  }
}

function renderOperand(operand: Operand, placeholders: Placeholders): string {
  if (operand.kind === 'literal') return placeholders.value(operand.value);
  if (operand.kind === 'path') return placeholders.path(operand.segments);
  return `size(${renderOperand(operand.of, placeholders)})`;
}

function renderIn({ operand, candidates }: InNode, placeholders: Placeholders): string {
  const left = renderOperand(operand, placeholders);
  const lists: string[] = [];
  for (let i = 0; i < candidates.length; i += MAX_IN_OPERANDS) {
    const list = candidates.slice(i, i + MAX_IN_OPERANDS).map(candidate => renderOperand(candidate, placeholders));
    lists.push(`${left} IN (${list.join(', ')})`);
  }
  return lists.join(' OR ');
}

/** In parentheses only where it needs them: DynamoDB refuses redundant ones, and they count towards its 4 KB. */
function renderInside(parent: ConditionNode, child: ConditionNode, placeholders: Placeholders): string {
  const text = renderCondition(child, placeholders);
  return bindingOf(child) < bindingOf(parent) ? `(${text})` : text;
}

/** How tightly a rendered condition holds together: `OR` least, then `AND`, then `NOT`, then everything else. */
function bindingOf(node: ConditionNode): number {
  if (node.kind === 'or' || (node.kind === 'in' && node.candidates.length > MAX_IN_OPERANDS)) return 0;
  if (node.kind === 'and') return 1;
  return node.kind === 'not' ? 2 : 3;
}
