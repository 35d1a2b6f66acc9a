import type { DataKeys, IsGenerated } from '../metadata/data-keys.js';

/** A mapped type written out, for readable messages and hovers. */
export type Simplify<T> = { [K in keyof T]: T[K] } & {};

type IsUnion<T, U = T> = T extends unknown ? ([U] extends [T] ? false : true) : never;

/**
 * Whether a property has one value only, as `readonly sortKey = ''` has: the class fills it in. As a key of a record such a type names one required
 * property; `string`, a template such as `user/${string}`, or a branded string makes an index signature, which `{}` satisfies.
 */
type IsConstant<T> = [T] extends [string | number | bigint]
  ? IsUnion<T> extends true
    ? false
    : Record<never, never> extends Record<`${T}`, 1>
      ? false
      : true
  : false;

type IsOptional<E, K extends keyof E> = object extends Pick<E, K> ? true : false;

type MayBeLeftOut<E, K extends keyof E> = IsOptional<E, K> extends true ? true : IsConstant<E[K]> extends true ? true : IsGenerated<E[K]>;

type LeftOutKeys<E> = { [K in DataKeys<E>]: MayBeLeftOut<E, K & keyof E> extends true ? K : never }[DataKeys<E>] & keyof E;

/** What an item is saved from: an instance, or its data properties. Constants and what the library fills in may be left out. */
export type Fields<E> = E extends unknown
  ? Simplify<
      { readonly [K in Exclude<DataKeys<E>, LeftOutKeys<E>> & keyof E]: E[K] } & { readonly [K in LeftOutKeys<E>]?: E[K] | undefined }
    >
  : never;

type Present<T> = Exclude<T, undefined | null>;

type ConstantKeys<E, K extends keyof E> = K extends unknown ? (IsConstant<Present<E[K]>> extends true ? K : never) : never;

/** An item's key: the properties that a view's `key` names. */
export type KeyOf<E, P extends keyof E, S extends keyof E = never> = Simplify<
  { readonly [K in Exclude<P | S, ConstantKeys<E, P | S>>]: Present<E[K]> } & { readonly [K in ConstantKeys<E, P | S>]?: E[K] | undefined }
>;

/** Whether a key's part is made of several properties, by a template: the first of them may then be given alone. */
export type IsComposite<S> = IsUnion<S> extends true ? true : false;

/** The last properties of a template may be left out. */
type LeadingOf<E, P extends keyof E, S extends keyof E> = Simplify<
  { readonly [K in P]-?: Present<E[K]> } & { readonly [K in Exclude<S, P>]?: Present<E[K]> | undefined }
>;

/** A key whose sort part may be left out, or begun only where it is a string, or made of several properties. */
export type PrefixOf<E, P extends keyof E, S extends keyof E = never> = [IsComposite<S>] extends [true]
  ? LeadingOf<E, P, S>
  : Simplify<
      { readonly [K in P]-?: Present<E[K]> } & { readonly [K in S as Present<E[K]> extends string ? K : never]?: Present<E[K]> | undefined }
    >;

/** A key to compare with: the whole, or its first properties where a template makes the sort key of several. */
export type RangeOf<E, P extends keyof E, S extends keyof E = never> = [IsComposite<S>] extends [true]
  ? LeadingOf<E, P, S>
  : KeyOf<E, P, S>;
