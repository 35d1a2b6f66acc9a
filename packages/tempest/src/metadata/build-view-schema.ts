import { DeclarationError } from '../errors.js';
import { type TemplatedAttribute, templateParts } from './attribute-template.js';
import { buildPart, buildSort, type Fail } from './build-key-part.js';
import type { EntitySchema, PropertySchema } from './entity-schema.js';
import { type EntityTemplates, entityTemplates } from './entity-templates.js';
import { type KeyPattern, keyPattern, textPattern } from './key-pattern.js';
import { ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE, S3_KEY_ATTRIBUTE } from './pointer-attributes.js';
import { areApart } from './separate-entities.js';
import type { ViewDefinition } from './table-definition.js';
import {
  type IndexSchema,
  type KeyPartSchema,
  pageKeyAttributes,
  type TableSchema,
  tableKeyAttributes,
  type ViewSchema,
} from './table-schema.js';

/** Whether the property's text is stored as it is, so that a constant says what the row holds. */
const isStoredAsText = ({ codec, type }: PropertySchema): boolean => codec === undefined && (type === undefined || type === String);

const templatePattern = ({ attribute, template }: TemplatedAttribute): KeyPattern => keyPattern(attribute, templateParts(template));

/** What an entity's rows have in the table's own keys. A property that keys leave out has one value only. */
function patternsOf(table: TableSchema, entity: EntitySchema, parts: readonly KeyPartSchema[], isIndex: boolean): readonly KeyPattern[] {
  const patterns: KeyPattern[] = [];
  for (const attribute of tableKeyAttributes(table)) {
    const part = parts.find(each => each.attribute === attribute);
    const property = entity.byAttribute.get(attribute);
    if (part?.template) patterns.push(templatePattern(part));
    if (!property) continue;
    const leftOut = !isIndex && part && !part.template && !part.inKey;
    const exact = leftOut && typeof property.initial === 'string' && isStoredAsText(property);
    const text = property.prefix + (exact ? String(property.initial) : '');
    if (text !== '' || exact) patterns.push(textPattern(attribute, text, exact ?? false));
  }
  return patterns;
}

/** What is made of the same properties has one form, whichever view is asked, and a property is a number in all templates or in none. */
function checkSameTemplates(table: TableSchema, entity: EntitySchema, parts: readonly KeyPartSchema[], fail: Fail): void {
  const { key, derived } = entityTemplates(table, entity);
  const made = [...key, ...derived];
  for (const { attribute, template } of parts) {
    if (!template) continue;
    const other = made.find(each => each.attribute === attribute);
    if (other && other.template.source !== template.source)
      fail(
        `the attribute ${attribute} is made by '${template.source}' here and by '${other.template.source}' in another view. Write the same.`,
      );
    const known = made.flatMap(each => each.template.components);
    for (const { property, form } of template.components) {
      const differs = known.some(each => each.property === property && (each.form === 'digits') !== (form === 'digits'));
      if (differs)
        fail(
          `{${property.property}} is a number with a width in one template, and a text in another. Write {${property.property}:4} wherever it is a number.`,
          property.property,
        );
    }
  }
}

/** What lives in the table's key only has no attribute for a prefix, and what every write changes is no part of the key. */
function checkKeyComponents(view: ViewSchema, fail: Fail): void {
  const { key, keyOnly } = entityTemplates(view.table, view.entity, [view]);
  for (const { property } of key.flatMap(({ template }) => template.components)) {
    if (property === view.entity.lifecycle.updatedAt)
      fail(`every write changes \`${property.property}\`, so it cannot be part of the table's key.`, property.property);
    if (keyOnly.has(property) && property.prefix !== '')
      fail(
        `\`${property.property}\` is stored in the key only, without its prefix '${property.prefix}'. Write the prefix into the template.`,
        property.property,
      );
  }
}

function checkIndexCarries(entity: EntitySchema, index: IndexSchema, templates: EntityTemplates, table: TableSchema, fail: Fail): void {
  if (index.projection === 'all') return;
  const parsed = [...templates.key, ...(templates.readsDerived ? templates.derived : [])]
    .filter(({ attribute }) => pageKeyAttributes(table, index).includes(attribute))
    .flatMap(({ template }) => template.components.map(component => component.property.property));
  const carried = new Set([...pageKeyAttributes(table, index), ...(index.projection === 'keysOnly' ? [] : index.projection)]);
  for (const { attributes, property } of entity.properties) {
    if (carried.has(attributes[0]) || attributes[0] === S3_KEY_ATTRIBUTE || parsed.includes(property)) continue;
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
  const overlapping = others.filter(view => !areApart(view.patterns, patterns));
  const more = overlapping.some(view => [...view.entity.byAttribute.keys()].some(attribute => !entity.byAttribute.has(attribute)));
  if (!more) return undefined;
  const declared = entity.properties.map(property => property.attributes[0]);
  // A projection that left these out would make an archived row look like a small item.
  const pointer = [ARCHIVE_ATTRIBUTE, S3_KEY_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE];
  const wanted = [...new Set([...pageKeyAttributes(table, index), ...declared, ...pointer])];
  if (!index || index.projection === 'all') return Object.freeze(wanted);
  // DynamoDB refuses to be asked for what a global index does not carry
  const carried = [...pageKeyAttributes(table, index), ...(index.projection === 'keysOnly' ? [] : index.projection)];
  return Object.freeze(wanted.filter(attribute => carried.includes(attribute)));
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
  const partition = buildPart(entity, (index ?? table).partitionKey, partitionProperty, 'partition', fail);
  const sort = buildSort(entity, (index ?? table).sortKey, sortProperty, fail);
  const parts = sort ? [partition, sort] : [partition];
  checkSameTemplates(table, entity, parts, fail);
  const home = [...table.views.values()].find(view => view.kind === 'inline' && view.entity === entity);
  const ofEntity = home ? home.patterns : patternsOf(table, entity, parts, index !== undefined);
  const keys = tableKeyAttributes(table);
  const ofIndex = parts.flatMap(part => (part.template && !keys.includes(part.attribute) ? [templatePattern(part)] : []));
  const patterns = Object.freeze([...ofEntity, ...ofIndex]);
  const projection = index && !home ? projectionOf(table, entity, index, patterns) : undefined;
  const view: ViewSchema = Object.freeze({
    name,
    kind: definition.kind,
    table,
    entity,
    index,
    partition,
    sort,
    patterns,
    projection,
    members: Object.freeze([]),
  });
  if (index) checkIndexCarries(entity, index, entityTemplates(table, entity, [...table.views.values(), view]), table, fail);
  else checkKeyComponents(view, fail);
  return view;
}
