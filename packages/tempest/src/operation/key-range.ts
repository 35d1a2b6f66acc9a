import type { ItemCodec } from '../codec/item-codec.js';
import type { ReadonlyRow } from '../codec/row.js';
import { InvalidKeyError } from '../errors.js';
import { and, compare, literal, path } from '../expression/tree.js';
import { partName, partProperties, type ViewSchema } from '../metadata/table-schema.js';
import { KEY_OPERATORS, type KeyCondition } from './key-condition.js';
import { encodePart } from './key-input.js';
import { isSameKeyValue } from './same-key-value.js';
import { type KeyRange, sortRange } from './sort-range.js';
import { templateRange } from './template-range.js';

type Values = Readonly<Record<string, unknown>>;

function checkNames(view: ViewSchema, key: Values): void {
  const known = [view.partition, ...(view.sort ? [view.sort] : [])].flatMap(part =>
    part.template || part.inKey ? partProperties(part) : [part.property],
  );
  const names = [...new Set(known.map(({ property }) => property))];
  for (const name of Object.keys(key)) {
    if (names.includes(name) || key[name] === undefined) continue;
    throw new InvalidKeyError(
      `${view.entity.name}.${name} is no part of the key, so it cannot be asked for here. The key of view ${view.name} is ${names.join(', ')}.`,
      view.entity.name,
      name,
    );
  }
}

/**
 * What DynamoDB is asked for, and what is dropped from its answer.
 *
 * @throws InvalidKeyError where the condition lacks a part of the key, or a part has the wrong type.
 */
export function keyRange(view: ViewSchema, codec: ItemCodec, condition: KeyCondition<object>): KeyRange {
  const { partition, sort, entity } = view;
  const [partitionName, sortName] = [partName(partition), sort && partName(sort)];
  if (typeof condition !== 'object' || condition === null || !KEY_OPERATORS.includes(condition.operator)) {
    const message = `A key condition of view ${view.name} is made by beginsWith(), between(), equalTo(), lessThan(), atMost(), greaterThan() or atLeast().`;
    throw new InvalidKeyError(message, entity.name, sortName ?? partitionName);
  }
  const key = condition.key as Values;
  checkNames(view, key);
  const encoded = encodePart({ codec }, partition, key);
  const partitionNode = compare('eq', path(partition.attribute), literal(encoded));
  if (condition.to) {
    checkNames(view, condition.to as Values);
    const other = encodePart({ codec }, partition, condition.to);
    if (!isSameKeyValue(encoded, other)) {
      const message = `${entity.name}.${partitionName}: between() stays in one partition, and its two keys name two. Query each by itself.`;
      throw new InvalidKeyError(message, entity.name, partitionName);
    }
  }
  if (!sort) {
    if (condition.operator === 'beginsWith' || condition.operator === 'equalTo') return { node: partitionNode, excluded: [] };
    const message = `View ${view.name} has no sort key, so ${condition.operator}() has nothing to compare. Use equalTo() or beginsWith().`;
    throw new InvalidKeyError(message, entity.name, partitionName);
  }
  const range = sort.template ? templateRange(view, codec, sort, condition) : sortRange(view, codec, sort, condition);
  return range ? { node: and(partitionNode, range.node), excluded: range.excluded } : { node: partitionNode, excluded: [] };
}

/** Whether a row that DynamoDB sent has a bound that the condition leaves out. */
export function isExcluded(view: ViewSchema, range: KeyRange, row: ReadonlyRow): boolean {
  const stored = view.sort && row[view.sort.attribute];
  return !!stored && range.excluded.some(bound => isSameKeyValue(stored, bound));
}
