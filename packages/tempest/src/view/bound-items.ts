import { partProperties } from '../metadata/table-schema.js';
import { type BoundTo, bind } from '../operation/binding.js';
import { keyInput } from '../operation/key-input.js';
import type { BoundView } from '../operation/runtime.js';
import type { KeyOf } from './item-types.js';

/** A key that knows its view, for batches and transactions. It is a plain object of its fields besides, and serves `load` too. */
export type BoundKey<E extends object, P extends keyof E & string, S extends keyof E & string = never> = KeyOf<E, P, S> & BoundTo<E, P | S>;

type Values = Record<string, unknown>;

/** @throws InvalidKeyError that names the class and the property */
export function keyOfView(view: BoundView, fields: object): object {
  keyInput(view, fields); // found here rather than in a batch of hundreds
  const { partition, sort, entity, table, name } = view.schema;
  const key: Values = {};
  for (const { property } of [partition, ...(sort ? [sort] : [])].flatMap(partProperties)) {
    const value = (fields as Values)[property]; // looked at by name
    if (value !== undefined) key[property] = value;
  }
  bind(key, { role: 'key', tableName: table.tableName, view: name, entity: entity.entity });
  return Object.freeze(key);
}

/** A new instance of the view's class that has these fields, and what the class itself fills in. */
export function itemOfView(view: BoundView, fields: object): object {
  const { entity, table, name } = view.schema;
  const item = new entity.entity() as Values; // fields are set on it by name
  // An instance's accessors stand in its class, so its own names are not all of them.
  for (const property of new Set([...entity.byProperty.keys(), ...Object.keys(fields)])) {
    const inherited = property in Object.prototype && !Object.hasOwn(fields, property);
    const value = inherited ? undefined : (fields as Values)[property];
    if (value !== undefined) item[property] = value;
  }
  bind(item, { role: 'item', tableName: table.tableName, view: name, entity: entity.entity });
  return item;
}
