import type { Row } from '../codec/row.js';
import { InvalidKeyError } from '../errors.js';
import type { BoundView } from './runtime.js';

/**
 * A key's properties as the row's key attributes.
 *
 * @throws InvalidKeyError that names the class and the property.
 */
export function keyInput({ schema, codec }: BoundView, key: object): Row {
  const { partition, sort, entity } = schema;
  if (typeof key !== 'object' || key === null) {
    throw new InvalidKeyError(`A key is an object: { ${partition.property.property}: ... }.`, entity.name, partition.property.property);
  }
  const values = key as Readonly<Record<string, unknown>>; // its properties are looked at by name
  const row: Row = {
    [partition.attribute]: codec.encodeKeyValue(partition.property, partition.attribute, values[partition.property.property]),
  };
  if (sort) {
    const given = sort.inKey ? (values[sort.property.property] ?? sort.fixed) : sort.fixed;
    row[sort.attribute] = codec.encodeKeyValue(sort.property, sort.attribute, given);
  }
  return row;
}
