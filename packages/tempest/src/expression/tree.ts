import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { AttributeType } from './attribute-type.js';

/** A step of a document path: a name in the item or in a map, or an index into a list, from 0. */
export type PathSegment = string | number;

/** Where a value is in an item. The first segment is the top-level attribute. */
export interface PathOperand {
  readonly kind: 'path';
  readonly segments: readonly [string, ...PathSegment[]];
}

export interface LiteralOperand {
  readonly kind: 'literal';
  readonly value: AttributeValue;
}

/** The size of a value: UTF-16 units of a string, bytes of a binary, elements of a list, map or set. Other types have none. */
export interface SizeOperand {
  readonly kind: 'size';
  readonly of: PathOperand | LiteralOperand;
}

export type Operand = PathOperand | LiteralOperand | SizeOperand;

export const COMPARATOR_SYMBOLS = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

export type Comparator = keyof typeof COMPARATOR_SYMBOLS;

export interface CompareNode {
  readonly kind: 'compare';
  readonly comparator: Comparator;
  readonly left: Operand;
  readonly right: Operand;
}

/** Both bounds inclusive. */
export interface BetweenNode {
  readonly kind: 'between';
  readonly operand: Operand;
  readonly low: Operand;
  readonly high: Operand;
}

export interface InNode {
  readonly kind: 'in';
  readonly operand: Operand;
  readonly candidates: readonly Operand[];
}

export interface LogicalNode {
  readonly kind: 'and' | 'or';
  readonly operands: readonly ConditionNode[];
}

export interface NotNode {
  readonly kind: 'not';
  readonly operand: ConditionNode;
}

export interface ExistenceNode {
  readonly kind: 'attribute_exists' | 'attribute_not_exists';
  readonly path: PathOperand;
}

export interface AttributeTypeNode {
  readonly kind: 'attribute_type';
  readonly operand: Operand;
  readonly type: AttributeType;
}

export interface BeginsWithNode {
  readonly kind: 'begins_with';
  readonly operand: Operand;
  readonly prefix: Operand;
}

/** A part of a string or binary, or an element of a set or list. */
export interface ContainsNode {
  readonly kind: 'contains';
  readonly operand: Operand;
  readonly element: Operand;
}

/** A DynamoDB condition or filter: frozen data that is rendered for DynamoDB or evaluated in memory, with the same outcome. */
export type ConditionNode =
  | CompareNode
  | BetweenNode
  | InNode
  | LogicalNode
  | NotNode
  | ExistenceNode
  | AttributeTypeNode
  | BeginsWithNode
  | ContainsNode;

export function path(...segments: readonly [string, ...PathSegment[]]): PathOperand {
  return Object.freeze({ kind: 'path', segments: Object.freeze(segments) });
}

export function literal(value: AttributeValue): LiteralOperand {
  return Object.freeze({ kind: 'literal', value });
}

export function sizeOf(of: PathOperand | LiteralOperand): SizeOperand {
  return Object.freeze({ kind: 'size', of });
}

export function compare(comparator: Comparator, left: Operand, right: Operand): CompareNode {
  return Object.freeze({ kind: 'compare', comparator, left, right });
}

export function between(operand: Operand, low: Operand, high: Operand): BetweenNode {
  return Object.freeze({ kind: 'between', operand, low, high });
}

export function isIn(operand: Operand, candidates: readonly Operand[]): InNode {
  return Object.freeze({ kind: 'in', operand, candidates: Object.freeze([...candidates]) });
}

export function and(first: ConditionNode, ...rest: readonly ConditionNode[]): ConditionNode {
  return join('and', first, rest);
}

export function or(first: ConditionNode, ...rest: readonly ConditionNode[]): ConditionNode {
  return join('or', first, rest);
}

/** Flattened, so that a chain of a thousand `and`s is one wide node and not a stack a thousand deep. */
function join(kind: 'and' | 'or', first: ConditionNode, rest: readonly ConditionNode[]): ConditionNode {
  if (rest.length === 0) return first;
  const operands = [first, ...rest].flatMap(node => (node.kind === kind ? node.operands : [node]));
  return Object.freeze({ kind, operands: Object.freeze(operands) });
}

export function not(operand: ConditionNode): ConditionNode {
  return operand.kind === 'not' ? operand.operand : Object.freeze({ kind: 'not', operand });
}

export function attributeExists(of: PathOperand): ExistenceNode {
  return Object.freeze({ kind: 'attribute_exists', path: of });
}

export function attributeNotExists(of: PathOperand): ExistenceNode {
  return Object.freeze({ kind: 'attribute_not_exists', path: of });
}

export function hasType(operand: Operand, type: AttributeType): AttributeTypeNode {
  return Object.freeze({ kind: 'attribute_type', operand, type });
}

export function beginsWith(operand: Operand, prefix: Operand): BeginsWithNode {
  return Object.freeze({ kind: 'begins_with', operand, prefix });
}

export function contains(operand: Operand, element: Operand): ContainsNode {
  return Object.freeze({ kind: 'contains', operand, element });
}
