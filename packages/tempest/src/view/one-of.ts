import type { EntityClass } from '../decorators/attribute-options.js';

/** A registered symbol, so that two loaded copies of this package read each other's declarations. */
const ONE_OF = Symbol.for('@tempest-ts/one-of');

/** Several classes that one view shows. `E`: an item of any of them. */
export interface OneOf<E extends object> {
  /** Never there: it carries the type only. */
  readonly '~items'?: E;
}

/**
 * Names the classes of a view that shows several: each of its items is an instance of its own class. Each class has a view of its own in the same table, which
 * says how its items are told from others.
 *
 * @example
 * media: inlineView(oneOf(Album, Track), { key: ['shelf', 'token'] })
 */
export function oneOf<const Classes extends readonly [EntityClass, EntityClass, ...EntityClass[]]>(
  ...classes: Classes
): OneOf<InstanceType<Classes[number]>> {
  return Object.freeze({ [ONE_OF]: Object.freeze([...classes]) }) as OneOf<InstanceType<Classes[number]>>; // the type is all that it shows
}

/** The classes that `oneOf` named; `undefined` where the value is something else. */
export function classesOf(value: unknown): readonly EntityClass[] | undefined {
  return typeof value === 'object' && value !== null ? (value as { readonly [ONE_OF]?: readonly EntityClass[] })[ONE_OF] : undefined;
}
