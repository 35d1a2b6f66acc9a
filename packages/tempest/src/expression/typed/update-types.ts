import type { DataKeys, GeneratedKeys, Present } from '../../metadata/data-keys.js';
import type { TermOf } from './condition-types.js';
import type { Change } from './update-operators.js';

type Value<V> = Present<V> | TermOf<Present<V>>;

interface AnyUpdates<V> {
  set(value: Value<V>): Change;
  /** Only where the attribute is absent. */
  setIfAbsent(value: Value<V>): Change;
}

interface NumberUpdates<V> {
  /** Adds, from 0 where the attribute is absent; a negative number subtracts. */
  add(amount: Exclude<V, null | undefined>): Change;
}

interface SetUpdates<Element> {
  /** Adds members; a top-level attribute only. */
  add(members: ReadonlySet<Element>): Change;
  /** Takes members out; a top-level attribute only. */
  delete(members: ReadonlySet<Element>): Change;
}

interface ListUpdates<Element> {
  /** Puts one element, or several, at the end. */
  append(elements: Element | readonly Element[]): Change;
  /** Puts one element, or several, at the beginning. */
  prepend(elements: Element | readonly Element[]): Change;
  /** An element that is there, from 0. */
  at(index: number): UpdateTerm<Element | undefined>;
}

interface Removal {
  remove(): Change;
}

type Scalar = string | number | bigint | boolean | Date | Uint8Array | null;

type Plain<V> = Exclude<V, null | undefined>;

type UpdatesOf<V> = AnyUpdates<V> &
  (undefined extends V ? Removal : unknown) &
  ([Plain<V>] extends [number | bigint] ? NumberUpdates<V> : unknown) &
  (Plain<V> extends ReadonlySet<infer Element> ? SetUpdates<Element> : unknown) &
  (Plain<V> extends readonly (infer Element)[] ? ListUpdates<Element> : unknown) &
  (Plain<V> extends Scalar | ReadonlySet<unknown> | readonly unknown[]
    ? unknown
    : string extends keyof Plain<V>
      ? { get(key: string): UpdateTerm<Plain<V>[keyof Plain<V>] | undefined> }
      : unknown);

type Inside<V> = V extends Scalar | ReadonlySet<unknown> | readonly unknown[]
  ? unknown
  : string extends keyof V
    ? unknown
    : { readonly [K in DataKeys<V>]-?: UpdateTerm<V[K & keyof V]> };

type Own<V> = V extends Scalar | ReadonlySet<unknown> | readonly unknown[] ? never : string extends keyof V ? never : DataKeys<V>;

/** A handle of an attribute of type `V`: the changes that it takes, and handles of what is inside. */
export type UpdateTerm<V> = TermOf<Present<V>> & Omit<UpdatesOf<V>, Own<Plain<V>>> & Inside<Plain<V>>;

/** Handles of an item's attributes, without its key, which it is found by, and without what the library fills in. */
export type UpdateTerms<E, Key extends PropertyKey = never> = {
  readonly [K in Exclude<DataKeys<E>, Key | GeneratedKeys<E>>]-?: UpdateTerm<E[K & keyof E]>;
};

/** The changes of an update, as a callback. */
export type UpdateCallback<E, Key extends PropertyKey = never> = (item: UpdateTerms<E, Key>) => Change | readonly Change[];
