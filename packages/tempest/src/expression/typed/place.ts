import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ValueCodec } from '../../codec/value-codec.js';
import { ValueProblem } from '../../codec/value-problem.js';
import { InvalidExpressionError } from '../../errors.js';
import type { PathSegment } from '../tree.js';

/** Where a value stands in an item, and how it is stored there. */
export interface Place {
  /** For messages: `UserSession.meta.size`. */
  readonly label: string;
  /** One path for each attribute that carries the property; expressions read the first, updates write all. */
  readonly paths: readonly (readonly [string, ...PathSegment[]])[];
  readonly codec: ValueCodec;
  /** Put before the text on write; `''` where there is none. */
  readonly prefix: string;
}

export function failAt(place: Place, why: string, cause?: unknown): never {
  throw new InvalidExpressionError(`${place.label}: ${why}`, cause === undefined ? {} : { cause });
}

/** The path that conditions and values are read from. */
export function firstPath(place: Place): readonly [string, ...PathSegment[]] {
  return place.paths[0] ?? failAt(place, 'it has no attribute.');
}

/** A name or an index inside a place. */
export function childPlace(place: Place, segment: string | number): Place {
  const child = place.codec.child?.(segment);
  const label = typeof segment === 'number' ? `${place.label}[${segment}]` : `${place.label}.${segment}`;
  if (!child)
    return failAt(place, `nothing is known of what is inside it, so ${JSON.stringify(segment)} cannot be named. Use expression('...').`);
  return {
    label,
    paths: place.paths.flatMap(path => child.segments.map(stored => [...path, stored] as const)),
    codec: child.codec,
    prefix: child.prefix,
  };
}

/** A value of the place's own type, as it is stored. */
export function encodeAt(place: Place, value: unknown): AttributeValue {
  if (value === undefined) return failAt(place, 'an operand is undefined. Give a value, or ask exists() or notExists().');
  try {
    return place.codec.encode(value);
  } catch (cause) {
    if (cause instanceof ValueProblem) return failAt(place, cause.message, cause.cause ?? cause);
    throw cause;
  }
}
