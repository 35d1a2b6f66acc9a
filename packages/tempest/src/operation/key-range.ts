import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ItemCodec } from '../codec/item-codec.js';
import type { ReadonlyRow } from '../codec/row.js';
import { InvalidKeyError } from '../errors.js';
import { compareValues } from '../expression/compare-values.js';
import { and, beginsWith, between, type Comparator, type ConditionNode, compare, literal, path } from '../expression/tree.js';
import type { KeyPartSchema, ViewSchema } from '../metadata/table-schema.js';
import { KEY_OPERATORS, type KeyCondition } from './key-condition.js';
import { partValue } from './key-input.js';
import { isSameKeyValue } from './same-key-value.js';

/** A key condition as DynamoDB takes it. */
export interface KeyRange {
  readonly node: ConditionNode;
  /** Bounds that DynamoDB includes and the condition does not: rows that have one of them as their sort key are dropped. */
  readonly excluded: readonly AttributeValue[];
}

type Values = Readonly<Record<string, unknown>>;

const COMPARATORS: Readonly<Record<'equalTo' | 'lessThan' | 'atMost' | 'greaterThan' | 'atLeast', Comparator>> = {
  equalTo: 'eq',
  lessThan: 'lt',
  atMost: 'le',
  greaterThan: 'gt',
  atLeast: 'ge',
};

const LAST_CODE_POINT = 0x10ffff;
const FIRST_SURROGATE = 0xd800;
const AFTER_SURROGATES = 0xe000;

/** The first text, in DynamoDB's order, after all those that begin with the prefix; `undefined` where there is none. */
export function afterPrefix(prefix: string): string | undefined {
  const points = [...prefix];
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? LAST_CODE_POINT;
    if (point === LAST_CODE_POINT) continue;
    const next = point + 1 === FIRST_SURROGATE ? AFTER_SURROGATES : point + 1;
    return points.join('') + String.fromCodePoint(next);
  }
  return undefined;
}

function checkNames(view: ViewSchema, key: Values): void {
  const known = [view.partition.property.property, ...(view.sort ? [view.sort.property.property] : [])];
  for (const name of Object.keys(key)) {
    if (known.includes(name) || key[name] === undefined) continue;
    throw new InvalidKeyError(
      `${view.entity.name}.${name} is no part of the key, so it cannot be asked for here. The key of view ${view.name} is ${known.join(', ')}.`,
      view.entity.name,
      name,
    );
  }
}

/** Bounds on a sort key that also keep other entities' prefixes out. DynamoDB takes one condition on it, so `<` becomes a `BETWEEN`. */
function prefixedRange(sort: KeyPartSchema, operator: 'lessThan' | 'atMost' | 'greaterThan' | 'atLeast', bound: AttributeValue): KeyRange {
  const { prefix } = sort.property;
  const operand = path(sort.attribute);
  const excluded = operator === 'lessThan' || operator === 'greaterThan' ? [bound] : [];
  if (operator === 'lessThan' || operator === 'atMost') return { node: between(operand, literal({ S: prefix }), literal(bound)), excluded };
  const end = afterPrefix(prefix);
  if (end === undefined) return { node: compare('ge', operand, literal(bound)), excluded };
  return { node: between(operand, literal(bound), literal({ S: end })), excluded: [...excluded, { S: end }] };
}

function sortRange(
  view: ViewSchema,
  codec: ItemCodec,
  sort: KeyPartSchema,
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

/**
 * What DynamoDB is asked for, and what is dropped from its answer.
 *
 * @throws InvalidKeyError where the condition lacks a part of the key, or a part has the wrong type.
 */
export function keyRange(view: ViewSchema, codec: ItemCodec, condition: KeyCondition<object>): KeyRange {
  const { partition, sort, entity } = view;
  const [partitionName, sortName] = [partition.property.property, sort?.property.property];
  if (typeof condition !== 'object' || condition === null || !KEY_OPERATORS.includes(condition.operator)) {
    const message = `A key condition of view ${view.name} is made by beginsWith(), between(), equalTo(), lessThan(), atMost(), greaterThan() or atLeast().`;
    throw new InvalidKeyError(message, entity.name, sortName ?? partitionName);
  }
  const key = condition.key as Values;
  checkNames(view, key);
  const encoded = codec.encodeKeyValue(partition.property, partition.attribute, partValue(partition, key));
  const partitionNode = compare('eq', path(partition.attribute), literal(encoded));
  if (condition.to) {
    checkNames(view, condition.to as Values);
    const other = codec.encodeKeyValue(partition.property, partition.attribute, partValue(partition, condition.to));
    if (!isSameKeyValue(encoded, other)) {
      const message = `${entity.name}.${partitionName}: between() stays in one partition, and its two keys name two. Query each by itself.`;
      throw new InvalidKeyError(message, entity.name, partition.property.property);
    }
  }
  if (!sort) {
    if (condition.operator === 'beginsWith' || condition.operator === 'equalTo') return { node: partitionNode, excluded: [] };
    const message = `View ${view.name} has no sort key, so ${condition.operator}() has nothing to compare. Use equalTo() or beginsWith().`;
    throw new InvalidKeyError(message, entity.name, partition.property.property);
  }
  const range = sortRange(view, codec, sort, condition);
  return range ? { node: and(partitionNode, range.node), excluded: range.excluded } : { node: partitionNode, excluded: [] };
}

/** Whether a row that DynamoDB sent has a bound that the condition leaves out. */
export function isExcluded(view: ViewSchema, range: KeyRange, row: ReadonlyRow): boolean {
  const stored = view.sort && row[view.sort.attribute];
  return !!stored && range.excluded.some(bound => isSameKeyValue(stored, bound));
}
