import { floorToSecond } from '../codec/scalar-codecs.js';
import type { PropertySchema } from '../metadata/entity-schema.js';

/** A time as a property takes it: one that is stored as seconds gets the whole second. */
export function stampOf(property: PropertySchema, now: Date): Date {
  return property.type === 'epochSeconds' ? floorToSecond(now) : now;
}
