import type { DataKeys, GeneratedKeys, Present } from '../../metadata/data-keys.js';
import type { TermOf } from './condition-types.js';
import type { Change } from './update-operators.js';

/** What an attribute is set to: a value, or another attribute. `_Path` is the attribute's, for the compiler's messages to name. */
type Value<V, _Path extends string> = Present<V> | TermOf<Present<V>>;

/** Elements that are put into a list: the same. */
type Elements<Element, _Path extends string> = Element | readonly Element[];

/** What is added to a number, or to a set, or taken out of one: the same. A type that is no union would lose its name in messages; this is one of two equal ones. */
type Given<V, Path extends string> = V | (V & { readonly '~path'?: Path });

interface AnyUpdates<V, Path extends string> {
  set(value: Value<V, Path>): Change;
  /** Only where the attribute is absent. */
  setIfAbsent(value: Value<V, Path>): Change;
}

interface NumberUpdates<V, Path extends string> {
  /** Adds, from 0 where the attribute is absent; a negative number subtracts. */
  add(amount: Given<Exclude<V, null | undefined>, Path>): Change;
}

interface SetUpdates<Element, Path extends string> {
  /** Adds members; a top-level attribute only. */
  add(members: Given<ReadonlySet<Element>, Path>): Change;
  /** Takes members out; a top-level attribute only. */
  delete(members: Given<ReadonlySet<Element>, Path>): Change;
}

interface ListUpdates<Element, Path extends string> {
  /** Puts one element, or several, at the end. */
  append(elements: Elements<Element, Path>): Change;
  /** Puts one element, or several, at the beginning. */
  prepend(elements: Elements<Element, Path>): Change;
  /** An element that is there, from 0. */
  at(index: number): UpdateTerm<Element | undefined, `${Path}[]`>;
}

interface Removal {
  remove(): Change;
}

type Scalar = string | number | bigint | boolean | Date | Uint8Array | null;

type Plain<V> = Exclude<V, null | undefined>;

type UpdatesOf<V, Path extends string> = AnyUpdates<V, Path> &
  (undefined extends V ? Removal : unknown) &
  ([Plain<V>] extends [number | bigint] ? NumberUpdates<V, Path> : unknown) &
  (Plain<V> extends ReadonlySet<infer Element> ? SetUpdates<Element, Path> : unknown) &
  (Plain<V> extends readonly (infer Element)[] ? ListUpdates<Element, Path> : unknown) &
  (Plain<V> extends Scalar | ReadonlySet<unknown> | readonly unknown[]
    ? unknown
    : string extends keyof Plain<V>
      ? { get(key: string): UpdateTerm<Plain<V>[keyof Plain<V>] | undefined, `${Path}.${string}`> }
      : unknown);

type Inside<V, Path extends string> = V extends Scalar | ReadonlySet<unknown> | readonly unknown[]
  ? unknown
  : string extends keyof V
    ? unknown
    : { readonly [K in DataKeys<V>]-?: UpdateTerm<V[K & keyof V], `${Path}.${K}`> };

type Own<V> = V extends Scalar | ReadonlySet<unknown> | readonly unknown[] ? never : string extends keyof V ? never : DataKeys<V>;

/** A handle of an attribute of type `V`: the changes that it takes, and handles of what is inside. */
export type UpdateTerm<V, Path extends string = string> = TermOf<Present<V>> &
  Omit<UpdatesOf<V, Path>, Own<Plain<V>>> &
  Inside<Plain<V>, Path>;

/** Handles of an item's attributes, without its key, which it is found by, and without what the library fills in. */
export type UpdateTerms<E, Key extends PropertyKey = never> = {
  readonly [K in Exclude<DataKeys<E>, Key | GeneratedKeys<E>>]-?: UpdateTerm<E[K & keyof E], K>;
};

/** The changes of an update, as a callback. */
export type UpdateCallback<E, Key extends PropertyKey = never> = (item: UpdateTerms<E, Key>) => Change | readonly Change[];
