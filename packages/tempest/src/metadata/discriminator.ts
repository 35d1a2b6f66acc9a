import { DISCRIMINATOR } from '../decorators/discriminator.js';
import { DeclarationError } from '../errors.js';
import type { EntitySchema, PropertySchema } from './entity-schema.js';

/** What tells the items of a class from those of others, besides their keys. */
export interface ClassMark {
  readonly property: PropertySchema;
  readonly attribute: string;
  /** As it is stored. */
  readonly value: string;
}

/**
 * The mark of a class; `undefined` where it declares none.
 *
 * @throws DeclarationError
 */
export function discriminatorOf(properties: readonly PropertySchema[]): ClassMark | undefined {
  const [property, other] = properties.filter(({ decorators }) => decorators.has(DISCRIMINATOR));
  if (!property) return undefined;
  const fail = (why: string): never => {
    throw new DeclarationError(`${property.entity}.${property.property}: ${why}`, { entity: property.entity, property: property.property });
  };
  if (other) fail(`its class has two properties with @Discriminator(), this and ${other.property}. Keep one.`);
  if (property.codec || (property.type !== undefined && property.type !== String)) {
    fail('a @Discriminator() is stored as text. Remove its `type` or `codec`.');
  }
  const { initial } = property;
  if (typeof initial !== 'string' || initial === '' || !property.constant) {
    return fail(
      `a @Discriminator() is a constant that each class initialises to a text of its own: readonly ${property.property} = 'album'. ` +
        'A view is of the classes that do, not of their base class.',
    );
  }
  return Object.freeze({ property, attribute: property.attributes[0], value: property.prefix + initial });
}

/** Whether no row can be of both classes. */
export function haveOtherMarks(a: EntitySchema, b: EntitySchema): boolean {
  return (
    a.discriminator !== undefined &&
    a.discriminator.attribute === b.discriminator?.attribute &&
    a.discriminator.value !== b.discriminator.value
  );
}
