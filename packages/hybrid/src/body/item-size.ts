import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { significantDigits } from './normalize-number.js';

/** What a list or map costs besides its contents, and each of its elements. */
const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

/**
 * The bytes that DynamoDB counts for a row, by the rules at
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html: what the 400 KB limit and capacity are
 * measured in. The 100 bytes of storage that each item costs besides are not in it. AWS calls its own rule for numbers approximate.
 */
export function itemSize(row: Readonly<Record<string, AttributeValue>>): number {
  let size = 0;
  for (const [name, value] of Object.entries(row)) size += Buffer.byteLength(name) + valueSize(value);
  return size;
}

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.M !== undefined) return CONTAINER_BYTES + itemSize(value.M) + ELEMENT_BYTES * Object.keys(value.M).length;
  if (value.L !== undefined) return CONTAINER_BYTES + sum(value.L, member => ELEMENT_BYTES + valueSize(member));
  if (value.B !== undefined) return value.B.byteLength;
  if (value.SS !== undefined) return sum(value.SS, member => Buffer.byteLength(member));
  if (value.NS !== undefined) return sum(value.NS, numberSize);
  return sum(value.BS ?? [], member => member.byteLength);
}

function numberSize(text: string): number {
  return Math.ceil(significantDigits(text) / 2) + 1;
}

function sum<T>(members: readonly T[], size: (member: T) => number): number {
  return members.reduce((total, member) => total + size(member), 0);
}
