import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ItemCodec } from '../codec/item-codec.js';
import { InvalidKeyError } from '../errors.js';
import { compareValues } from '../expression/compare-values.js';
import { beginsWith, between, type Comparator, type ConditionNode, compare, literal, path } from '../expression/tree.js';
import type { PropertyPart, ViewSchema } from '../metadata/table-schema.js';
import { afterPrefix } from './after-prefix.js';
import type { KeyCondition } from './key-condition.js';
import { partValue } from './key-input.js';

/** A key condition as DynamoDB takes it. */
export interface KeyRange {
  readonly node: ConditionNode;
  /** Bounds that DynamoDB includes and the condition does not: rows that have one of them as their sort key are dropped. */
  readonly excluded: readonly AttributeValue[];
}

const COMPARATORS: Readonly<Record<'equalTo' | 'lessThan' | 'atMost' | 'greaterThan' | 'atLeast', Comparator>> = {
  equalTo: 'eq',
  lessThan: 'lt',
  atMost: 'le',
  greaterThan: 'gt',
  atLeast: 'ge',
};

/** Bounds on a sort key that also keep other entities' prefixes out. DynamoDB takes one condition on it, so `<` becomes a `BETWEEN`. */
function prefixedRange(sort: PropertyPart, operator: 'lessThan' | 'atMost' | 'greaterThan' | 'atLeast', bound: AttributeValue): KeyRange {
  const { prefix } = sort.property;
  const operand = path(sort.attribute);
  const excluded = operator === 'lessThan' || operator === 'greaterThan' ? [bound] : [];
  if (operator === 'lessThan' || operator === 'atMost') return { node: between(operand, literal({ S: prefix }), literal(bound)), excluded };
  const end = afterPrefix(prefix);
  if (end === undefined) return { node: compare('ge', operand, literal(bound)), excluded };
  return { node: between(operand, literal(bound), literal({ S: end })), excluded: [...excluded, { S: end }] };
}

/** What a condition asks of a sort key that carries one property; `undefined`: nothing. */
export function sortRange(
  view: ViewSchema,
  codec: ItemCodec,
  sort: PropertyPart,
  { operator, key, to }: KeyCondition<object>,
): KeyRange | undefined {
  const { property, attribute } = sort;
  const encode = (value: unknown): AttributeValue => codec.encodeKeyValue(property, attribute, value);
  const operand = path(attribute);
  const value = partValue(sort, key);
  if (!sort.inKey) return { node: compare('eq', operand, literal(encode(value))), excluded: [] };
  if (operator === 'beginsWith') {
    if (value === undefined || (value === '' && property.prefix === '')) {
      return property.prefix === '' ? undefined : { node: beginsWith(operand, literal({ S: property.prefix })), excluded: [] };
    }
    const encoded = encode(value);
    if (typeof value === 'string' && encoded.S !== undefined) return { node: beginsWith(operand, literal(encoded)), excluded: [] };
    const message = `${view.entity.name}.${property.property}: beginsWith() needs a string. Use between(), atLeast() or atMost(), or leave it out for the whole partition.`;
    throw new InvalidKeyError(message, view.entity.name, property.property);
  }
  const bound = encode(value);
  if (operator === 'between') {
    const upper = encode(partValue(sort, to ?? {}));
    // DynamoDB refuses such bounds in words of its own, about placeholders.
    if (compareValues(bound, upper) > 0) {
      const message = `${view.entity.name}.${property.property}: the first key of between() comes after the second. Swap them.`;
      throw new InvalidKeyError(message, view.entity.name, property.property);
    }
    return { node: between(operand, literal(bound), literal(upper)), excluded: [] };
  }
  if (property.prefix !== '' && operator !== 'equalTo') return prefixedRange(sort, operator, bound);
  return { node: compare(COMPARATORS[operator], operand, literal(bound)), excluded: [] };
}
