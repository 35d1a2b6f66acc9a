import type { EntitySchema, PropertySchema } from '../metadata/entity-schema.js';
import { setOwn } from './native-codec.js';
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
  /** From an instance, or its fields, to stored attributes. The value is not changed. */
  encode(item: object): Row;
  /** To a new instance; an absent attribute keeps the class's initialiser. */
  decode(row: ReadonlyRow): object;
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

/** Compiles a class's properties once. */
export function compileFields(schema: EntitySchema): Fields {
  const all = schema.properties.map(
    (property): Field => Object.freeze({ schema: property, codec: compilePropertyCodec(property, compileFields) }),
  );
  const codecs = new Map(all.map(({ schema: property, codec }) => [property, codec]));

  const encodeField = ({ schema: property, codec }: Field, value: unknown, row: Row): void => {
    if (value === undefined || (value === '' && property.allowEmpty)) return;
    const encoded = ValueProblem.at(property.property, () => codec.encode(value));
    for (const attribute of property.attributes) setOwn(row, attribute, encoded);
  };

  return Object.freeze({
    all,
    of: (property: PropertySchema) => codecs.get(property) ?? compilePropertyCodec(property, compileFields),
    encode: (item: object): Row => {
      const values = item as Record<string, unknown>; // its own properties are looked at by name
      checkUndeclared(schema, values);
      const row: Row = {};
      let fresh: Record<string, unknown> | undefined;
      for (const field of all) {
        const { property } = field.schema;
        let value = values[property];
        if (value === undefined && !(property in values)) {
          // Plain fields get what the class itself fills in: constants and initialisers.
          fresh ??= new schema.entity() as Record<string, unknown>;
          value = fresh[property];
        }
        encodeField(field, value, row);
      }
      return row;
    },
    decode: (row: ReadonlyRow): object => {
      const instance = new schema.entity() as Record<string, unknown>; // attributes are set on it by name
      for (const { schema: property, codec } of all) {
        const [first] = property.attributes;
        const stored = Object.hasOwn(row, first) ? row[first] : undefined;
        if (stored !== undefined) instance[property.property] = ValueProblem.at(property.property, () => codec.decode(stored));
      }
      return instance;
    },
  });
}
