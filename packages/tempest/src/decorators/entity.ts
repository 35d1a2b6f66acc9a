import { type EntityDecorator, makeEntityDecorator } from './make-decorator.js';
import type { StandardSchemaV1 } from './standard-schema.js';

/** The name under which it is recorded. */
export const ENTITY = 'Entity';

/** Options of `@Entity`. */
export interface EntityOptions<Input = unknown> {
  /** What every item of the class must fit: a schema of zod 4, Valibot, ArkType, or any other of https://standardschema.dev. */
  readonly schema?: StandardSchemaV1<Input, unknown>;
  /** When items are checked: before they are written, or also when they are read. Default: `'write'`. */
  readonly validate?: 'write' | 'readAndWrite';
}

/** What a schema names of its input: an index signature is none of a class. */
type Named<Input> = { [K in keyof Input as string extends K ? never : number extends K ? never : symbol extends K ? never : K]: Input[K] };

/**
 * Has the items of a class checked by a schema. It sees a plain object of the item's attributes as the class holds them (dates are `Date`s, what is absent is left
 * out, the version and the dates that the library fills in are there), and it only checks: what it makes of them (defaults, transforms) is ignored, so that a
 * read gives what was written. It may be asynchronous.
 *
 * `save`, `batchWrite` and `transactionWrite` fail with `ValidationError` before anything is sent. An `update` is not checked, as the rest of its item is not
 * known; with `validate: 'readAndWrite'` what it returns is. On read, an item that does not fit is an `UnreadableItemError`.
 *
 * The property types of the class must fit the schema's, or it does not compile. A subclass has its base class's schema unless it has an `@Entity` of its own.
 *
 * @example
 * @Entity({ schema: z.object({ title: z.string().min(1), plays: z.number().int() }) })
 * class Track { ... }
 */
export function Entity<Input>(options: EntityOptions<Input>): EntityDecorator<Named<Input>> {
  return makeEntityDecorator(ENTITY, Object.freeze({ ...options }));
}
