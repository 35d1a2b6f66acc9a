/** A part of a view's key: a property, or a template of several. */
type KeyPart<E> = (keyof E & string) | `${string}{${string}}${string}`;

/** A view's key: partition, or partition and sort. */
export type KeyParts<E> = readonly [KeyPart<E>] | readonly [KeyPart<E>, KeyPart<E>];

/** What stands in a template's braces, without widths. */
type NamesIn<T extends string> = T extends `${string}{${infer Inner}}${infer Rest}`
  ? (Inner extends `${infer Name}:${string}` ? Name : Inner) | NamesIn<Rest>
  : never;

/** The names in a part of a key: one, or a template's. */
export type NamesOf<T extends string> = T extends `${string}{${string}` ? NamesIn<T> : T;

/** A part of a key itself, where all its names are properties; otherwise a text that names those that are none. */
type CheckedPart<E, T extends string> = [Exclude<NamesOf<T>, keyof E>] extends [never]
  ? T
  : `{${Exclude<NamesOf<T>, keyof E> & string}} is no property of the class`;

/** A view's key, its templates checked: a misspelt name does not compile. */
export type CheckedParts<E, K extends readonly string[]> = { readonly [Position in keyof K]: CheckedPart<E, K[Position]> };
