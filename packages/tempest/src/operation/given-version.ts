import { ValueProblem } from '../codec/value-problem.js';
import { InvalidItemError } from '../errors.js';
import type { PropertySchema } from '../metadata/entity-schema.js';
import type { BoundView } from './runtime.js';
import { type VersionCheck, versionCheck, versionDigits } from './version-check.js';

/**
 * What a version that was given to an operation asks of the stored item.
 *
 * @throws InvalidItemError where the value is no version
 */
export function givenVersion({ schema, codec }: BoundView, property: PropertySchema, value: unknown): VersionCheck {
  const fail = (why: string, cause?: unknown): never => {
    const message = `${schema.entity.name}.${property.property}: ${why}`;
    throw new InvalidItemError(message, schema.entity.name, property.property, cause === undefined ? {} : { cause });
  };
  try {
    const digits = versionDigits(codec.valueCodec(property).encode(value));
    return digits === undefined ? fail('a version is a whole number from 0. Pass it as it was read.') : versionCheck(property, digits);
  } catch (cause) {
    if (cause instanceof ValueProblem) return fail(cause.message, cause.cause ?? cause);
    throw cause;
  }
}
