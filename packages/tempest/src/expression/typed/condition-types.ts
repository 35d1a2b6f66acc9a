import type { DataKeys, Present } from '../../metadata/data-keys.js';
import type { AttributeType } from '../attribute-type.js';
import type { RawExpression } from '../raw-expression.js';
import type { Condition } from './condition.js';

/** An attribute as an operand. Carries its type only. */
export interface TermOf<V> {
  readonly '~value'?: V;
}

/**
 * What a value of type `V` is compared with: another value, or an attribute of the same type. `_Path` is the attribute's, as users write it: it is there for
 * the compiler's messages to name it, and decides nothing.
 */
export type OperandOf<V, _Path extends string = string> = V | TermOf<V>;

/** The size of an attribute, compared with numbers. */
export interface SizeTerm extends TermOf<number> {
  eq(value: OperandOf<number>): Condition;
  ne(value: OperandOf<number>): Condition;
  lt(value: OperandOf<number>): Condition;
  le(value: OperandOf<number>): Condition;
  gt(value: OperandOf<number>): Condition;
  ge(value: OperandOf<number>): Condition;
  between(low: OperandOf<number>, high: OperandOf<number>): Condition;
  in(...values: readonly OperandOf<number>[]): Condition;
}

/** What may be asked of any attribute. */
interface AnyOperators<V, Path extends string> {
  /** Equal, type and value. */
  eq(value: OperandOf<V, Path>): Condition;
  /** Not equal, or absent. */
  ne(value: OperandOf<V, Path>): Condition;
  in(...values: readonly OperandOf<V, Path>[]): Condition;
  in(values: readonly OperandOf<V, Path>[]): Condition;
  exists(): Condition;
  notExists(): Condition;
  isType(type: AttributeType): Condition;
  /** Units of a string, bytes of a binary, elements of a list, map or set. */
  size(): SizeTerm;
}

/** What may be asked of numbers, texts, dates and bytes besides. */
interface OrderedOperators<V, Path extends string> {
  lt(value: OperandOf<V, Path>): Condition;
  le(value: OperandOf<V, Path>): Condition;
  gt(value: OperandOf<V, Path>): Condition;
  ge(value: OperandOf<V, Path>): Condition;
  /** Both bounds included. */
  between(low: OperandOf<V, Path>, high: OperandOf<V, Path>): Condition;
}

interface TextOperators<V, Path extends string> {
  beginsWith(prefix: OperandOf<V | string, Path>): Condition;
  contains(part: OperandOf<V | string, Path>): Condition;
}

interface ElementOperators<Element, Path extends string> {
  contains(element: OperandOf<Element, Path>): Condition;
}

type Scalar = string | number | bigint | boolean | Date | Uint8Array | null;

type OperatorsOf<V, Path extends string> = AnyOperators<V, Path> &
  ([V] extends [string | number | bigint | Date | Uint8Array | null] ? OrderedOperators<Exclude<V, null>, Path> : unknown) &
  ([V] extends [string | null] ? TextOperators<Exclude<V, null>, Path> : unknown) &
  ([V] extends [Uint8Array | null] ? TextOperators<Exclude<V, null>, Path> : unknown) &
  (V extends ReadonlySet<infer Element> ? ElementOperators<Element, Path> : unknown) &
  (V extends readonly (infer Element)[] ? ElementOperators<Element, Path> & { at(index: number): Term<Element, `${Path}[]`> } : unknown) &
  (V extends Scalar | ReadonlySet<unknown> | readonly unknown[]
    ? unknown
    : string extends keyof V
      ? { get(key: string): Term<V[keyof V], `${Path}.${string}`> }
      : unknown);

type Inside<V, Path extends string> = V extends Scalar | ReadonlySet<unknown> | readonly unknown[]
  ? unknown
  : { readonly [K in DataKeys<V>]-?: Term<Present<V[K & keyof V]>, `${Path}.${K}`> };

/** The names of a nested object's attributes, which win over operators of the same name. */
type Own<V> = V extends Scalar | ReadonlySet<unknown> | readonly unknown[] ? never : string extends keyof V ? never : DataKeys<V>;

/** A handle of an attribute of type `V`: its operators, and handles of what is inside. */
export type Term<V, Path extends string = string> = TermOf<V> &
  Omit<OperatorsOf<V, Path>, Own<Exclude<V, null>>> &
  Inside<Exclude<V, null>, Path>;

/** Handles of an item's attributes. */
export type Terms<E, Without extends PropertyKey = never> = {
  readonly [K in Exclude<DataKeys<E>, Without>]-?: Term<Present<E[K & keyof E]>, K>;
};

/** A condition on an item of type `E`: a callback, or DynamoDB's own language. `Without`: properties that it may not name. */
export type ConditionInput<E, Without extends PropertyKey = never> = ConditionCallback<E, Without> | RawExpression;

/** A condition as operations take it, whatever its entity. */
export type AnyCondition = RawExpression | ((item: never) => Condition);

/** A condition on an item of type `E`, as a callback. */
export type ConditionCallback<E, Without extends PropertyKey = never> = (item: Terms<E, Without>) => Condition;
