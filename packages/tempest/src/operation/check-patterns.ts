import type { Row } from '../codec/row.js';
import { InvalidItemError } from '../errors.js';
import { type KeyPattern, matchesPatterns } from '../metadata/key-pattern.js';
import type { BoundView } from './runtime.js';

/**
 * Saved with another value than the constant by which the view knows its items, an item would never be read again.
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
  const other = schema.patterns.find((pattern: KeyPattern) => !matchesPatterns([pattern], row));
  if (!other) return;
  const property = schema.entity.byAttribute.get(other.attribute)?.property ?? other.attribute;
  const message =
    `${schema.entity.name}.${property}: items of view ${schema.name} have '${other.text}' as their ${other.attribute}, so this one would not be found ` +
    'again. Leave the property as the class initialises it.';
  throw new InvalidItemError(message, schema.entity.name, property);
}
