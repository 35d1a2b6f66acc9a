import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type ReadonlyRow, type Row, setOwn } from '@tempest-ts/tempest/extend';
import { toBase64 } from '../body/base64.js';
import { exactDouble, storedNumber } from '../body/normalize-number.js';
import { rowsEqual } from '../body/rows-equal.js';

/** A row as plain values, by the names of its attributes. */
export type PlainRow = Record<string, unknown>;

/** Numbers that a double would change, handed out as DynamoDB has them: told by identity, as a map may look just the same. */
const exactNumbers = new WeakSet<object>();

function plainValue(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return plainNumber(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.M !== undefined) return plainRow(value.M);
  if (value.L !== undefined) return value.L.map(plainValue);
  if (value.SS !== undefined) return new Set(value.SS);
  if (value.NS !== undefined) return new Set(value.NS.map(plainNumber));
  if (value.B !== undefined) return Uint8Array.from(value.B);
  if (value.BS !== undefined) return new Set(value.BS.map(bytes => Uint8Array.from(bytes)));
  return null;
}

function plainNumber(text: string): number | { readonly N: string } {
  const double = exactDouble(text);
  if (double !== undefined) return double;
  const exact = Object.freeze({ N: text });
  exactNumbers.add(exact);
  return exact;
}

/**
 * A row as values that people compute with: strings, numbers, booleans, `null`, arrays, sets, bytes and plain objects. A number that a double would change
 * stays as DynamoDB has it, `{ N: '...' }`. A copy: changing it changes nothing of the row.
 */
export function plainRow(row: ReadonlyRow): PlainRow {
  const plain: PlainRow = {};
  for (const [name, value] of Object.entries(row)) setOwn(plain, name, plainValue(value));
  return plain;
}

/** A plain row that cannot be stored, and why. */
export class PlainRowError extends Error {}

const refuse = (place: string, why: string): never => {
  throw new PlainRowError(`its ${place} ${why}`);
};

function storedNumberOf(value: number | bigint, place: string): string {
  return storedNumber(String(value)) ?? refuse(place, `is ${value}, which DynamoDB holds no number for`);
}

function storedSet(values: readonly AttributeValue[], place: string): AttributeValue {
  if (values.length === 0) return refuse(place, 'is an empty set; leave the attribute out');
  const texts = values.flatMap(({ S }) => (S === undefined ? [] : [S]));
  if (texts.length === values.length) return { SS: texts };
  const numbers = values.flatMap(({ N }) => (N === undefined ? [] : [N]));
  if (numbers.length === values.length) return { NS: numbers };
  const bytes = values.flatMap(({ B }) => (B === undefined ? [] : [B]));
  if (new Set(bytes.map(toBase64)).size === values.length) return { BS: bytes };
  return refuse(place, 'is a set of more than one type; use an array');
}

function storedValue(value: unknown, place: string): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' || typeof value === 'bigint') return { N: storedNumberOf(value, place) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (value instanceof Uint8Array) return { B: value };
  if (value instanceof Set)
    return storedSet(
      Array.from(value, member => storedValue(member, place)),
      place,
    );
  if (Array.isArray(value)) return { L: value.map((member, index) => storedValue(member, `${place}[${index}]`)) };
  if (value instanceof Date) return refuse(place, 'is a Date; write the text or the number that is stored: date.toISOString()');
  if (typeof value === 'object' && exactNumbers.has(value)) return { N: (value as { readonly N: string }).N }; // `plainNumber` made it
  if (isPlainObject(value)) return { M: storedMembers(value, `${place}.`) };
  return refuse(place, `is ${typeof value === 'object' ? `a ${value.constructor?.name}` : typeof value}, which cannot be stored`);
}

export function isPlainObject(value: unknown): value is PlainRow {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function storedMembers(plain: PlainRow, place: string): Row {
  const row: Row = {};
  for (const [name, value] of Object.entries(plain)) {
    if (value !== undefined) setOwn(row, name, storedValue(value, `${place}${name}`));
  }
  return row;
}

/**
 * The row that plain values stand for. An attribute that still says the same is the one of `before`, to the last digit.
 *
 * @throws PlainRowError
 */
export function storedRow(plain: PlainRow, before: ReadonlyRow): Row {
  const row = storedMembers(plain, '');
  for (const [name, value] of Object.entries(row)) {
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    if (old && rowsEqual({ value: old }, { value })) setOwn(row, name, old);
  }
  return row;
}
