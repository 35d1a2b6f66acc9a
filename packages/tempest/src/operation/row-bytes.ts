import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ReadonlyRow } from '../codec/row.js';

/** A list or a map has so many bytes besides its content, and each of its elements one more ("DynamoDB item sizes and formats"). */
const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

/** A whole number that ends in no zero, as most do: all of its digits count. */
const PLAIN_DIGITS = /^[1-9]\d*[1-9]$|^[1-9]$/;

/** One byte for two significant digits, zeros at either end not counted, and one more (the same page). */
function numberBytes(text: string): number {
  const digits = PLAIN_DIGITS.test(text) ? text : text.replace(/[eE].*|[-+.]/g, '').replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1;
}

/** Loops, as runs ask for the size of every row several times over. */
function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.M !== undefined) return CONTAINER_BYTES + membersBytes(value.M, ELEMENT_BYTES);
  let bytes = 0;
  if (value.L !== undefined) {
    for (const element of value.L) bytes += ELEMENT_BYTES + valueBytes(element);
    return CONTAINER_BYTES + bytes;
  }
  if (value.B !== undefined) return value.B.byteLength;
  if (value.SS !== undefined) {
    for (const element of value.SS) bytes += Buffer.byteLength(element);
    return bytes;
  }
  if (value.NS !== undefined) {
    for (const element of value.NS) bytes += numberBytes(element);
    return bytes;
  }
  if (value.BS !== undefined) {
    for (const element of value.BS) bytes += element.byteLength;
    return bytes;
  }
  return 1; // a boolean or a null
}

/** @param each bytes besides the name and the value of a member */
function membersBytes(members: ReadonlyRow, each: number): number {
  let bytes = 0;
  for (const name of Object.keys(members)) {
    const value = members[name];
    if (value !== undefined) bytes += each + Buffer.byteLength(name) + valueBytes(value);
  }
  return bytes;
}

/**
 * An item's size as DynamoDB bills it, in bytes, without the 100 bytes of overhead that it adds to storage: names and values in UTF-8
 * (AWS developer guide, "DynamoDB item sizes and formats"; AWS calls its formula for numbers approximate).
 */
export function rowBytes(row: ReadonlyRow): number {
  return membersBytes(row, 0);
}
