import { describe } from '../codec/describe-value.js';
import { InvalidExpressionError } from '../errors.js';

/** How a key condition compares the sort key. */
export type KeyOperator = 'beginsWith' | 'between' | 'equalTo' | 'lessThan' | 'atMost' | 'greaterThan' | 'atLeast';

export const KEY_OPERATORS: readonly KeyOperator[] = ['beginsWith', 'between', 'equalTo', 'lessThan', 'atMost', 'greaterThan', 'atLeast'];

/**
 * A condition on the keys of a view. `Names` are the properties that it names, as a parameter of their own: a misspelt one is then no subset of
 * the view's, and so an error where the condition is used, also when the condition stands in a constant.
 */
export interface KeyCondition<Key extends object, Names extends PropertyKey = keyof Key, Operator extends KeyOperator = KeyOperator> {
  readonly operator: Operator;
  readonly key: Key;
  /** The upper bound of `between`. */
  readonly to?: Key;
  /** Never there: it carries the type only. */
  readonly '~names'?: Names;
}

/** A condition whose sort part may be left out. */
export type PrefixCondition<Key extends object, Names extends PropertyKey = keyof Key> = KeyCondition<Key, Names, 'beginsWith'>;

/** A condition that needs the whole key. */
export type RangeCondition<Key extends object, Names extends PropertyKey = keyof Key> = KeyCondition<
  Key,
  Names,
  Exclude<KeyOperator, 'beginsWith'>
>;

function condition<const Key extends object, Operator extends KeyOperator>(
  operator: Operator,
  key: Key,
  to?: Key,
): KeyCondition<Key, keyof Key, Operator> {
  for (const each of to === undefined ? [key] : [key, to]) {
    if (typeof each !== 'object' || each === null || each instanceof Promise) {
      throw new InvalidExpressionError(
        `${operator}() takes an object of key properties, { userId: 'u1' } or the like, not ${describe(each)}.`,
      );
    }
  }
  return Object.freeze(to === undefined ? { operator, key: { ...key } } : { operator, key: { ...key }, to: { ...to } });
}

/** Items whose sort key begins with the given text; without a sort property, all of the partition's items of the view's entity. */
export const beginsWith = <const Key extends object>(key: Key): PrefixCondition<Key> => condition('beginsWith', key);

/** Items whose sort key lies between the two, both included. The partition is the same in both. */
export const between = <const From extends object, const To extends { readonly [K in keyof From]?: unknown }>(
  from: From,
  to: To,
): RangeCondition<From | To, keyof From | keyof To> => condition('between', from as From | To, to as From | To);

/** The items with this very key: one of a table, any number of an index. */
export const equalTo = <const Key extends object>(key: Key): RangeCondition<Key> => condition('equalTo', key);

/** Items whose sort key is before the given one. */
export const lessThan = <const Key extends object>(key: Key): RangeCondition<Key> => condition('lessThan', key);

/** Items whose sort key is the given one or before it. */
export const atMost = <const Key extends object>(key: Key): RangeCondition<Key> => condition('atMost', key);

/** Items whose sort key is after the given one. */
export const greaterThan = <const Key extends object>(key: Key): RangeCondition<Key> => condition('greaterThan', key);

/** Items whose sort key is the given one or after it. */
export const atLeast = <const Key extends object>(key: Key): RangeCondition<Key> => condition('atLeast', key);
