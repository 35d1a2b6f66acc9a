import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { InvalidItemError, InvalidKeyError, UnreadableItemError } from '../errors.js';
import type { AttributeTemplate, TemplatedAttribute } from '../metadata/attribute-template.js';
import type { EntitySchema, PropertySchema } from '../metadata/entity-schema.js';
import { HYBRID_MARK, S3_KEY_ATTRIBUTE } from '../metadata/pointer-attributes.js';
import { type TableSchema, tableKeyAttributes } from '../metadata/table-schema.js';
import { describeKey } from './describe-key.js';
import { compileFields, type Fields } from './fields-codec.js';
import { checkKeyValue } from './key-value.js';
import type { ReadonlyRow, Row } from './row.js';
import { type GivenComponent, templateText } from './template-text.js';
import { compileTemplates, type TemplatesCodec } from './templates-codec.js';
import type { ValueCodec } from './value-codec.js';
import { ValueProblem } from './value-problem.js';

/** An entity's conversion from and to the rows of one table, compiled once. */
export interface ItemCodec {
  readonly entity: EntitySchema;
  /**
   * The row that an instance, or its fields, is stored as; it carries the table's whole key.
   *
   * @param complete sets what the library fills in, before the keys are checked; throws `ValueProblem`
   * @throws InvalidItemError that names the class and the property.
   */
  encode(item: object, complete?: (row: Row) => void): Row;
  /**
   * A new instance of the class.
   *
   * @throws UnreadableItemError that names the class, the property and the row's key.
   */
  decode(row: ReadonlyRow): object;
  /** One stored value as its property's. Throws UnreadableItemError. */
  decodeValue(property: PropertySchema, row: ReadonlyRow): unknown;
  /** The type of a property's attribute as a key, where its codec alone decides it. */
  keyType(property: PropertySchema): 'S' | 'N' | 'B' | undefined;
  /** How values of a property are stored, and what is inside them. */
  valueCodec(property: PropertySchema): ValueCodec;
  /** One value of a key. Throws InvalidKeyError. */
  encodeKeyValue(property: PropertySchema, attribute: string, value: unknown): AttributeValue;
  /** A key's value for an attribute that a template makes, or how it begins where the last components are not given. Throws InvalidKeyError. */
  encodeTemplate(made: TemplatedAttribute, key: object, use: 'whole' | 'leading' | 'prefix'): TemplateKey;
  /** The attributes that templates make. */
  readonly templates: TemplatesCodec;
}

/** A key's value for an attribute that a template makes. */
export interface TemplateKey {
  readonly value: { readonly S: string };
  /** Components that the key gives, from the first. */
  readonly given: number;
}

/** The value of a template's component that a key gives, or that its class fills in. */
function componentOfKey({ property, constant, initial }: PropertySchema, key: object): unknown {
  return (key as Readonly<Record<string, unknown>>)[property] ?? (constant ? initial : undefined); // looked at by name
}

/** The components that a key gives from the first on. One that is left out leaves out what follows it. */
function leadingComponents({ source, components }: AttributeTemplate, key: object, fail: KeyFailure) {
  const values = components.map(component => ({ component, value: componentOfKey(component.property, key) }));
  const end = values.findIndex(({ component, value }) => value === undefined || (value === '' && component.after === ''));
  if (end < 0) return values;
  const later = values.slice(end + 1).find(({ component, value }) => value !== undefined && !component.property.constant);
  const absent = values[end]?.component.property;
  if (later && absent)
    fail(
      later.component.property,
      `it stands after {${absent.property}} in the template '${source}'. Give \`${absent.property}\` too, or leave it out.`,
    );
  return values.slice(0, end);
}

type KeyFailure = (property: PropertySchema, why: string, cause?: unknown) => never;

/** The table's key of a row. */
export function rowKey(table: TableSchema, row: ReadonlyRow): Row {
  const key: Row = {};
  for (const attribute of tableKeyAttributes(table)) {
    const value = row[attribute];
    if (value !== undefined) key[attribute] = value;
  }
  return key;
}

function place(entity: EntitySchema, problem: ValueProblem): string {
  const [property, ...path] = problem.path;
  const inner = new ValueProblem(problem.message);
  inner.path.push(...path);
  return `${entity.name}.${inner.describe(String(property ?? '?'))}`;
}

function checkKeys(entity: EntitySchema, table: TableSchema, row: Row): void {
  const indexes = [...table.indexes.values()];
  const required = tableKeyAttributes(table);
  const optional = indexes.flatMap(index => [index.partitionKey, index.sortKey ?? index.partitionKey]);
  for (const attribute of new Set([...required, ...optional])) {
    const value = Object.hasOwn(row, attribute) ? row[attribute] : undefined;
    const property = entity.byAttribute.get(attribute)?.property ?? attribute;
    if (value === undefined) {
      if (!required.includes(attribute)) continue;
      const message = `${entity.name}.${property} is the item's key (${attribute} of table ${table.name}) and has no value. Set it before you save.`;
      throw new InvalidItemError(message, entity.name, property);
    }
    const problem = checkKeyValue(table, attribute, value, 'write');
    if (problem) throw new InvalidItemError(`${entity.name}.${property}: ${problem}`, entity.name, property);
  }
}

/** Compiles an entity's codec for the table that holds it. */
export function compileItemCodec(entity: EntitySchema, table: TableSchema): ItemCodec {
  const fields: Fields = compileFields(entity);
  const templates = compileTemplates(entity, table);
  const failKey: KeyFailure = ({ property }, why, cause) => {
    const message = `${entity.name}.${property}: ${why}`;
    throw new InvalidKeyError(message, entity.name, property, cause === undefined ? {} : { cause });
  };
  const encodeComponent = (property: PropertySchema, value: unknown): AttributeValue => {
    if (value === undefined) return failKey(property, 'the key needs it. Give it a value.');
    try {
      return fields.of(property).encode(value);
    } catch (cause) {
      if (cause instanceof ValueProblem) return failKey(property, cause.message, cause.cause ?? cause);
      throw cause;
    }
  };
  // What says where an item is stored is filled in on read; sent back, it would make a hot row look archived.
  const neverSent = entity.marks.has(HYBRID_MARK) ? entity.byAttribute.get(S3_KEY_ATTRIBUTE) : undefined;
  const unreadable = (cause: unknown, row: ReadonlyRow): unknown => {
    if (!(cause instanceof ValueProblem)) return cause;
    const where = place(entity, cause);
    const key = rowKey(table, row);
    const message = `${where} of the row ${describeKey(key)} in table ${table.name}: ${cause.message}`;
    return new UnreadableItemError(message, entity.name, where.slice(entity.name.length + 1), key, { cause: cause.cause ?? cause });
  };
  return Object.freeze({
    entity,
    encode: (item: object, complete?: (row: Row) => void): Row => {
      if (typeof item !== 'object' || item === null) {
        throw new InvalidItemError(`${entity.name}: an item is an instance of its class, or an object of its fields.`, entity.name, '');
      }
      if (item instanceof Promise) throw new InvalidItemError(`${entity.name}: the item is a Promise. Await it first.`, entity.name, '');
      let row: Row;
      try {
        row = fields.encode(item);
        complete?.(row);
        if (neverSent) delete row[S3_KEY_ATTRIBUTE];
        templates.complete(row);
      } catch (cause) {
        if (!(cause instanceof ValueProblem)) throw cause;
        const where = place(entity, cause);
        throw new InvalidItemError(`${where}: ${cause.message}`, entity.name, where.slice(entity.name.length + 1), {
          cause: cause.cause ?? cause,
        });
      }
      checkKeys(entity, table, row);
      return row;
    },
    decode: (row: ReadonlyRow): object => {
      try {
        return fields.decode(templates.expand(row));
      } catch (cause) {
        throw unreadable(cause, row);
      }
    },
    decodeValue: (property: PropertySchema, row: ReadonlyRow): unknown => {
      const [attribute] = property.attributes;
      try {
        const expanded = templates.expand(row);
        const stored = Object.hasOwn(expanded, attribute) ? expanded[attribute] : undefined;
        return stored && ValueProblem.at(property.property, () => fields.of(property).decode(stored));
      } catch (cause) {
        throw unreadable(cause, row);
      }
    },
    keyType: (property: PropertySchema) => fields.of(property).keyType,
    valueCodec: (property: PropertySchema) => fields.of(property),
    encodeKeyValue: (property: PropertySchema, attribute: string, value: unknown): AttributeValue => {
      const encoded = encodeComponent(property, value);
      const problem = checkKeyValue(table, attribute, encoded, 'find');
      return problem ? failKey(property, problem) : encoded;
    },
    encodeTemplate: ({ attribute, template }: TemplatedAttribute, key: object, use: 'whole' | 'leading' | 'prefix'): TemplateKey => {
      const values =
        use === 'whole'
          ? template.components.map(component => ({ component, value: componentOfKey(component.property, key) }))
          : leadingComponents(template, key, failKey);
      const given = values.map(
        ({ component, value }): GivenComponent => ({ component, stored: encodeComponent(component.property, value) }),
      );
      const last = given.at(-1)?.component.property ?? template.components[0]?.property;
      try {
        const S = templateText(template, given, use === 'prefix');
        const problem = S === '' ? undefined : checkKeyValue(table, attribute, { S }, 'find');
        return problem && last ? failKey(last, problem) : { value: { S }, given: given.length };
      } catch (cause) {
        if (!(cause instanceof ValueProblem)) throw cause;
        const at = template.components.find(({ property }) => property.property === cause.path[0])?.property ?? last;
        if (!at) throw cause;
        return failKey(at, cause.message, cause.cause ?? cause);
      }
    },
    templates,
  });
}
