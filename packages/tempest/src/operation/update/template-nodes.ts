import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { checkKeyValue } from '../../codec/key-value.js';
import type { ReadonlyRow, Row } from '../../codec/row.js';
import { madeText } from '../../codec/templates-codec.js';
import { ValueProblem } from '../../codec/value-problem.js';
import { InvalidExpressionError } from '../../errors.js';
import { ifNotExists, literalValue, type UpdateNode } from '../../expression/update/update-tree.js';
import type { TemplatedAttribute } from '../../metadata/attribute-template.js';
import type { PropertySchema } from '../../metadata/entity-schema.js';
import { isMadeAlike } from '../../metadata/stored-alike.js';
import { tableKeyAttributes } from '../../metadata/table-schema.js';
import type { BoundView } from '../runtime.js';

/** What an update makes of one property; `undefined`: it leaves it as it is. */
type Outcome = { readonly value: AttributeValue } | 'removed' | 'unknown' | undefined;

function outcomeOf({ attributes: [attribute] }: PropertySchema, nodes: readonly UpdateNode[]): Outcome {
  const node = nodes.find(({ path }) => path[0] === attribute);
  if (!node) return undefined;
  if (node.kind === 'remove') return 'removed';
  if (node.kind !== 'set' || node.path.length > 1 || node.value.kind !== 'literal') return 'unknown';
  return node.value.value.NULL ? 'removed' : { value: node.value.value };
}

/** The value that the item's key gives for a property that is part of it. */
function valueInKey(view: BoundView, key: ReadonlyRow): (property: PropertySchema) => AttributeValue | undefined {
  const keys = tableKeyAttributes(view.schema.table);
  const expanded = view.codec.templates.expand(key);
  const inKey = new Set(view.codec.templates.key.flatMap(({ template }) => template.components.map(({ property }) => property)));
  return property => {
    if (inKey.has(property)) return expanded[property.attributes[0]];
    const attribute = property.attributes.find(each => keys.includes(each));
    return attribute === undefined ? undefined : key[attribute];
  };
}

/** Through a view of several classes, an update does not know of which class the item is: their index attributes must be made alike. */
function checkMadeAlike({ schema, members }: BoundView, nodes: readonly UpdateNode[]): void {
  const made = members.map(({ codec }) => codec.templates.derived);
  for (const { attribute, template } of made.flat()) {
    const isAlike = made.every(derived => isMadeAlike(derived.find(each => each.attribute === attribute)?.template, template));
    const changed = template.components.find(({ property }) => outcomeOf(property, nodes) !== undefined);
    if (isAlike || !changed) continue;
    const { property } = changed.property;
    throw new InvalidExpressionError(
      `${schema.entity.name}: the index attribute ${attribute}, made by '${template.source}', is not made alike in all these classes, so that an update of ${property} ` +
        'needs to know the class. Use the view of one class.',
    );
  }
}

/**
 * Makes the index attributes anew whose components an update changes: in the same request, so that the item is never found by what it was. DynamoDB makes no
 * texts of others, so that each component has to be known: from the key, or from the update itself.
 *
 * @param nodes every change of the update
 * @throws InvalidExpressionError that names the properties to set together
 */
export function templateNodes(view: BoundView, key: Row, nodes: readonly UpdateNode[], upsert: boolean): readonly UpdateNode[] {
  const { table, entity } = view.schema;
  const { templates } = view.codec;
  checkMadeAlike(view, nodes);
  if (templates.derived.length === 0) return [];
  const known = valueInKey(view, key);

  const nodeOf = (made: TemplatedAttribute): UpdateNode | undefined => {
    const path = [made.attribute] as const;
    const others = made.template.components.map(({ property }) => property).filter(property => known(property) === undefined);
    const outcomes = others.map(property => ({ property, outcome: outcomeOf(property, nodes) }));
    const isChanged = outcomes.some(({ outcome }) => outcome !== undefined);
    if (!isChanged && !upsert) return undefined;
    if (outcomes.some(({ outcome }) => outcome === 'removed')) return { kind: 'remove', path };
    if (isChanged && outcomes.some(({ outcome }) => typeof outcome !== 'object')) {
      const names = others.map(({ property }) => property).join(', ');
      throw new InvalidExpressionError(
        `${entity.name}: the index attribute ${made.attribute} is made by '${made.template.source}', so that an update of one of ${names} sets each of them to a value: ` +
          `u => [${others.map(({ property }) => `u.${property}.set(...)`).join(', ')}]. Or save the whole item.`,
      );
    }
    const text = madeText(made, property => {
      const outcome = outcomeOf(property, nodes);
      if (typeof outcome === 'object') return outcome.value;
      return known(property) ?? (property.constant ? view.codec.valueCodec(property).encode(property.initial) : undefined);
    });
    if (text === undefined) return undefined;
    const problem = checkKeyValue(table, made.attribute, { S: text }, 'write');
    if (problem) throw new InvalidExpressionError(`${entity.name}: ${made.attribute}, made by '${made.template.source}': ${problem}`);
    const value = literalValue({ S: text });
    return { kind: 'set', path, value: isChanged ? value : ifNotExists(path, value) };
  };

  try {
    return templates.derived.map(nodeOf).filter(node => node !== undefined);
  } catch (cause) {
    if (!(cause instanceof ValueProblem)) throw cause;
    throw new InvalidExpressionError(`${entity.name}.${cause.path.join('.')}: ${cause.message}`, { cause });
  }
}

/** What an item that is made by an update has of its key in attributes of their own. */
export function keyCopies(view: BoundView, key: Row, changed: ReadonlySet<string>): readonly UpdateNode[] {
  const { key: made, keyOnly } = view.codec.templates;
  const expanded = view.codec.templates.expand(key);
  const copied = made
    .flatMap(({ template }) => template.components.map(({ property }) => property))
    .filter(property => !keyOnly.has(property));
  return copied.flatMap(({ attributes }) =>
    attributes.flatMap((attribute): readonly UpdateNode[] => {
      const value = expanded[attribute];
      if (value === undefined || changed.has(attribute)) return [];
      return [{ kind: 'set', path: [attribute], value: ifNotExists([attribute], literalValue(value)) }];
    }),
  );
}
