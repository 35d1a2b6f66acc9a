import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { decodeNumber, describe, encodeNumber } from './numbers.js';
import type { Row } from './row.js';
import type { ValueCodec } from './value-codec.js';
import { ValueProblem } from './value-problem.js';

/** DynamoDB nests lists and maps at most this deep ("Service quotas", Nested attribute depth). A circular object ends here too. */
export const MAX_NESTING_DEPTH = 32;

/** Whether an object is one that `{}` would make, and not an instance of some class, which would not come back as itself. */
export function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

/** Sets an own property whatever its name: assignment to `__proto__` would change the prototype and lose the value. */
export function setOwn<T>(target: Record<string, T>, name: string, value: T): void {
  if (name === '__proto__') Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}

/** A set of one of DynamoDB's three element types. */
export function encodeSet(values: ReadonlySet<unknown>, encodeElement: (value: unknown) => AttributeValue): AttributeValue {
  if (values.size === 0) throw new ValueProblem('DynamoDB stores no empty set. Leave the property undefined.');
  const encoded = [...values].map(encodeElement);
  if (encoded.every(({ S }) => S !== undefined)) return { SS: encoded.map(({ S }) => S as string) }; // every element was just seen to have one
  if (encoded.every(({ N }) => N !== undefined)) return { NS: encoded.map(({ N }) => N as string) };
  if (encoded.every(({ B }) => B !== undefined)) return { BS: encoded.map(({ B }) => B as Uint8Array) };
  throw new ValueProblem('a DynamoDB set holds strings only, numbers only, or bytes only. Use an array.');
}

function encode(value: unknown, depth: number): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: encodeNumber(value) };
    case 'boolean':
      return { BOOL: value };
    case 'bigint':
      throw new ValueProblem('a bigint would come back as a number. Declare `type: BigInt`.');
    case 'object':
      return value === null ? { NULL: true } : encodeObject(value, depth);
    default:
      throw new ValueProblem(`${describe(value)} cannot be stored. Leave it out, or mark the property @Transient().`);
  }
}

function encodeObject(value: object, depth: number): AttributeValue {
  if (value instanceof Uint8Array) return { B: value };
  if (value instanceof Set) return encodeSet(value, element => encode(element, depth + 1));
  if (depth > MAX_NESTING_DEPTH)
    throw new ValueProblem(`it is nested deeper than DynamoDB's ${MAX_NESTING_DEPTH} levels, or refers to itself.`);
  if (Array.isArray(value)) {
    return {
      L: value.map((element, index) => {
        if (element === undefined)
          throw new ValueProblem(`element ${index} is undefined, which no list holds. Use null, or leave the element out.`);
        return ValueProblem.at(index, () => encode(element, depth + 1));
      }),
    };
  }
  if (value instanceof Date)
    throw new ValueProblem('a Date would come back as a string. Declare `type: Date` (or epochSeconds, epochMillis).');
  if (!isPlainObject(value)) {
    throw new ValueProblem(
      `${describe(value)} would come back as a plain object. Declare its class: \`type: () => ${value.constructor.name}\`, or a \`codec\`.`,
    );
  }
  const map: Row = {};
  for (const [name, element] of Object.entries(value)) {
    if (element !== undefined)
      setOwn(
        map,
        name,
        ValueProblem.at(name, () => encode(element, depth + 1)),
      );
  }
  return { M: map };
}

function decode(stored: AttributeValue): unknown {
  if (stored.S !== undefined) return stored.S;
  if (stored.N !== undefined) return decodeNumber(stored.N);
  if (stored.BOOL !== undefined) return stored.BOOL;
  if (stored.M !== undefined) {
    const object: Record<string, unknown> = {};
    for (const [name, element] of Object.entries(stored.M))
      setOwn(
        object,
        name,
        ValueProblem.at(name, () => decode(element)),
      );
    return object;
  }
  if (stored.L !== undefined) return stored.L.map((element, index) => ValueProblem.at(index, () => decode(element)));
  if (stored.NULL !== undefined) return null;
  if (stored.SS !== undefined) return new Set(stored.SS);
  if (stored.NS !== undefined) return new Set(stored.NS.map(decodeNumber));
  if (stored.B !== undefined) return stored.B;
  if (stored.BS !== undefined) return new Set(stored.BS);
  throw new ValueProblem('it is stored with a type that this version does not know.');
}

/** What DynamoDB's own types tell apart: no declared `type` needed. */
export const nativeCodec: ValueCodec = { encode: value => encode(value, 1), decode };
