import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { AttributeConstructor, AttributeTag } from '../decorators/attribute-options.js';
import { isSameNumber } from './decimal.js';
import { describe } from './describe-value.js';
import { writtenIsoDate } from './iso-date.js';
import { decodeBigInt, decodeNumber, encodeBigInt, encodeDecimal, encodeNumber } from './numbers.js';
import { encodeText } from './text.js';
import type { ValueCodec } from './value-codec.js';
import { ValueProblem } from './value-problem.js';

/** The stored type, for messages. */
const storedType = (stored: AttributeValue): string => Object.keys(stored)[0] ?? 'nothing';

function text(stored: AttributeValue, wanted: string): string {
  if (stored.S !== undefined) return stored.S;
  throw new ValueProblem(`${wanted} is stored as a string (S); this is ${storedType(stored)}.`);
}

function digits(stored: AttributeValue, wanted: string): string {
  if (stored.N !== undefined) return stored.N;
  throw new ValueProblem(`${wanted} is stored as a number (N); this is ${storedType(stored)}.`);
}

function wrong(wanted: string, value: unknown): never {
  throw new ValueProblem(`it is declared as ${wanted}, and this is ${describe(value)}.`);
}

function validDate(value: unknown): Date {
  if (!(value instanceof Date)) wrong('a Date', value);
  if (Number.isNaN(value.getTime())) throw new ValueProblem('it is an invalid Date.');
  return value;
}

/** `toISOString` writes years outside 0000-9999 with a sign and six digits, which would not sort among the others. */
function isoDate(value: unknown): string {
  const iso = validDate(value).toISOString();
  if (iso.length !== 24) throw new ValueProblem(`${iso} would not sort among other dates: its year is outside 0000 to 9999.`);
  return iso;
}

function dateOf(milliseconds: number, stored: string): Date {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) throw new ValueProblem(`'${stored}' is stored, which is no date.`);
  return date;
}

/** A stored number of seconds or milliseconds, where a Date holds it exactly. */
function epochDate(digits: string, millisecondsPerUnit: number): Date {
  const milliseconds = Math.round(Number(digits) * millisecondsPerUnit);
  if (!isSameNumber(digits, String(milliseconds / millisecondsPerUnit))) {
    throw new ValueProblem(
      `the stored number ${digits} has fractions of a millisecond, which a Date would lose. Declare \`type: 'decimal'\`.`,
    );
  }
  return dateOf(milliseconds, digits);
}

/** ISO 8601 as JavaScript reads it the same everywhere: without a time zone it would depend on the machine's. */
const ISO_DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3}0*)?)?(Z|[+-]\d\d:\d\d))?$/;

const MILLIS_PER_SECOND = 1000;

const stringCodec: ValueCodec = {
  keyType: 'S',
  plain: 'S',
  encode: value => (typeof value === 'string' ? { S: encodeText(value) } : wrong('a string', value)),
  decode: stored => text(stored, 'a string'),
};

const numberCodec: ValueCodec = {
  keyType: 'N',
  plain: 'N',
  encode: value => (typeof value === 'number' ? { N: encodeNumber(value) } : wrong('a number', value)),
  decode: stored => decodeNumber(digits(stored, 'a number')),
};

const booleanCodec: ValueCodec = {
  plain: 'BOOL',
  encode: value => (typeof value === 'boolean' ? { BOOL: value } : wrong('a boolean', value)),
  decode: stored => {
    if (stored.BOOL !== undefined) return stored.BOOL;
    throw new ValueProblem(`a boolean is stored as BOOL; this is ${storedType(stored)}.`);
  },
};

const bigIntCodec: ValueCodec = {
  keyType: 'N',
  encode: value => (typeof value === 'bigint' ? { N: encodeBigInt(value) } : wrong('a bigint', value)),
  decode: stored => decodeBigInt(digits(stored, 'a bigint')),
};

const bytesCodec: ValueCodec = {
  keyType: 'B',
  encode: value => (value instanceof Uint8Array ? { B: value } : wrong('a Uint8Array', value)),
  decode: stored => {
    if (stored.B !== undefined) return stored.B;
    throw new ValueProblem(`a Uint8Array is stored as binary (B); this is ${storedType(stored)}.`);
  },
};

/** ISO 8601 with milliseconds, in UTC: sorts as time does. */
const dateCodec: ValueCodec = {
  keyType: 'S',
  form: 'Date',
  encode: value => ({ S: isoDate(value) }),
  decode: stored => {
    const iso = text(stored, 'a Date');
    const written = writtenIsoDate(iso);
    if (written !== undefined) return new Date(written);
    if (ISO_DATE.test(iso)) return dateOf(Date.parse(iso), iso);
    throw new ValueProblem(
      `'${iso}' is stored, which is no date such as 2023-01-31T12:00:00.000Z. Declare a \`codec\` for other spellings.`,
    );
  },
};

const epochMillisCodec: ValueCodec = {
  keyType: 'N',
  form: 'epochMillis',
  encode: value => ({ N: String(validDate(value).getTime()) }),
  decode: stored => epochDate(digits(stored, "a Date of type 'epochMillis'"), 1),
};

/** The whole second that a date is in. */
export function floorToSecond(date: Date): Date {
  return new Date(Math.floor(date.getTime() / MILLIS_PER_SECOND) * MILLIS_PER_SECOND);
}

/** A date as whole seconds since 1970. */
export const epochSecondsCodec: ValueCodec = {
  keyType: 'N',
  form: 'epochSeconds',
  encode: value => {
    const milliseconds = validDate(value).getTime();
    if (milliseconds % MILLIS_PER_SECOND === 0) return { N: String(milliseconds / MILLIS_PER_SECOND) };
    throw new ValueProblem("it has a fraction of a second, which 'epochSeconds' would lose. Round it, or declare `type: 'epochMillis'`.");
  },
  decode: stored => epochDate(digits(stored, "a Date of type 'epochSeconds'"), MILLIS_PER_SECOND),
};

/** A string of digits; DynamoDB gives it back in its own spelling (`1.50` as `1.5`). */
const decimalCodec: ValueCodec = {
  keyType: 'N',
  form: 'decimal',
  encode: value => ({ N: encodeDecimal(value) }),
  decode: stored => digits(stored, "a 'decimal'"),
};

const scalars: ReadonlyMap<unknown, ValueCodec> = new Map<AttributeTag | AttributeConstructor, ValueCodec>([
  [String, stringCodec],
  [Number, numberCodec],
  [Boolean, booleanCodec],
  [BigInt, bigIntCodec],
  [Uint8Array, bytesCodec],
  [Date, dateCodec],
  ['epochMillis', epochMillisCodec],
  ['epochSeconds', epochSecondsCodec],
  ['decimal', decimalCodec],
]);

/** The codec of a declared scalar type; `undefined` where the type is something else. */
export function scalarCodec(type: unknown): ValueCodec | undefined {
  return scalars.get(type);
}
