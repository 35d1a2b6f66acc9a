import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe } from '../../codec/describe-value.js';
import type { ValueCodec } from '../../codec/value-codec.js';
import { ValueProblem } from '../../codec/value-problem.js';
import { InvalidExpressionError } from '../../errors.js';
import { MAX_LIST_INDEX } from '../limits.js';
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
  /** Whether an empty string leaves the attribute absent. */
  readonly emptyIsAbsent: boolean;
}

export function failAt(place: Place, why: string, cause?: unknown): never {
  throw new InvalidExpressionError(`${place.label}: ${why}`, cause === undefined ? {} : { cause });
}

/** The path that conditions and values are read from. */
export function firstPath(place: Place): readonly [string, ...PathSegment[]] {
  return place.paths[0] ?? failAt(place, 'it has no attribute.');
}

/** @throws InvalidExpressionError where DynamoDB has no such index */
export function indexAt(place: Place, index: unknown): number {
  if (typeof index === 'number' && Number.isInteger(index) && index >= 0 && index <= MAX_LIST_INDEX) return index;
  return failAt(place, `at() takes an index from 0, not ${String(index)}. DynamoDB does not count from the end.`);
}

/** @throws InvalidExpressionError where the name is none */
export function nameAt(place: Place, name: unknown): string {
  if (typeof name === 'string' && name !== '') return name;
  return failAt(place, `get() takes the name of an entry, not ${name === '' ? 'an empty string' : describe(name)}.`);
}

/**
 * DynamoDB compares and copies what is stored: the same value may be stored in two ways.
 *
 * @param purpose what it is to do with the two
 * @throws InvalidExpressionError
 */
export function checkStoredAlike(place: Place, other: Place, purpose: 'compare the two' | 'copy it here'): void {
  const how = other.prefix !== place.prefix ? 'with another prefix' : 'in another way, by its `type` or `codec`';
  if (other.prefix !== place.prefix || other.codec.form !== place.codec.form)
    failAt(place, `${other.label} is stored ${how}, so DynamoDB cannot ${purpose}.`);
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
    emptyIsAbsent: child.emptyIsAbsent ?? false,
  };
}

/**
 * A value of the place's own type, as it is stored.
 *
 * @param instead what to do about a value that is undefined
 */
export function encodeAt(place: Place, value: unknown, instead = 'leave it out'): AttributeValue {
  if (value === undefined) return failAt(place, `an operand is undefined. Give a value, or ${instead}.`);
  try {
    return place.codec.encode(value);
  } catch (cause) {
    if (cause instanceof ValueProblem) return failAt(place, cause.message, cause.cause ?? cause);
    throw cause;
  }
}
