import { DeclarationError } from '../errors.js';
import type { EntitySchema, PropertySchema } from './entity-schema.js';
import { areDisjoint, type KeyPattern } from './key-pattern.js';
import { ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE, S3_KEY_ATTRIBUTE } from './pointer-attributes.js';
import type { ViewDefinition } from './table-definition.js';
import {
  type IndexSchema,
  type KeyPartSchema,
  pageKeyAttributes,
  type TableSchema,
  tableKeyAttributes,
  type ViewSchema,
} from './table-schema.js';

type Fail = (why: string, property?: string) => never;

/** A constant that no row can have as its key: found here rather than at the first save. */
function checkConstant(property: PropertySchema, fail: Fail): void {
  if (property.initial !== '' || property.codec || (property.prefix !== '' && !property.allowEmpty)) return;
  fail(
    `\`${property.property}\` is '' and would be an empty key, which DynamoDB refuses. Give it a \`prefix\`, or another value.`,
    property.property,
  );
}

function partitionOf(entity: EntitySchema, attribute: string, property: string, fail: Fail): KeyPartSchema {
  const schema = keyProperty(entity, attribute, property, 'partition', fail);
  return Object.freeze({ attribute, property: schema, fixed: schema.constant ? schema.initial : undefined, inKey: true });
}

function keyProperty(entity: EntitySchema, attribute: string, property: string, role: string, fail: Fail): PropertySchema {
  const schema = entity.byProperty.get(property);
  if (!schema)
    return fail(
      `its key names \`${property}\`, which is no attribute of ${entity.name}. Declare it with @Attribute(), or correct the name.`,
      property,
    );
  if (!schema.attributes.includes(attribute)) {
    return fail(
      `\`${property}\` is stored as ${schema.attributes.join(' and ')}, but the ${role} key is the attribute ${attribute}. ` +
        `Use @Attribute({ name: '${attribute}' }), or name another property.`,
      property,
    );
  }
  return schema;
}

function sortOf(entity: EntitySchema, attribute: string | undefined, property: string | undefined, fail: Fail): KeyPartSchema | undefined {
  if (attribute === undefined) {
    if (property !== undefined)
      fail(`its key names a sort property, \`${property}\`, but there is no sort key. Remove it, or declare the \`sortKey\`.`, property);
    return undefined;
  }
  if (property !== undefined) {
    const schema = keyProperty(entity, attribute, property, 'sort', fail);
    return Object.freeze({ attribute, property: schema, fixed: schema.constant ? schema.initial : undefined, inKey: true });
  }
  const constant = entity.byAttribute.get(attribute);
  if (!constant?.constant) {
    return fail(
      `its key leaves out the sort key, ${attribute}. Name the property that carries it, or give ${entity.name} one that is constant: ` +
        `@Attribute({ name: '${attribute}', prefix: 'INFO_' }) readonly sortKey = ''.`,
    );
  }
  checkConstant(constant, fail);
  return Object.freeze({ attribute, property: constant, fixed: constant.initial, inKey: false });
}

/** Whether the property's text is stored as it is, so that a constant says what the row holds. */
const isStoredAsText = ({ codec, type }: PropertySchema): boolean => codec === undefined && (type === undefined || type === String);

/** What an entity's rows have in the table's own keys. A property that keys leave out has one value only. */
function patternsOf(table: TableSchema, entity: EntitySchema, leftOut: PropertySchema | undefined): readonly KeyPattern[] {
  const patterns: KeyPattern[] = [];
  for (const attribute of tableKeyAttributes(table)) {
    const property = entity.byAttribute.get(attribute);
    if (!property) continue;
    const exact = property === leftOut && typeof property.initial === 'string' && isStoredAsText(property);
    const text = property.prefix + (exact ? String(property.initial) : '');
    if (text !== '' || exact) patterns.push(Object.freeze({ attribute, text, exact }));
  }
  return Object.freeze(patterns);
}

function checkIndexCarries(entity: EntitySchema, index: IndexSchema, table: TableSchema, fail: Fail): void {
  if (index.projection === 'all') return;
  const carried = new Set([...pageKeyAttributes(table, index), ...(index.projection === 'keysOnly' ? [] : index.projection)]);
  for (const { attributes, property } of entity.properties) {
    if (carried.has(attributes[0]) || attributes[0] === S3_KEY_ATTRIBUTE) continue;
    fail(
      `the index does not carry ${attributes[0]}, so items would lack \`${property}\`. Add it to the projection, or read a class that does not declare it.`,
      property,
    );
  }
}

/** Asking for less than everything saves bytes only where rows carry attributes that the entity does not declare. */
function projectionOf(
  table: TableSchema,
  entity: EntitySchema,
  index: IndexSchema | undefined,
  patterns: readonly KeyPattern[],
): readonly string[] | undefined {
  const others = [...table.views.values()].filter(view => view.kind === 'inline' && view.entity !== entity);
  const overlapping = others.filter(view => !view.patterns.some(a => patterns.some(b => areDisjoint(a, b))));
  const more = overlapping.some(view => [...view.entity.byAttribute.keys()].some(attribute => !entity.byAttribute.has(attribute)));
  if (!more) return undefined;
  const declared = entity.properties.map(property => property.attributes[0]);
  // A projection that left these out would make an archived row look like a small item.
  const pointer = [ARCHIVE_ATTRIBUTE, S3_KEY_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE];
  return Object.freeze([...new Set([...pageKeyAttributes(table, index), ...declared, ...pointer])]);
}

/** Checks one view against its table and entity. */
export function buildView(table: TableSchema, name: string, definition: ViewDefinition, entity: EntitySchema): ViewSchema {
  const where = `View ${name} of table ${table.name}`;
  const fail: Fail = (why, property) => {
    const place = { table: table.name, view: name, entity: entity.name };
    throw new DeclarationError(`${where} (${entity.name}): ${why}`, property === undefined ? place : { ...place, property });
  };
  const [partitionProperty, sortProperty, ...rest] = definition.key;
  if (partitionProperty === undefined || rest.length > 0) return fail('`key` is [partition] or [partition, sort].');
  for (const each of [partitionProperty, sortProperty]) {
    if (each !== undefined && typeof each !== 'string') return fail('`key` lists names of properties.');
  }
  const index = definition.index === undefined ? undefined : table.indexes.get(definition.index);
  if (definition.kind === 'index' && !index) {
    const declared = [...table.indexes.keys()].join(', ') || 'none';
    return fail(`the table declares no index ${definition.index}. Declared: ${declared}. Add it to \`indexes\`, or correct the name.`);
  }
  const partition = partitionOf(entity, (index ?? table).partitionKey, partitionProperty, fail);
  const sort = sortOf(entity, (index ?? table).sortKey, sortProperty, fail);
  if (index) checkIndexCarries(entity, index, table, fail);
  const home = [...table.views.values()].find(view => view.kind === 'inline' && view.entity === entity);
  const patterns = home ? home.patterns : patternsOf(table, entity, !index && sort && !sort.inKey ? sort.property : undefined);
  const projection = index && !home ? projectionOf(table, entity, index, patterns) : undefined;
  return Object.freeze({ name, kind: definition.kind, table, entity, index, partition, sort, patterns, projection });
}
