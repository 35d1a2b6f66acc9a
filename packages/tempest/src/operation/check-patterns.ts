import type { Row } from '../codec/row.js';
import { InvalidItemError } from '../errors.js';
import { describePattern, isExact, keyPattern, matchesPatterns } from '../metadata/key-pattern.js';
import type { BoundView } from './runtime.js';

/**
 * Saved with a key that is not one of the view's, an item would never be read again, or be read as another entity's.
 *
 * @throws InvalidItemError that names the class and the property
 */
export function checkPatterns({ schema }: BoundView, row: Row): void {
  const { discriminator } = schema.entity;
  if (discriminator && row[discriminator.attribute]?.S !== discriminator.value) {
    const { name } = schema.entity;
    const message = `${name}.${discriminator.property.property}: items of ${name} have '${discriminator.value}' there, so this one would not be found again. Leave the property as the class initialises it.`;
    throw new InvalidItemError(message, name, discriminator.property.property);
  }
  const other = schema.patterns.find(pattern => !matchesPatterns([pattern], row));
  if (!other) return;
  const { attribute, parts, excluded } = other;
  const { name, byAttribute } = schema.entity;
  const part = [schema.partition, schema.sort].find(each => each?.attribute === attribute);
  const property = (byAttribute.get(attribute) ?? part?.template?.components.at(-1)?.property)?.property ?? attribute;
  const isAnothers = matchesPatterns([keyPattern(attribute, parts)], row);
  const remedy = isAnothers
    ? `With ${excluded.map(text => `'${text}'`).join(' or ')} at its end it would be the key of another entity. Use values without it.`
    : 'Leave the property as the class initialises it.';
  const message =
    `${name}.${property}: items of view ${schema.name} have ${isExact(other) ? '' : 'a value of the form '}'${describePattern(other)}' as their ${attribute}, so this ` +
    `one would not be found again. ${remedy}`;
  throw new InvalidItemError(message, name, property);
}
