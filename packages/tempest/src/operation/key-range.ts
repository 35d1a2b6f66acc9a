import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ItemCodec } from '../codec/item-codec.js';
import type { ReadonlyRow } from '../codec/row.js';
import { InvalidKeyError } from '../errors.js';
import { and, beginsWith, between, type Comparator, type ConditionNode, compare, literal, path } from '../expression/tree.js';
import type { KeyPartSchema, ViewSchema } from '../metadata/table-schema.js';
import type { KeyCondition } from './key-condition.js';
import { isSameKeyValue } from './same-key-value.js';

/** A key condition as DynamoDB takes it. */
export interface KeyRange {
  readonly node: ConditionNode;
  /** A bound that DynamoDB includes and the condition does not: rows that have it are dropped. */
  readonly excluded: { readonly attribute: string; readonly value: AttributeValue } | undefined;
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
    if (known.includes(name) || key[name] === undefined || view.entity.byProperty.has(name)) continue;
    throw new InvalidKeyError(
      `${view.entity.name} has no property ${name}. The key of view ${view.name} is ${known.join(', ')}.`,
      view.entity.name,
      name,
    );
  }
}

/** The value that a key gives for a part; a constant that keys leave out has its own. `undefined`: none. */
function partValue(part: KeyPartSchema, key: Values): unknown {
  return part.inKey && key[part.property.property] !== undefined ? key[part.property.property] : part.fixed;
}

/** Bounds on a sort key that also keep other entities' prefixes out. DynamoDB takes one condition on it, so `<` becomes a `BETWEEN`. */
function prefixedRange(sort: KeyPartSchema, operator: 'lessThan' | 'atMost' | 'greaterThan' | 'atLeast', bound: AttributeValue): KeyRange {
  const { prefix } = sort.property;
  const operand = path(sort.attribute);
  const excluded = operator === 'lessThan' || operator === 'greaterThan' ? { attribute: sort.attribute, value: bound } : undefined;
  if (operator === 'lessThan' || operator === 'atMost') return { node: between(operand, literal({ S: prefix }), literal(bound)), excluded };
  const end = afterPrefix(prefix);
  // The end itself belongs to nobody here: rows that have it fail the view's patterns.
  const node = end === undefined ? compare('ge', operand, literal(bound)) : between(operand, literal(bound), literal({ S: end }));
  return { node, excluded };
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
  const value = partValue(sort, key as Values);
  if (!sort.inKey) return { node: compare('eq', operand, literal(encode(value))), excluded: undefined };
  if (operator === 'beginsWith') {
    if (value === undefined || (value === '' && property.prefix === '')) {
      return property.prefix === '' ? undefined : { node: beginsWith(operand, literal({ S: property.prefix })), excluded: undefined };
    }
    const encoded = encode(value);
    if (typeof value === 'string' && encoded.S !== undefined) return { node: beginsWith(operand, literal(encoded)), excluded: undefined };
    const message = `${view.entity.name}.${property.property}: beginsWith() needs a string. Use between(), atLeast() or atMost(), or leave it out for the whole partition.`;
    throw new InvalidKeyError(message, view.entity.name, property.property);
  }
  const bound = encode(value);
  if (operator === 'between') {
    const upper = encode(partValue(sort, (to ?? {}) as Values));
    return { node: between(operand, literal(bound), literal(upper)), excluded: undefined };
  }
  if (property.prefix !== '' && operator !== 'equalTo') return prefixedRange(sort, operator, bound);
  return { node: compare(COMPARATORS[operator], operand, literal(bound)), excluded: undefined };
}

/**
 * What DynamoDB is asked for, and what is dropped from its answer.
 *
 * @throws InvalidKeyError where the condition lacks a part of the key, or a part has the wrong type.
 */
export function keyRange(view: ViewSchema, codec: ItemCodec, condition: KeyCondition<object>): KeyRange {
  const { partition, sort, entity } = view;
  const key = condition.key as Values;
  checkNames(view, key);
  const encoded = codec.encodeKeyValue(partition.property, partition.attribute, partValue(partition, key));
  const partitionNode = compare('eq', path(partition.attribute), literal(encoded));
  if (condition.to) {
    checkNames(view, condition.to as Values);
    const other = codec.encodeKeyValue(partition.property, partition.attribute, partValue(partition, condition.to as Values));
    if (!isSameKeyValue(encoded, other)) {
      const message = `${entity.name}.${partition.property.property}: between() stays in one partition, and its two keys name two. Query each by itself.`;
      throw new InvalidKeyError(message, entity.name, partition.property.property);
    }
  }
  if (!sort) {
    if (condition.operator === 'beginsWith' || condition.operator === 'equalTo') return { node: partitionNode, excluded: undefined };
    const message = `View ${view.name} has no sort key, so ${condition.operator}() has nothing to compare. Use equalTo() or beginsWith().`;
    throw new InvalidKeyError(message, entity.name, partition.property.property);
  }
  const range = sortRange(view, codec, sort, condition);
  return range ? { node: and(partitionNode, range.node), excluded: range.excluded } : { node: partitionNode, excluded: undefined };
}

/** Whether a row is what the condition asks for, apart from the bounds that DynamoDB itself checked. */
export function isExcluded(range: KeyRange, row: ReadonlyRow): boolean {
  const stored = range.excluded && row[range.excluded.attribute];
  return !!range.excluded && !!stored && isSameKeyValue(stored, range.excluded.value);
}
