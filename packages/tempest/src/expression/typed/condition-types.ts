import type { DataKeys, Present } from '../../metadata/data-keys.js';
import type { AttributeType } from '../attribute-type.js';
import type { RawExpression } from '../raw-expression.js';
import type { Condition } from './condition.js';

/** An attribute as an operand. Carries its type only. */
export interface TermOf<V> {
  readonly '~value'?: V;
}

/** What a value of type `V` is compared with: another value, or an attribute of the same type. */
export type OperandOf<V> = V | TermOf<V>;

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
interface AnyOperators<V> {
  /** Equal, type and value. */
  eq(value: OperandOf<V>): Condition;
  /** Not equal, or absent. */
  ne(value: OperandOf<V>): Condition;
  in(...values: readonly OperandOf<V>[]): Condition;
  in(values: readonly OperandOf<V>[]): Condition;
  exists(): Condition;
  notExists(): Condition;
  isType(type: AttributeType): Condition;
  /** Units of a string, bytes of a binary, elements of a list, map or set. */
  size(): SizeTerm;
}

/** What may be asked of numbers, texts, dates and bytes besides. */
interface OrderedOperators<V> {
  lt(value: OperandOf<V>): Condition;
  le(value: OperandOf<V>): Condition;
  gt(value: OperandOf<V>): Condition;
  ge(value: OperandOf<V>): Condition;
  /** Both bounds included. */
  between(low: OperandOf<V>, high: OperandOf<V>): Condition;
}

interface TextOperators<V> {
  beginsWith(prefix: OperandOf<V | string>): Condition;
  contains(part: OperandOf<V | string>): Condition;
}

interface ElementOperators<Element> {
  contains(element: OperandOf<Element>): Condition;
}

type Scalar = string | number | bigint | boolean | Date | Uint8Array | null;

type OperatorsOf<V> = AnyOperators<V> &
  ([V] extends [string | number | bigint | Date | Uint8Array | null] ? OrderedOperators<Exclude<V, null>> : unknown) &
  ([V] extends [string | null] ? TextOperators<Exclude<V, null>> : unknown) &
  ([V] extends [Uint8Array | null] ? TextOperators<Exclude<V, null>> : unknown) &
  (V extends ReadonlySet<infer Element> ? ElementOperators<Element> : unknown) &
  (V extends readonly (infer Element)[] ? ElementOperators<Element> & { at(index: number): Term<Element> } : unknown) &
  (V extends Scalar | ReadonlySet<unknown> | readonly unknown[]
    ? unknown
    : string extends keyof V
      ? { get(key: string): Term<V[keyof V]> }
      : unknown);

type Inside<V> = V extends Scalar | ReadonlySet<unknown> | readonly unknown[]
  ? unknown
  : { readonly [K in DataKeys<V>]-?: Term<Present<V[K & keyof V]>> };

/** The names of a nested object's attributes, which win over operators of the same name. */
type Own<V> = V extends Scalar | ReadonlySet<unknown> | readonly unknown[] ? never : string extends keyof V ? never : DataKeys<V>;

/** A handle of an attribute of type `V`: its operators, and handles of what is inside. */
export type Term<V> = TermOf<V> & Omit<OperatorsOf<V>, Own<Exclude<V, null>>> & Inside<Exclude<V, null>>;

/** Handles of an item's attributes. */
export type Terms<E, Without extends PropertyKey = never> = {
  readonly [K in Exclude<DataKeys<E>, Without>]-?: Term<Present<E[K & keyof E]>>;
};

/** A condition on an item of type `E`: a callback, or DynamoDB's own language. `Without`: properties that it may not name. */
export type ConditionInput<E, Without extends PropertyKey = never> = ConditionCallback<E, Without> | RawExpression;

/** A condition as operations take it, whatever its entity. */
export type AnyCondition = RawExpression | ((item: never) => Condition);

/** A condition on an item of type `E`, as a callback. */
export type ConditionCallback<E, Without extends PropertyKey = never> = (item: Terms<E, Without>) => Condition;
