import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe } from './describe-value.js';
import { decodeList, decodeMap, encodeList, encodeMap, isPlainObject } from './native-codec.js';
import { checkDepth } from './nesting.js';
import type { Row } from './row.js';
import { encodeSet } from './sets.js';
import type { ChildValue, ValueCodec } from './value-codec.js';
import { ValueProblem } from './value-problem.js';

/** What tells a stored element from a record of elements: both may be maps where the element is a nested class. */
export interface ElementShape {
  /** Whether a value is an element itself, rather than a record of elements. */
  isElement(value: object): boolean;
  isStoredElement(map: Row): boolean;
  /** A property of an element that is a map. */
  child?(name: string): ChildValue | undefined;
}

const neverMaps: ElementShape = { isElement: value => !isPlainObject(value), isStoredElement: () => false };

/** Applies a codec to a value, or to each element of an array, a set or a record. */
export function elementwise(element: ValueCodec, shape: ElementShape = neverMaps): ValueCodec {
  const encode = (value: unknown, depth: number): AttributeValue => {
    checkDepth(depth);
    if (value === null) return { NULL: true };
    if (typeof value !== 'object' || value instanceof Uint8Array) return element.encode(value, depth);
    const encodeElement = (member: unknown): AttributeValue => encode(member, depth + 1);
    if (value instanceof Set) return encodeSet(value, member => element.encode(member, depth + 1));
    if (Array.isArray(value)) return encodeList(value, encodeElement);
    if (shape.isElement(value)) return element.encode(value, depth);
    if (!isPlainObject(value)) throw new ValueProblem(`${describe(value)} is not of the declared type.`);
    const map = encodeMap(value, encodeElement);
    if (!shape.isStoredElement(map)) return { M: map };
    throw new ValueProblem(
      "this record would come back as one object of its class, as its keys are that class's attributes. Rename the keys, or use a `codec`.",
    );
  };

  const decodeOther = (stored: AttributeValue): unknown => {
    if (stored.NULL !== undefined) return null;
    if (stored.L !== undefined) return decodeList(stored.L, decode);
    if (stored.M !== undefined) return decodeMap(stored.M, decode);
    if (stored.SS !== undefined) return new Set(stored.SS.map(S => element.decode({ S })));
    if (stored.NS !== undefined) return new Set(stored.NS.map(N => element.decode({ N })));
    if (stored.BS !== undefined) return new Set(stored.BS.map(B => element.decode({ B })));
    return element.decode(stored);
  };
  // Most are one element
  const decode =
    shape === neverMaps
      ? (stored: AttributeValue): unknown =>
          stored.S !== undefined || stored.N !== undefined ? element.decode(stored) : decodeOther(stored)
      : (stored: AttributeValue): unknown =>
          stored.M !== undefined && shape.isStoredElement(stored.M) ? element.decode(stored) : decodeOther(stored);

  const codec: ValueCodec = {
    encode: (value, depth = 1) => encode(value, depth),
    decode,
    ...(element.keyType !== undefined && { keyType: element.keyType }),
    ...(element.plain !== undefined && { plain: element.plain }),
    ...(element.form !== undefined && { form: element.form }),
    child: segment => (typeof segment === 'string' ? shape.child?.(segment) : undefined) ?? { segments: [segment], codec, prefix: '' },
  };
  return codec;
}
