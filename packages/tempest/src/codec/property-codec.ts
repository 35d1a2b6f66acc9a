import type { EntityClass } from '../decorators/attribute-options.js';
import { DeclarationError } from '../errors.js';
import { buildEntitySchema } from '../metadata/build-entity-schema.js';
import type { EntitySchema, PropertySchema } from '../metadata/entity-schema.js';
import { elementwise } from './elementwise-codec.js';
import type { Fields } from './fields-codec.js';
import { nativeCodec } from './native-codec.js';
import { nestedClassCodec } from './nested-class-codec.js';
import { describe } from './numbers.js';
import { scalarCodec } from './scalar-codecs.js';
import type { ValueCodec } from './value-codec.js';
import { ValueProblem } from './value-problem.js';

/** Built-ins that are no element type: an array, a set or a record is seen from the value. */
const CONTAINERS: ReadonlySet<unknown> = new Set([Array, Set, Map, Object, Function, Symbol]);

/** `() => Geo` has no prototype of its own; a class, whichever way it was compiled, has. */
const isThunk = (type: unknown): type is () => unknown => typeof type === 'function' && type.prototype === undefined;

/** How a nested class's own properties are compiled: passed in, as they are made of this again. */
type CompileFields = (schema: EntitySchema) => Fields;

function typedCodec(schema: PropertySchema, compileFields: CompileFields): ValueCodec {
  const fail = (why: string): never => {
    throw new DeclarationError(`${schema.entity}.${schema.property}: ${why}`, { entity: schema.entity, property: schema.property });
  };
  const build = (type: unknown): ValueCodec => {
    const scalar = scalarCodec(type);
    if (scalar) return elementwise(scalar);
    if (CONTAINERS.has(type))
      return fail(
        '`type` is that of the elements: `type: Date` for Date[], Set<Date> or Record<string, Date>. Leave it out for native elements.',
      );
    if (typeof type !== 'function')
      return fail(`\`type\` is a constructor, () => Class, 'epochSeconds', 'epochMillis' or 'decimal', not ${String(type)}.`);
    return nestedClassCodec(buildEntitySchema(type as EntityClass), compileFields);
  };
  // A thunk may name a class that is declared further down, or this one: it is called when the first value comes.
  if (isThunk(schema.type) && scalarCodec(schema.type) === undefined) {
    const thunk = schema.type;
    let built: ValueCodec | undefined;
    const late = (): ValueCodec => {
      built ??= build(thunk());
      return built;
    };
    return { encode: value => late().encode(value), decode: stored => late().decode(stored) };
  }
  return build(schema.type);
}

/** The text of a prefixed property, or the place where the prefix is missing. */
function prefixed(inner: ValueCodec, prefix: string): ValueCodec {
  return {
    keyType: 'S',
    encode: value => {
      const { S } = inner.encode(value);
      if (S === undefined)
        throw new ValueProblem(
          `its prefix '${prefix}' is for strings, and this is ${describe(value)}. Remove the prefix, or store a string.`,
        );
      return { S: prefix + S };
    },
    decode: stored => {
      if (stored.S?.startsWith(prefix)) return inner.decode({ S: stored.S.slice(prefix.length) });
      throw new ValueProblem(`what is stored does not begin with its prefix '${prefix}'.`);
    },
  };
}

function userCodec(schema: PropertySchema): ValueCodec | undefined {
  const { codec } = schema;
  if (!codec) return undefined;
  const run = <T>(direction: string, convert: () => T): T => {
    try {
      return convert();
    } catch (cause) {
      const problem = new ValueProblem(`its codec's ${direction} failed: ${cause instanceof Error ? cause.message : String(cause)}`);
      problem.cause = cause;
      throw problem;
    }
  };
  return {
    encode: value => run('toDb', () => codec.toDb(value)),
    decode: stored => run('toApp', () => codec.toApp(stored)),
  };
}

/** How the values of a property are stored: its `codec`, or what its `type` says, or what DynamoDB's own types tell apart; with its prefix. */
export function compilePropertyCodec(schema: PropertySchema, compileFields: CompileFields): ValueCodec {
  const inner = userCodec(schema) ?? (schema.type === undefined ? nativeCodec : typedCodec(schema, compileFields));
  return schema.prefix === '' ? inner : prefixed(inner, schema.prefix);
}
