import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ReadonlyRow } from '../codec/row.js';

/** A list or a map has so many bytes besides its content, and each of its elements one more ("DynamoDB item sizes and formats"). */
const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

/** One byte for two significant digits, zeros at either end not counted, and one more (the same page). */
const numberBytes = (text: string): number => Math.ceil(text.replace(/[eE].*|[-+.]/g, '').replace(/^0+|0+$/g, '').length / 2) + 1;

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.M !== undefined) {
    return Object.entries(value.M).reduce(
      (sum, [name, element]) => sum + ELEMENT_BYTES + Buffer.byteLength(name) + valueBytes(element),
      CONTAINER_BYTES,
    );
  }
  if (value.L !== undefined) return value.L.reduce((sum, element) => sum + ELEMENT_BYTES + valueBytes(element), CONTAINER_BYTES);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.SS !== undefined) return value.SS.reduce((sum, element) => sum + Buffer.byteLength(element), 0);
  if (value.NS !== undefined) return value.NS.reduce((sum, element) => sum + numberBytes(element), 0);
  if (value.BS !== undefined) return value.BS.reduce((sum, element) => sum + element.byteLength, 0);
  return 1; // a boolean or a null
}

/**
 * An item's size as DynamoDB bills it, in bytes, without the 100 bytes of overhead that it adds to storage: names and values in UTF-8
 * (AWS developer guide, "DynamoDB item sizes and formats"; AWS calls its formula for numbers approximate).
 */
export function rowBytes(row: ReadonlyRow): number {
  return Object.entries(row).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}
