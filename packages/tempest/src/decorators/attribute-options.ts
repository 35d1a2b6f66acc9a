import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** How a value that the library does not know is stored. The two functions are each other's inverse. */
export interface AttributeCodec<V> {
  /** From the property's value (never `undefined`) to what DynamoDB stores. */
  toDb(value: V): AttributeValue;
  /** Back from what DynamoDB stores to the property's value. */
  toApp(value: AttributeValue): V;
}

/** A class whose zero-argument constructor makes an empty instance. */
export type EntityClass<E extends object = object> = new () => E;

/**
 * Types that no constructor names. `'epochSeconds'` and `'epochMillis'`: a `Date` stored as a number. `'decimal'`: a string of digits stored as a
 * DynamoDB number, for the 38 digits that a JavaScript number cannot hold.
 */
export type AttributeTag = 'epochSeconds' | 'epochMillis' | 'decimal';

/** A constructor: of a primitive, of a built-in that DynamoDB has no type for, or of a nested class with attributes of its own. */
export type AttributeConstructor =
  | StringConstructor
  | NumberConstructor
  | BooleanConstructor
  | BigIntConstructor
  | DateConstructor
  | Uint8ArrayConstructor
  | EntityClass;

/** What a property holds, or what its elements are where it holds an array, a set or a record. */
export type AttributeType = AttributeTag | AttributeConstructor | (() => AttributeTag | AttributeConstructor);

/** Options of `@Attribute`, all of them optional. */
// biome-ignore lint/suspicious/noExplicitAny: a codec of any value type fits; the property's own type is not visible to a decorator of both dialects
export interface AttributeOptions<V = any> {
  /** The attribute's name in DynamoDB. Default: the property's name. */
  readonly name?: string;
  /** Several attributes that carry the same value: written to all, read from the first. Instead of `name`. */
  readonly names?: readonly [string, ...string[]];
  /** Put before the value on write, removed on read. The property is a string. A sort key's prefix tells the entities of one table apart. */
  readonly prefix?: string;
  /** Leave the attribute absent where the value is the empty string, instead of storing the bare prefix. Default: false. */
  readonly allowEmpty?: boolean;
  /** What the property holds. Needed for `Date`, `bigint` and nested classes; DynamoDB's own types tell the rest apart. */
  readonly type?: AttributeType;
  /** A conversion of your own, instead of `type`. */
  readonly codec?: AttributeCodec<V>;
  /** Keep the attribute in DynamoDB when the item is archived, so that filters on it stay cheap. Default: false. */
  readonly keepInPointer?: boolean;
}
