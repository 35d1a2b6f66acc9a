import type { EntityClass } from '../decorators/attribute-options.js';
import { buildEntitySchema } from '../metadata/build-entity-schema.js';
import type { EntitySchema, PropertySchema } from '../metadata/entity-schema.js';
import { isPlainObject, setOwn } from './native-codec.js';
import { decodeNumber } from './numbers.js';
import { compilePropertyCodec } from './property-codec.js';
import type { ReadonlyRow, Row } from './row.js';
import type { ValueCodec } from './value-codec.js';
import { ValueProblem } from './value-problem.js';

/** A property with its codec, ready for use. */
export interface Field {
  readonly schema: PropertySchema;
  readonly codec: ValueCodec;
}

/** The compiled properties of a class. Both functions throw `ValueProblem`, its path beginning with the property. */
export interface Fields {
  readonly all: readonly Field[];
  of(schema: PropertySchema): ValueCodec;
  /** From an instance, or its fields, to stored attributes, which stand at the given level. The value is not changed. */
  encode(item: object, depth?: number): Row;
  /** To a new instance; an absent attribute keeps the class's initialiser. */
  decode(row: ReadonlyRow): object;
}

/** A class inside an item, compiled once for all the properties that hold it: it may hold itself. */
export interface NestedClass {
  readonly schema: EntitySchema;
  encode(item: object, depth: number): Row;
  decode(row: ReadonlyRow): object;
  codecOf(property: PropertySchema): ValueCodec;
}

function checkUndeclared(schema: EntitySchema, item: Record<string, unknown>): void {
  for (const name of Object.keys(item)) {
    if (schema.byProperty.has(name) || schema.transient.has(name)) continue;
    const value = item[name];
    if (value === undefined || typeof value === 'function') continue;
    const problem = new ValueProblem('it is no attribute, so it would be lost. Declare it with @Attribute(), or mark it @Transient().');
    problem.path.unshift(name);
    throw problem;
  }
}

/** Whether the object says something of a property itself. What every object inherits (`toString`) says nothing. */
function has(item: object, property: string): boolean {
  return Object.hasOwn(item, property) || (!isPlainObject(item) && property in item && !(property in Object.prototype));
}

/**
 * Compiles a class's properties once, and those of the classes that it holds.
 *
 * @param known the nested classes that were met already
 * @throws DeclarationError
 */
export function compileFields(schema: EntitySchema, known: Map<EntityClass, NestedClass> = new Map()): Fields {
  const nested = (entity: EntityClass): NestedClass => {
    const met = known.get(entity);
    if (met) return met;
    let fields: Fields;
    const made: NestedClass = Object.freeze({
      schema: buildEntitySchema(entity),
      encode: (item: object, depth: number) => fields.encode(item, depth),
      decode: (row: ReadonlyRow) => fields.decode(row),
      codecOf: (property: PropertySchema) => fields.of(property),
    });
    known.set(entity, made); // before its properties are compiled, which may be of the same class
    fields = compileFields(made.schema, known);
    return made;
  };
  const all = schema.properties.map(
    (property): Field => Object.freeze({ schema: property, codec: compilePropertyCodec(property, nested) }),
  );
  const reads = all.map(({ schema: { property, attributes }, codec }) =>
    // A row may lack an attribute that every object inherits a value for
    Object.freeze({
      property,
      attribute: attributes[0],
      isInherited: attributes[0] in Object.prototype,
      plain: codec.plain,
      decode: codec.decode,
    }),
  );
  const codecs = new Map(all.map(({ schema: property, codec }) => [property, codec]));

  const encodeField = ({ schema: property, codec }: Field, value: unknown, depth: number, row: Row): void => {
    if (value === undefined || (value === '' && property.allowEmpty)) return;
    const encoded = ValueProblem.at(property.property, () => codec.encode(value, depth));
    for (const attribute of property.attributes) setOwn(row, attribute, encoded);
  };

  return Object.freeze({
    all,
    of: (property: PropertySchema) => codecs.get(property) ?? compilePropertyCodec(property, nested),
    encode: (item: object, depth = 1): Row => {
      const values = item as Record<string, unknown>; // its own properties are looked at by name
      checkUndeclared(schema, values);
      const row: Row = {};
      let fresh: Record<string, unknown> | undefined;
      for (const field of all) {
        const { property } = field.schema;
        if (has(values, property)) {
          encodeField(field, values[property], depth, row);
        } else {
          // Plain fields get what the class itself fills in: constants and initialisers.
          fresh ??= new schema.entity() as Record<string, unknown>;
          encodeField(field, has(fresh, property) ? fresh[property] : undefined, depth, row);
        }
      }
      return row;
    },
    decode: (row: ReadonlyRow): object => {
      const instance = new schema.entity() as Record<string, unknown>; // attributes are set on it by name
      let reading = '';
      try {
        // A step of every attribute of every item: no function is made in it, none called for most values, and no member looked up by a name that differs
        for (const { property, attribute, isInherited, plain, decode } of reads) {
          const stored = isInherited && !Object.hasOwn(row, attribute) ? undefined : row[attribute];
          if (stored === undefined) continue;
          if (plain === 'S' && stored.S !== undefined) {
            instance[property] = stored.S;
          } else if (plain === 'BOOL' && stored.BOOL !== undefined) {
            instance[property] = stored.BOOL;
          } else {
            reading = property;
            instance[property] = plain === 'N' && stored.N !== undefined ? decodeNumber(stored.N) : decode(stored);
          }
        }
      } catch (problem) {
        throw ValueProblem.in(reading, problem);
      }
      return instance;
    },
  });
}
