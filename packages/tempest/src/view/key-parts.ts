/** A view's key: partition, or partition and sort. Each is a property, or a template of several; `CheckedParts` says where it is neither. */
export type KeyParts = readonly [string] | readonly [string, string];

/** What stands in a template's braces, without widths. */
type NamesIn<T extends string> = T extends `${string}{${infer Inner}}${infer Rest}`
  ? (Inner extends `${infer Name}:${string}` ? Name : Inner) | NamesIn<Rest>
  : never;

/** The names in a part of a key: one, or a template's. */
export type NamesOf<T extends string> = T extends `${string}{${string}}${string}` ? NamesIn<T> : T;

/** A part of a key itself, where all its names are properties; otherwise a text that names those that are none. */
type CheckedPart<E, T extends string> = [Exclude<NamesOf<T>, keyof E>] extends [never]
  ? T
  : `${Exclude<NamesOf<T>, keyof E> & string} is no property of the class`;

type Checked<E, K extends readonly string[]> = { readonly [Position in keyof K]: CheckedPart<E, K[Position]> };

/** A view's key, where all its names are properties; otherwise what the compiler's message names the misspelt one with. */
export type CheckedParts<E, K extends readonly string[]> = K extends Checked<E, K> ? K : Checked<E, K>;
