import type { EntityClass } from '../decorators/attribute-options.js';
import { TIME_TO_LIVE } from '../decorators/time-to-live.js';
import { DeclarationError, type TempestErrorOptions } from '../errors.js';
import type { PropertySchema } from '../metadata/entity-schema.js';
import { describe } from './describe-value.js';
import { elementwise } from './elementwise-codec.js';
import type { NestedClass } from './fields-codec.js';
import { nativeCodec } from './native-codec.js';
import { nestedClassCodec } from './nested-class-codec.js';
import { scalarCodec } from './scalar-codecs.js';
import { timeToLiveCodec } from './time-to-live-codec.js';
import { userCodec } from './user-codec.js';
import type { ValueCodec } from './value-codec.js';
import { ValueProblem } from './value-problem.js';

/** Built-ins that are no element type: an array, a set or a record is seen from the value. */
const CONTAINERS: ReadonlySet<unknown> = new Set([Array, Set, Map, Object, Function, Symbol]);

/** `() => Geo` has no prototype of its own; a class, whichever way it was compiled, has. */
const isThunk = (type: unknown): type is () => unknown => typeof type === 'function' && type.prototype === undefined;

/** Finds the compiled form of a nested class: passed in, as its properties are compiled by this again. */
type NestedClasses = (entity: EntityClass) => NestedClass;

function typedCodec(schema: PropertySchema, nested: NestedClasses): ValueCodec {
  const fail = (why: string, options?: TempestErrorOptions): never => {
    const place = { entity: schema.entity, property: schema.property };
    throw new DeclarationError(`${schema.entity}.${schema.property}: ${why}`, place, options);
  };
  const typeOf = (declared: unknown): unknown => {
    if (scalarCodec(declared) || !isThunk(declared)) return declared;
    try {
      return declared();
    } catch (cause) {
      return fail('the function of its `type` failed. Where it names a class of the same file, call create() after that class.', { cause });
    }
  };
  const type = typeOf(schema.type);
  const scalar = scalarCodec(type);
  if (scalar) return elementwise(scalar);
  if (CONTAINERS.has(type)) {
    return fail(
      '`type` is that of the elements: `type: Date` for Date[], Set<Date> or Record<string, Date>. Leave it out for native elements.',
    );
  }
  if (typeof type !== 'function') {
    const hint = type === undefined ? ' Where two files import each other, write it as a function, `type: () => Class`.' : '';
    return fail(
      `\`type\` is a constructor, () => Class, 'epochSeconds', 'epochMillis' or 'decimal', not ${typeof type === 'string' ? `'${type}'` : describe(type)}.${hint}`,
    );
  }
  return nestedClassCodec(nested(type as EntityClass)); // building its schema checks that it is one
}

/** The text of a prefixed property, or the place where the prefix is missing. */
function prefixed(inner: ValueCodec, prefix: string): ValueCodec {
  return {
    keyType: 'S',
    ...(inner.form !== undefined && { form: inner.form }),
    encode: (value, depth) => {
      const { S } = inner.encode(value, depth);
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

/** How the values of a property are stored: its `codec`, or what its `type` says, or what DynamoDB's own types tell apart; with its prefix. */
export function compilePropertyCodec(schema: PropertySchema, nested: NestedClasses): ValueCodec {
  if (schema.decorators.has(TIME_TO_LIVE)) return timeToLiveCodec;
  const inner = schema.codec ? userCodec(schema.codec) : schema.type === undefined ? nativeCodec : typedCodec(schema, nested);
  return schema.prefix === '' ? inner : prefixed(inner, schema.prefix);
}
