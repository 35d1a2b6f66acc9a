import { InvalidExpressionError } from '../../errors.js';
import { encodeAt } from '../../expression/typed/place.js';
import { ifNotExists, literalValue, plus, type SetValue, type UpdateNode, type UpdatePath } from '../../expression/update/update-tree.js';
import type { PropertySchema } from '../../metadata/entity-schema.js';
import { tableKeyAttributes } from '../../metadata/table-schema.js';
import { propertyPlace } from '../expression-input.js';
import type { BoundView } from '../runtime.js';
import { stampOf } from '../stamps.js';

const ZERO = literalValue({ N: '0' });
const ONE = literalValue({ N: '1' });

/** Refuses a change of what the library fills in: the two would overlap, or a version no longer tell two writes apart. */
export function checkNotFilledIn({ schema }: BoundView, changed: readonly UpdateNode[]): void {
  const { entity } = schema;
  const { version, createdAt, updatedAt } = entity.lifecycle;
  for (const property of [version, createdAt, updatedAt]) {
    if (!property || !changed.some(({ path }) => property.attributes.includes(path[0]))) continue;
    const what = property === version ? 'counted up' : 'set';
    throw new InvalidExpressionError(`${entity.name}.${property.property} is ${what} by the library. Leave it out of the update.`);
  }
}

/** What an update changes besides what it is told to: the version and the dates. */
export function lifecycleNodes(view: BoundView, upsert: boolean): readonly UpdateNode[] {
  const { entity, table } = view.schema;
  const { version, createdAt, updatedAt } = entity.lifecycle;
  const keys = tableKeyAttributes(table);
  const inKey = view.codec.templates.key.flatMap(({ template }) => template.components.map(({ property }) => property));
  const now = updatedAt || (createdAt && upsert) ? view.runtime.now() : undefined;
  const set = (property: PropertySchema, valueAt: (path: UpdatePath) => SetValue): readonly UpdateNode[] =>
    property.attributes.map(attribute => ({ kind: 'set', path: [attribute], value: valueAt([attribute]) }));
  const stamp = (property: PropertySchema, time: Date): SetValue =>
    literalValue(encodeAt(propertyPlace(view, property.property), stampOf(property, time)));
  const nodes: UpdateNode[] = [];
  // Read from the first attribute, as everywhere: all of them get the same number
  if (version) nodes.push(...set(version, () => plus(ifNotExists([version.attributes[0]], ZERO), ONE)));
  if (updatedAt && now) nodes.push(...set(updatedAt, () => stamp(updatedAt, now)));
  // As a key it is the date that the item is found by
  if (createdAt && upsert && now && !inKey.includes(createdAt) && !createdAt.attributes.some(attribute => keys.includes(attribute))) {
    nodes.push(...set(createdAt, path => ifNotExists(path, stamp(createdAt, now))));
  }
  return nodes;
}
