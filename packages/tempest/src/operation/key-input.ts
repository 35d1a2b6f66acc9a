import { setOwn } from '../codec/native-codec.js';
import type { Row } from '../codec/row.js';
import { InvalidKeyError } from '../errors.js';
import type { KeyPartSchema } from '../metadata/table-schema.js';
import { checkKeyBinding } from './check-binding.js';
import type { BoundView } from './runtime.js';

/** The value that a key gives for a part; where it gives none, the constant that the class has. `undefined`: neither. */
export function partValue(part: KeyPartSchema, key: object): unknown {
  const { property } = part.property;
  const given = (key as Readonly<Record<string, unknown>>)[property]; // looked at by name
  return part.inKey && given !== undefined ? given : part.fixed;
}

/**
 * A key's properties as the row's key attributes.
 *
 * @throws InvalidKeyError that names the class and the property.
 */
export function keyInput(view: BoundView, key: object): Row {
  const { schema, codec } = view;
  const { partition, sort, entity } = schema;
  if (typeof key !== 'object' || key === null) {
    throw new InvalidKeyError(`A key is an object: { ${partition.property.property}: ... }.`, entity.name, partition.property.property);
  }
  if (key instanceof Promise) throw new InvalidKeyError('The key is a Promise. Await it first.', entity.name, partition.property.property);
  checkKeyBinding(view, key);
  const row: Row = {};
  for (const part of sort ? [partition, sort] : [partition]) {
    setOwn(row, part.attribute, codec.encodeKeyValue(part.property, part.attribute, partValue(part, key)));
  }
  return row;
}
