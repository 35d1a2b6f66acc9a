import type { EntityClass } from '../decorators/attribute-options.js';

/** Which view an object is of. By names, so that a key of one database object serves another over the same tables. */
export interface Binding {
  readonly role: 'key' | 'item';
  /** The name that requests are sent to. */
  readonly tableName: string;
  readonly view: string;
  readonly entity: EntityClass;
}

/**
 * Marks a key that `view.key()` made, and carries the types of its view: batches and transactions take no others. It is never there; the binding itself
 * is kept aside, so that a bound key is a plain object of its fields.
 */
export interface BoundTo<E, Names extends PropertyKey> {
  readonly '~key': { readonly entity: E; readonly names: Names };
}

/** A key bound to a view, whichever it is. */
export type AnyBoundKey = BoundTo<object, PropertyKey>;

/** An item, as a type that no bound key fits. */
export type Unbound = object & { readonly '~key'?: never };

/** One for all loaded copies of this package; objects that are let go leave it. */
const REGISTRY = Symbol.for('@tempest-ts/bindings');

function bindings(): WeakMap<object, Binding> {
  const holder = globalThis as { [REGISTRY]?: WeakMap<object, Binding> };
  holder[REGISTRY] ??= new WeakMap();
  return holder[REGISTRY];
}

/** Remembers which view an object is of. */
export function bind(object: object, binding: Binding): void {
  bindings().set(object, binding);
}

/** Which view an object was bound to; `undefined` where it was bound to none. */
export function bindingOf(object: object): Binding | undefined {
  return bindings().get(object);
}
