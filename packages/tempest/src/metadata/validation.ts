import { ENTITY, type EntityOptions } from '../decorators/entity.js';
import type { StandardSchemaProps } from '../decorators/standard-schema.js';
import { DeclarationError } from '../errors.js';

/** How the items of an entity are checked. */
export interface Validation {
  readonly schema: StandardSchemaProps<unknown, unknown>;
  /** Also what is read. */
  readonly onRead: boolean;
}

const OPTIONS = ['schema', 'validate'];
const MOMENTS: readonly unknown[] = [undefined, 'write', 'readAndWrite'];

/**
 * What `@Entity` says of an entity's checks.
 *
 * @throws DeclarationError
 */
export function buildValidation(entity: string, marks: ReadonlyMap<string, unknown>): Validation | undefined {
  if (!marks.has(ENTITY)) return undefined;
  const options = marks.get(ENTITY) as EntityOptions; // `Entity` recorded it
  const fail = (why: string): never => {
    throw new DeclarationError(`${entity}: ${why}`, { entity });
  };
  for (const option of Object.keys(options)) {
    if (!OPTIONS.includes(option)) fail(`@Entity has no option \`${option}\`. It has ${OPTIONS.join(', ')}.`);
  }
  if (!MOMENTS.includes(options.validate)) fail("`validate` of @Entity is 'write' (the default) or 'readAndWrite'.");
  if (options.schema === undefined) {
    return options.validate === undefined ? undefined : fail('`validate` of @Entity needs a `schema` to check by.');
  }
  const schema = options.schema?.['~standard'];
  if (typeof schema?.validate !== 'function' || schema.version !== 1) {
    return fail(
      '`schema` of @Entity is no Standard Schema (https://standardschema.dev). Pass one of zod 4, Valibot, ArkType or another that is.',
    );
  }
  return Object.freeze({ schema, onRead: options.validate === 'readAndWrite' });
}
