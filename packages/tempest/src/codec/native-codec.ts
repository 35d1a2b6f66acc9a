import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe } from './describe-value.js';
import { checkDepth } from './nesting.js';
import { decodeNumber, encodeNumber } from './numbers.js';
import type { Row } from './row.js';
import { encodeSet } from './sets.js';
import { encodeText } from './text.js';
import type { ValueCodec } from './value-codec.js';
import { ValueProblem } from './value-problem.js';

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

function encode(value: unknown, depth: number): AttributeValue {
  checkDepth(depth);
  switch (typeof value) {
    case 'string':
      return { S: encodeText(value) };
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

/** The elements of an array, holes included: skipped, as `map` does, they would leave holes in what is sent. */
export function encodeList(values: readonly unknown[], encodeElement: (value: unknown) => AttributeValue): AttributeValue {
  return {
    L: Array.from(values, (element, index) =>
      ValueProblem.at(index, () => {
        if (element === undefined) throw new ValueProblem('it is undefined, which no list holds. Use null, or leave the element out.');
        return encodeElement(element);
      }),
    ),
  };
}

/** The defined properties of a plain object. */
export function encodeMap(value: Record<string, unknown>, encodeElement: (value: unknown) => AttributeValue): Row {
  const map: Row = {};
  for (const [name, element] of Object.entries(value)) {
    if (element === undefined) continue;
    const encoded = ValueProblem.at(name, () => {
      encodeText(name);
      return encodeElement(element);
    });
    setOwn(map, name, encoded);
  }
  return map;
}

function encodeObject(value: object, depth: number): AttributeValue {
  const encodeElement = (element: unknown): AttributeValue => encode(element, depth + 1);
  if (value instanceof Uint8Array) return { B: value };
  if (value instanceof Set) return encodeSet(value, encodeElement);
  if (Array.isArray(value)) return encodeList(value, encodeElement);
  if (isPlainObject(value)) return { M: encodeMap(value, encodeElement) };
  if (value instanceof Date)
    throw new ValueProblem('a Date would come back as a string. Declare `type: Date` (or epochSeconds, epochMillis).');
  if (value instanceof Map) throw new ValueProblem('a Map cannot be stored. Use a plain object, or declare a `codec`.');
  if (value instanceof Promise) throw new ValueProblem('it is a Promise. Await it first.');
  const name = value.constructor?.name || 'TheClass';
  throw new ValueProblem(
    `${describe(value)} would come back as a plain object. Declare its class, if it has attributes: \`type: () => ${name}\`; or a \`codec\`.`,
  );
}

function decode(stored: AttributeValue): unknown {
  if (stored.S !== undefined) return stored.S;
  if (stored.N !== undefined) return decodeNumber(stored.N);
  if (stored.BOOL !== undefined) return stored.BOOL;
  if (stored.M !== undefined) return decodeMap(stored.M, decode);
  if (stored.L !== undefined) return decodeList(stored.L, decode);
  if (stored.NULL !== undefined) return null;
  if (stored.SS !== undefined) return new Set(stored.SS);
  if (stored.NS !== undefined) return new Set(stored.NS.map(decodeNumber));
  if (stored.B !== undefined) return stored.B;
  if (stored.BS !== undefined) return new Set(stored.BS);
  throw new ValueProblem('it is stored with a type that this version does not know.');
}

/** A stored list as an array. */
export function decodeList(list: readonly AttributeValue[], decodeElement: (stored: AttributeValue) => unknown): unknown[] {
  const array: unknown[] = [];
  try {
    for (const element of list) array.push(decodeElement(element));
  } catch (problem) {
    throw ValueProblem.in(array.length, problem);
  }
  return array;
}

/** A stored map as a plain object. */
export function decodeMap(map: Row, decodeElement: (stored: AttributeValue) => unknown): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  let reading = '';
  try {
    for (const name of Object.keys(map)) {
      reading = name;
      setOwn(object, name, decodeElement(map[name] as AttributeValue)); // one of its own names
    }
  } catch (problem) {
    throw ValueProblem.in(reading, problem);
  }
  return object;
}

/** What DynamoDB's own types tell apart: no declared `type` needed. */
export const nativeCodec: ValueCodec = {
  encode: (value, depth = 1) => encode(value, depth),
  decode,
  child: segment => ({ segments: [segment], codec: nativeCodec, prefix: '' }),
};
