import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { encodeSet, isPlainObject, MAX_NESTING_DEPTH, setOwn } from './native-codec.js';
import { describe } from './numbers.js';
import type { Row } from './row.js';
import type { ValueCodec } from './value-codec.js';
import { ValueProblem } from './value-problem.js';

/** What tells a stored element from a record of elements: both may be maps where the element is a nested class. */
export interface ElementShape {
  /** Whether a value is an element itself, rather than a record of elements. */
  isElement(value: object): boolean;
  isStoredElement(map: Row): boolean;
}

const neverMaps: ElementShape = { isElement: value => !isPlainObject(value), isStoredElement: () => false };

/** Applies a codec to a value, or to each element of an array, a set or a record. */
export function elementwise(element: ValueCodec, shape: ElementShape = neverMaps): ValueCodec {
  const encode = (value: unknown, depth: number): AttributeValue => {
    if (value === null) return { NULL: true };
    if (typeof value !== 'object' || value instanceof Uint8Array) return element.encode(value);
    if (depth > MAX_NESTING_DEPTH)
      throw new ValueProblem(`it is nested deeper than DynamoDB's ${MAX_NESTING_DEPTH} levels, or refers to itself.`);
    if (value instanceof Set) return encodeSet(value, member => element.encode(member));
    if (Array.isArray(value)) {
      return {
        L: value.map((member, index) => {
          if (member === undefined)
            throw new ValueProblem(`element ${index} is undefined, which no list holds. Use null, or leave the element out.`);
          return ValueProblem.at(index, () => encode(member, depth + 1));
        }),
      };
    }
    if (shape.isElement(value)) return element.encode(value);
    if (!isPlainObject(value)) throw new ValueProblem(`${describe(value)} is not of the declared type.`);
    const map: Row = {};
    for (const [name, member] of Object.entries(value)) {
      if (member !== undefined)
        setOwn(
          map,
          name,
          ValueProblem.at(name, () => encode(member, depth + 1)),
        );
    }
    if (shape.isStoredElement(map)) {
      throw new ValueProblem(
        "this record would come back as one object of its class, as its keys are that class's attributes. Rename the keys, or use a `codec`.",
      );
    }
    return { M: map };
  };

  const decode = (stored: AttributeValue): unknown => {
    if (stored.NULL !== undefined) return null;
    if (stored.L !== undefined) return stored.L.map((member, index) => ValueProblem.at(index, () => decode(member)));
    if (stored.M !== undefined && !shape.isStoredElement(stored.M)) {
      const record: Record<string, unknown> = {};
      for (const [name, member] of Object.entries(stored.M))
        setOwn(
          record,
          name,
          ValueProblem.at(name, () => decode(member)),
        );
      return record;
    }
    if (stored.SS !== undefined) return new Set(stored.SS.map(S => element.decode({ S })));
    if (stored.NS !== undefined) return new Set(stored.NS.map(N => element.decode({ N })));
    if (stored.BS !== undefined) return new Set(stored.BS.map(B => element.decode({ B })));
    return element.decode(stored);
  };

  return element.keyType === undefined
    ? { encode: value => encode(value, 1), decode }
    : { encode: value => encode(value, 1), decode, keyType: element.keyType };
}
