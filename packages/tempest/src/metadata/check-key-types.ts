import { DeclarationError } from '../errors.js';
import type { EntitySchema } from './entity-schema.js';
import { entityTemplates } from './entity-templates.js';
import { type KeyType, keyTypeOf } from './key-type.js';
import { pageKeyAttributes, type TableSchema } from './table-schema.js';

const NAMES: Readonly<Record<KeyType, string>> = { S: 'a text', N: 'a number', B: 'binary' };

/** Who stores a key attribute as what. */
interface Use {
  readonly entity: EntitySchema;
  readonly type: KeyType;
  /** For the message. */
  readonly how: string;
  /** `undefined`: a template makes it. */
  readonly property: string | undefined;
}

function useOf(table: TableSchema, entity: EntitySchema, attribute: string): Use | undefined {
  const { key, derived } = entityTemplates(table, entity);
  const made = [...key, ...derived].find(each => each.attribute === attribute);
  if (made) return { entity, type: 'S', how: `${entity.name} makes it by '${made.template.source}'`, property: undefined };
  const property = entity.byAttribute.get(attribute);
  const type = property && keyTypeOf(property);
  return type && { entity, type, how: `${entity.name}.${property.property} is stored in it`, property: property.property };
}

/** A key attribute has one type in DynamoDB, so that a class which stores it otherwise could save nothing. */
export function checkKeyTypes(table: TableSchema): void {
  const entities = [...new Set([...table.views.values()].map(view => view.entity))];
  const attributes = new Set([undefined, ...table.indexes.values()].flatMap(index => pageKeyAttributes(table, index)));
  for (const attribute of attributes) {
    const [first, ...others] = entities.flatMap(entity => useOf(table, entity, attribute) ?? []);
    const other = others.find(({ type }) => type !== first?.type);
    if (!first || !other) continue;
    const message =
      `Table ${table.name}: its key attribute ${attribute} has one type, but ${first.how} as ${NAMES[first.type]}, and ${other.how} as ${NAMES[other.type]}. ` +
      'Store it alike, or give one of the two an attribute of its own.';
    const place = { table: table.name, entity: other.entity.name };
    throw new DeclarationError(message, other.property === undefined ? place : { ...place, property: other.property });
  }
}
