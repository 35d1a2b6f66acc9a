import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { TempestError } from '../errors.js';
import { attributeTypeOf } from './attribute-type.js';
import { compareValues } from './compare-values.js';
import { describePath } from './describe-path.js';
import { MAX_LIST_INDEX, MAX_PATH_SEGMENTS } from './limits.js';
import { COMPARATOR_SYMBOLS, type ConditionNode, type Operand, type PathOperand } from './tree.js';
import { operandsOf, walkConditions } from './walk.js';

/** A condition that DynamoDB would refuse whatever the item, such as one that orders booleans. */
export class InvalidConditionError extends TempestError {
  readonly code = 'INVALID_CONDITION';
  /** The part of the condition that is at fault. */
  readonly node: ConditionNode;

  constructor(fault: string, node: ConditionNode) {
    super(`DynamoDB would refuse this condition: ${fault}`);
    this.node = node;
  }
}

/**
 * Refuses what DynamoDB refuses, before a request is made, so that a condition means the same wherever it is decided.
 *
 * @throws InvalidConditionError naming the first fault
 */
export function validateCondition(node: ConditionNode): void {
  walkConditions(node, each => {
    const fault = conditionFault(each);
    if (fault !== undefined) throw new InvalidConditionError(fault, each);
  });
}

/** What is wrong with one node itself (not with the conditions inside it), and what to do about it; `undefined` if nothing is. */
export function conditionFault(node: ConditionNode): string | undefined {
  const operands = operandsOf(node);
  for (const operand of operands) {
    const fault = operandFault(operand);
    if (fault !== undefined) return fault;
  }
  return repeatedOperandFault(node, operands) ?? typeFault(node, operands);
}

function operandFault(operand: Operand): string | undefined {
  if (operand.kind === 'literal') return undefined;
  if (operand.kind === 'path') return pathFault(operand);
  if (operand.of.kind === 'path') return pathFault(operand.of);
  const type = attributeTypeOf(operand.of.value);
  return type === 'N' || type === 'BOOL' || type === 'NULL' ? `size() takes no ${type} value.` : undefined;
}

function pathFault({ segments }: PathOperand): string | undefined {
  if (segments.length > MAX_PATH_SEGMENTS) {
    return `the path ${describePath(segments)} has ${segments.length} segments; at most ${MAX_PATH_SEGMENTS} are allowed.`;
  }
  for (const segment of segments) {
    if (segment === '') return `the path "${describePath(segments)}" has an empty attribute name.`;
    if (typeof segment === 'number' && !(Number.isInteger(segment) && segment >= 0 && segment <= MAX_LIST_INDEX)) {
      return `the list index ${segment} in ${describePath(segments)} is not a whole number from 0 to ${MAX_LIST_INDEX}.`;
    }
  }
  return undefined;
}

/** DynamoDB refuses to compare an attribute with itself, and only an attribute: two sizes of one are allowed. */
function repeatedOperandFault(node: ConditionNode, [first, ...others]: readonly Operand[]): string | undefined {
  if (first?.kind !== 'path') return undefined;
  const repeated = others.some(other => other.kind === 'path' && samePath(first, other));
  return repeated ? `${nameOf(node)} has the attribute ${describePath(first.segments)} on both sides. Compare it with another.` : undefined;
}

function samePath({ segments: left }: PathOperand, { segments: right }: PathOperand): boolean {
  return left.length === right.length && left.every((segment, i) => segment === right[i]);
}

function typeFault(node: ConditionNode, operands: readonly Operand[]): string | undefined {
  switch (node.kind) {
    case 'compare':
      return node.comparator === 'eq' || node.comparator === 'ne' ? undefined : unorderedFault(node, operands);
    case 'between':
      return unorderedFault(node, operands) ?? boundsFault(node.low, node.high);
    case 'in':
      return node.candidates.length === 0 ? 'IN has no values. It takes at least one.' : undefined;
    case 'begins_with':
      return operands.map(prefixFault).find(fault => fault !== undefined);
    default:
      return undefined;
  }
}

function unorderedFault(node: ConditionNode, operands: readonly Operand[]): string | undefined {
  for (const operand of operands) {
    const type = operand.kind === 'literal' ? attributeTypeOf(operand.value) : undefined;
    if (type !== undefined && type !== 'S' && type !== 'N' && type !== 'B') {
      return `${nameOf(node)} takes no ${type} value. Only strings (S), numbers (N) and binaries (B) have an order.`;
    }
  }
  return undefined;
}

function boundsFault(low: Operand, high: Operand): string | undefined {
  if (low.kind !== 'literal' || high.kind !== 'literal') return undefined;
  const order = compareValues(low.value, high.value);
  if (Number.isNaN(order)) return `the bounds of BETWEEN, ${describe(low.value)} and ${describe(high.value)}, are of different types.`;
  return order > 0 ? `BETWEEN is upside down: ${describe(low.value)} comes after ${describe(high.value)}. Swap the bounds.` : undefined;
}

function prefixFault(operand: Operand): string | undefined {
  if (operand.kind === 'path') return undefined;
  const type = operand.kind === 'size' ? 'N' : attributeTypeOf(operand.value);
  return type === 'S' || type === 'B' ? undefined : `begins_with takes no ${type} value, only strings (S) and binaries (B).`;
}

function nameOf(node: ConditionNode): string {
  if (node.kind === 'compare') return `"${COMPARATOR_SYMBOLS[node.comparator]}"`;
  return node.kind === 'between' || node.kind === 'in' ? node.kind.toUpperCase() : node.kind;
}

/** Bounds are strings, numbers or binaries: the rest was refused before. */
function describe(value: AttributeValue): string {
  if (value.S !== undefined) return JSON.stringify(value.S);
  return value.N ?? `${value.B?.length} bytes`;
}
