import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { nativeCodec } from '../codec/native-codec.js';
import { ValueProblem } from '../codec/value-problem.js';
import { InvalidExpressionError } from '../errors.js';
import { parseCondition } from '../expression/parse-condition.js';
import { isRawExpression, type RawExpression } from '../expression/raw-expression.js';
import { referencedAttributes } from '../expression/referenced-attributes.js';
import type { ConditionNode } from '../expression/tree.js';
import type { BoundView } from './runtime.js';

function encodeOperand(value: unknown): AttributeValue {
  try {
    return nativeCodec.encode(value);
  } catch (cause) {
    if (cause instanceof ValueProblem) throw new InvalidExpressionError(`A value of expression(): ${cause.message}`, { cause });
    throw cause;
  }
}

/** A filter or condition as a tree, once the tier agrees to answer it. */
export function conditionNode(view: BoundView, given: RawExpression | undefined, role: 'filter' | 'condition'): ConditionNode | undefined {
  if (given === undefined) return undefined;
  if (!isRawExpression(given)) throw new InvalidExpressionError(`A ${role} is made by expression('...', { values, names }).`);
  view.runtime.tier?.checkExpression(view.schema, role);
  return parseCondition(given, encodeOperand);
}

/** DynamoDB refuses a query's filter on the keys that it queries by: said here in the user's words. */
export function checkFilterKeys({ schema }: BoundView, filter: ConditionNode): void {
  const keys = [schema.partition.attribute, schema.sort?.attribute];
  for (const attribute of referencedAttributes(filter)) {
    if (!keys.includes(attribute)) continue;
    throw new InvalidExpressionError(
      `A query's filter cannot name ${attribute}, which view ${schema.name} is queried by. Put it into the key condition, or scan.`,
    );
  }
}
