/** Properties that hold data: what is not a method. */
export type DataKeys<E> = { [K in keyof E]-?: NonNullable<E[K]> extends (...args: never[]) => unknown ? never : K }[keyof E] & string;

/** A value that is there. */
export type Present<T> = Exclude<T, undefined>;

/** Carries no value: it marks, as a type, what the library fills in. */
interface GeneratedMark {
  readonly '~generated': true;
}

/**
 * The type of a property that the library fills in, so that items may be saved without it.
 *
 * @example
 * @Version() version!: Generated<number>;
 */
export type Generated<T> = T | (T & GeneratedMark);

/** Whether the library fills a property in. */
export type IsGenerated<T> = [Extract<T, GeneratedMark>] extends [never] ? false : true;

/** The properties that the library fills in. */
export type GeneratedKeys<E> = { [K in DataKeys<E>]: IsGenerated<E[K & keyof E]> extends true ? K : never }[DataKeys<E>];
