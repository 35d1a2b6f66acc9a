import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { canonicalNumber, compareNumbers } from './compare-numbers.js';
import { compareStrings } from './compare-strings.js';

/**
 * Whether two values are the same to DynamoDB: of one type, numbers by value, sets whatever their order, lists and maps
 * element by element.
 */
export function equalValues(left: AttributeValue, right: AttributeValue): boolean {
  if (left.S !== undefined) return left.S === right.S;
  if (left.N !== undefined) return right.N !== undefined && compareNumbers(left.N, right.N) === 0;
  if (left.BOOL !== undefined) return left.BOOL === right.BOOL;
  if (left.NULL !== undefined) return right.NULL !== undefined;
  if (left.M !== undefined) return right.M !== undefined && equalMaps(left.M, right.M);
  if (left.L !== undefined) return right.L !== undefined && equalLists(left.L, right.L);
  if (left.B !== undefined) return right.B !== undefined && Buffer.compare(left.B, right.B) === 0;
  if (left.SS !== undefined) return right.SS !== undefined && equalSets(left.SS, right.SS, asIs);
  if (left.NS !== undefined) return right.NS !== undefined && equalSets(left.NS, right.NS, canonicalNumber);
  if (left.BS !== undefined) return right.BS !== undefined && equalSets(left.BS, right.BS, byteKey);
  return false;
}

/**
 * The order of two values: negative, zero or positive. NaN, of which every comparison is false, where DynamoDB has none: values of two types,
 * or of a type other than string, number and binary.
 */
export function compareValues(left: AttributeValue, right: AttributeValue): number {
  if (left.S !== undefined && right.S !== undefined) return compareStrings(left.S, right.S);
  if (left.N !== undefined && right.N !== undefined) return compareNumbers(left.N, right.N);
  if (left.B !== undefined && right.B !== undefined) return Buffer.compare(left.B, right.B);
  return Number.NaN;
}

/** DynamoDB's `contains`: a part of a string or binary, an element of a set or of a list (of any type); anything else contains nothing. */
export function containsValue(whole: AttributeValue, part: AttributeValue): boolean {
  if (whole.S !== undefined) return part.S !== undefined && whole.S.includes(part.S);
  if (whole.L !== undefined) return whole.L.some(element => equalValues(element, part));
  if (whole.SS !== undefined) return part.S !== undefined && whole.SS.includes(part.S);
  if (whole.NS !== undefined) {
    const { N } = part;
    return N !== undefined && whole.NS.some(element => compareNumbers(element, N) === 0);
  }
  if (whole.B !== undefined) return part.B !== undefined && asBuffer(whole.B).includes(asBuffer(part.B));
  if (whole.BS !== undefined) {
    const { B } = part;
    return B !== undefined && whole.BS.some(element => Buffer.compare(element, B) === 0);
  }
  return false;
}

/** DynamoDB's `begins_with`, for strings and for binaries. */
export function beginsWithValue(whole: AttributeValue, prefix: AttributeValue): boolean {
  if (whole.S !== undefined) return prefix.S !== undefined && whole.S.startsWith(prefix.S);
  if (whole.B === undefined || prefix.B === undefined) return false;
  return Buffer.compare(whole.B.subarray(0, prefix.B.length), prefix.B) === 0;
}

function equalLists(left: readonly AttributeValue[], right: readonly AttributeValue[]): boolean {
  if (left.length !== right.length) return false;
  return left.every((element, i) => {
    const other = right[i];
    return other !== undefined && equalValues(element, other);
  });
}

function equalMaps(left: Readonly<Record<string, AttributeValue>>, right: Readonly<Record<string, AttributeValue>>): boolean {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every(name => {
    const value = left[name];
    // An attribute may be called `constructor`: what a map inherits is not in it.
    const other = Object.hasOwn(right, name) ? right[name] : undefined;
    return value !== undefined && other !== undefined && equalValues(value, other);
  });
}

/** A set has no duplicates, so sets of one size are equal when one has all that the other has. */
function equalSets<T>(left: readonly T[], right: readonly T[], keyOf: (element: T) => string): boolean {
  if (left.length !== right.length) return false;
  const keys = new Set(left.map(keyOf));
  return right.every(element => keys.has(keyOf(element)));
}

function asIs(text: string): string {
  return text;
}

function byteKey(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('latin1');
}

/** A view of the same memory: nothing is copied. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
