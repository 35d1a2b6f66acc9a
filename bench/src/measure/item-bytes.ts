import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** AWS developer guide, "DynamoDB item sizes and formats": of a list or map, and of each of its elements. */
const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

/** The same page: a byte for two significant digits, zeros at either end not counted, and one more. */
function numberBytes(text: string): number {
  const digits = text
    .replace(/[eE].*|[-+.]/g, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '');
  return Math.ceil(digits.length / 2) + 1;
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.M !== undefined) return CONTAINER_BYTES + ELEMENT_BYTES * Object.keys(value.M).length + itemBytes(value.M);
  if (value.L !== undefined) return value.L.reduce((sum, element) => sum + ELEMENT_BYTES + valueBytes(element), CONTAINER_BYTES);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  throw new TypeError(`No suite stores ${Object.keys(value).join()}: add its size here.`);
}

/** A row's size as DynamoDB counts it, in bytes; counted here too, so that a mistake of the library's own count shows. */
export function itemBytes(row: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(row).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}
