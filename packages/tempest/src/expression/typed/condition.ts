import { InvalidExpressionError } from '../../errors.js';
import { MAX_EXPRESSION_OPERATORS } from '../limits.js';
import { operatorCount } from '../operator-count.js';
import { and, type ConditionNode, not as notNode, or } from '../tree.js';

/** A registered symbol, so that a condition made by one loaded copy of the package may be used with another. */
const NODE = Symbol.for('@tempest-ts/condition');

/** A condition on an item. Immutable: `and` and `or` make new ones. */
export interface Condition {
  /** Both this and the others. `a.or(b).and(c)` is `(a or b) and c`. */
  and(...others: readonly Condition[]): Condition;
  /** This or one of the others. */
  or(...others: readonly Condition[]): Condition;
}

class TreeCondition implements Condition {
  readonly [NODE]: ConditionNode;

  constructor(node: ConditionNode) {
    this[NODE] = node;
    Object.freeze(this);
  }

  and(...others: readonly Condition[]): Condition {
    return joined(and(this[NODE], ...others.map(nodeOf)));
  }

  or(...others: readonly Condition[]): Condition {
    return joined(or(this[NODE], ...others.map(nodeOf)));
  }
}

/** Refused while it grows: a loop that joins many thousands would take minutes, and a tree of that depth exhaust the stack. */
function joined(node: ConditionNode): Condition {
  if (operatorCount(node) <= MAX_EXPRESSION_OPERATORS) return new TreeCondition(node);
  throw new InvalidExpressionError(
    `The condition has more than the ${MAX_EXPRESSION_OPERATORS} operators that DynamoDB takes. Ask for one attribute's values with in(), or send several requests.`,
  );
}

export function conditionOf(node: ConditionNode): Condition {
  return new TreeCondition(node);
}

/** The tree of a condition. Throws InvalidExpressionError where the value is none. */
export function nodeOf(condition: unknown): ConditionNode {
  const node = typeof condition === 'object' && condition !== null ? (condition as { readonly [NODE]?: ConditionNode })[NODE] : undefined;
  if (node) return node;
  if (condition instanceof Promise) {
    throw new InvalidExpressionError(
      'The callback of a condition is asynchronous. Await what it needs before, and have it return its condition at once.',
    );
  }
  throw new InvalidExpressionError('This is no condition. Return one from the callback: p => p.status.eq("open").and(p.name.exists()).');
}

/** The opposite of a condition. */
export function not(condition: Condition): Condition {
  return joined(notNode(nodeOf(condition)));
}
