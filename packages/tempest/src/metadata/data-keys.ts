/** Properties that hold data: what is not a method. */
export type DataKeys<E> = { [K in keyof E]-?: NonNullable<E[K]> extends (...args: never[]) => unknown ? never : K }[keyof E] & string;

/** A value that is there. */
export type Present<T> = Exclude<T, undefined>;
