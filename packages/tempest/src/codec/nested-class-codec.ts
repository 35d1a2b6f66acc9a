import { describe } from './describe-value.js';
import { elementwise } from './elementwise-codec.js';
import type { NestedClass } from './fields-codec.js';
import type { ValueCodec } from './value-codec.js';
import { ValueProblem } from './value-problem.js';

/**
 * A class with attributes of its own inside an item, alone or as the elements of an array or a record. A stored map is one object of the class
 * where any of its keys is one of the class's attributes, and a record of them otherwise; what would come back as the other is refused on write.
 */
export function nestedClassCodec({ schema, encode, decode, codecOf }: NestedClass): ValueCodec {
  const isStoredElement = (map: object): boolean => {
    for (const name in map) if (schema.byAttribute.has(name)) return true; // mostly the first; it makes nothing
    return false;
  };
  const element: ValueCodec = {
    encode: (value, depth = 1) => {
      if (typeof value !== 'object' || value === null)
        throw new ValueProblem(`it is declared as a ${schema.name}, and this is ${describe(value)}.`);
      const M = encode(value, depth + 1);
      if (isStoredElement(M)) return { M };
      throw new ValueProblem(
        `a ${schema.name} without one defined attribute would come back as an empty record. Leave the property undefined.`,
      );
    },
    decode: stored => {
      if (stored.M !== undefined) return decode(stored.M);
      throw new ValueProblem(`a ${schema.name} is stored as a map (M); this is ${Object.keys(stored)[0] ?? 'nothing'}.`);
    },
  };
  return elementwise(element, {
    isElement: value => value instanceof schema.entity || Object.keys(value).some(name => schema.byProperty.has(name)),
    isStoredElement,
    child: name => {
      const property = schema.byProperty.get(name);
      return (
        property && { segments: property.attributes, codec: codecOf(property), prefix: property.prefix, emptyIsAbsent: property.allowEmpty }
      );
    },
  });
}
