import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { nativeCodec } from '../codec/native-codec.js';
import { ValueProblem } from '../codec/value-problem.js';
import { InvalidExpressionError } from '../errors.js';
import { parseCondition } from '../expression/parse-condition.js';
import { isRawExpression } from '../expression/raw-expression.js';
import { referencedAttributes } from '../expression/referenced-attributes.js';
import type { ConditionNode } from '../expression/tree.js';
import { nodeOf } from '../expression/typed/condition.js';
import { conditionOperators } from '../expression/typed/condition-operators.js';
import type { AnyCondition } from '../expression/typed/condition-types.js';
import type { Place } from '../expression/typed/place.js';
import { terms } from '../expression/typed/term.js';
import { validateCondition } from '../expression/validate-condition.js';
import type { BoundView } from './runtime.js';

function encodeOperand(value: unknown): AttributeValue {
  try {
    return nativeCodec.encode(value);
  } catch (cause) {
    if (cause instanceof ValueProblem) throw new InvalidExpressionError(`A value of expression(): ${cause.message}`, { cause });
    throw cause;
  }
}

/** Where a property of the view's entity stands. */
export function propertyPlace({ schema, codec, members }: BoundView, property: string): Place {
  const { entity } = schema;
  const found = entity.byProperty.get(property);
  if (!found)
    throw new InvalidExpressionError(
      `${entity.name} has no attribute \`${property}\`. It has ${[...entity.byProperty.keys()].join(', ')}.`,
    );
  const codecs = members.length > 0 ? members.map(member => member.codec) : [codec];
  // Of one class alone, its items would be missing in silence
  if (codecs.some(({ templates }) => [...templates.keyOnly].some(each => each.property === property)))
    throw new InvalidExpressionError(
      `${entity.name}.${property} is stored in the key of its table only, of which DynamoDB sees the whole text. Put it into the key condition, or give it an ` +
        `attribute of its own: @Attribute({ name: '${property}' }).`,
    );
  return {
    label: `${entity.name}.${property}`,
    paths: found.attributes.map(attribute => [attribute]),
    codec: codec.valueCodec(found),
    prefix: found.prefix,
    emptyIsAbsent: found.allowEmpty,
  };
}

function callbackNode(view: BoundView, callback: (item: never) => unknown): ConditionNode {
  const item = terms(property => propertyPlace(view, property), conditionOperators);
  const node = nodeOf(callback(item as never)); // the callback's own type says what it takes
  validateCondition(node);
  return node;
}

/** A filter or condition as a tree. */
export function conditionNode(view: BoundView, given: AnyCondition | undefined, role: 'filter' | 'condition'): ConditionNode | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== 'function' && !isRawExpression(given)) {
    throw new InvalidExpressionError(`A ${role} is a callback, t => t.status.eq('open'), or expression('...', { values, names }).`);
  }
  return typeof given === 'function' ? callbackNode(view, given) : parseCondition(given, encodeOperand);
}

/** Whether an attribute is a key that a view's queries go by: DynamoDB takes no filter on it. */
export function isQueriedBy({ schema: { index, table } }: BoundView, attribute: string): boolean {
  const { partitionKey, sortKey } = index ?? table;
  return attribute === partitionKey || attribute === sortKey;
}

/** DynamoDB refuses a query's filter on the keys that it queries by: said here in the user's words. */
export function checkFilterKeys(view: BoundView, filter: ConditionNode): void {
  for (const attribute of referencedAttributes(filter)) {
    if (!isQueriedBy(view, attribute)) continue;
    throw new InvalidExpressionError(
      `A query's filter cannot name ${attribute}, which view ${view.schema.name} is queried by. Put it into the key condition, or scan.`,
    );
  }
}
