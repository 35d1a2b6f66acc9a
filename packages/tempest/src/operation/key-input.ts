import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { setOwn } from '../codec/native-codec.js';
import type { Row } from '../codec/row.js';
import { InvalidKeyError } from '../errors.js';
import { matchesPatterns } from '../metadata/key-pattern.js';
import { type KeyPartSchema, type PropertyPart, partName } from '../metadata/table-schema.js';
import { checkKeyBinding } from './check-binding.js';
import type { BoundView } from './runtime.js';

/** The value that a key gives for a part; where it gives none, the constant that the class has. `undefined`: neither. */
export function partValue(part: PropertyPart, key: object): unknown {
  const { property } = part.property;
  const given = (key as Readonly<Record<string, unknown>>)[property]; // looked at by name
  return part.inKey && given !== undefined ? given : part.fixed;
}

/** A part of a key as it is stored. Throws InvalidKeyError. */
export function encodePart({ codec }: Pick<BoundView, 'codec'>, part: KeyPartSchema, key: object): AttributeValue {
  if (part.template) return codec.encodeTemplate(part, key, 'whole').value;
  return codec.encodeKeyValue(part.property, part.attribute, partValue(part, key));
}

/** A key that another entity's items have would find one of those. */
function checkOwn({ schema }: BoundView, row: Row): void {
  const other = schema.patterns.find(({ attribute, excluded }) => excluded.length > 0 && row[attribute] !== undefined);
  if (!other || matchesPatterns([other], row)) return;
  const part = schema.sort?.attribute === other.attribute ? schema.sort : schema.partition;
  const name = (part.template?.components.at(-1)?.property ?? schema.entity.byAttribute.get(other.attribute))?.property ?? partName(part);
  const message =
    `${schema.entity.name}.${name}: with ${other.excluded.map(text => `'${text}'`).join(' or ')} in it, '${row[other.attribute]?.S}' would be the key of another ` +
    `entity of table ${schema.table.name}. Use values without it.`;
  throw new InvalidKeyError(message, schema.entity.name, name);
}

/**
 * A key's properties as the row's key attributes.
 *
 * @throws InvalidKeyError that names the class and the property.
 */
export function keyInput(view: BoundView, key: object): Row {
  const { partition, sort, entity } = view.schema;
  if (typeof key !== 'object' || key === null) {
    throw new InvalidKeyError(`A key is an object: { ${partName(partition)}: ... }.`, entity.name, partName(partition));
  }
  if (key instanceof Promise) throw new InvalidKeyError('The key is a Promise. Await it first.', entity.name, partName(partition));
  checkKeyBinding(view, key);
  const row: Row = {};
  for (const part of sort ? [partition, sort] : [partition]) setOwn(row, part.attribute, encodePart(view, part, key));
  checkOwn(view, row);
  return row;
}
