import { isSameNumber, parseDecimal } from './decimal.js';
import { describe } from './describe-value.js';
import { ValueProblem } from './value-problem.js';

/** DynamoDB's limits on a number ("Data types", Number): 38 significant digits, magnitudes from 1E-130 to 9.99...E+125. */
const MAX_SIGNIFICANT_DIGITS = 38;
const MIN_EXPONENT = -130;
const MAX_EXPONENT = 125;

/** A double holds every decimal of up to 15 significant digits (IEEE 754 binary64). */
const SAFE_TEXT_LENGTH = 15;

/** What DynamoDB would refuse is refused here, with the reason. */
function checkRange(text: string): string {
  const number = parseDecimal(text);
  if (!number) throw new ValueProblem(`'${text}' is no number that DynamoDB holds.`);
  if (number.digits.length > MAX_SIGNIFICANT_DIGITS) {
    throw new ValueProblem(
      `${text} has ${number.digits.length} significant digits; a DynamoDB number holds ${MAX_SIGNIFICANT_DIGITS}. Store it as a string.`,
    );
  }
  if (number.digits !== '' && (number.magnitude <= MIN_EXPONENT || number.magnitude - 1 > MAX_EXPONENT)) {
    throw new ValueProblem(`${text} is outside a DynamoDB number's range (1E-130 to 9.99E+125). Store it as a string.`);
  }
  return text;
}

export function encodeNumber(value: number): string {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? '0' : String(value);
  if (!Number.isFinite(value))
    throw new ValueProblem(`${value} is not a number that DynamoDB stores. Leave the property undefined, or store null.`);
  return checkRange(String(value));
}

const ZERO = '0'.charCodeAt(0);
const MINUS = '-'.charCodeAt(0);
const POINT = '.'.charCodeAt(0);
/** What a double holds exactly, as it does the integer of as many digits: their quotient is the double nearest to the decimal, as IEEE 754 rounds it. */
const POWERS_OF_TEN: readonly number[] = Array.from({ length: SAFE_TEXT_LENGTH + 1 }, (_, exponent) => 10 ** exponent);

/**
 * The number that a few digits write, with a sign and a point or without, several times as fast as `Number`, which every item of every page would pay for.
 *
 * @returns not a number (NaN) where the text needs a closer look: an exponent, many digits, or no number
 */
function shortDecimal(text: string): number {
  const { length } = text;
  if (length > SAFE_TEXT_LENGTH) return Number.NaN;
  const first = text.charCodeAt(0) === MINUS ? 1 : 0;
  let integer = 0;
  let point = length;
  for (let at = first; at < length; at += 1) {
    const code = text.charCodeAt(at);
    const digit = code - ZERO;
    if (digit >= 0 && digit <= 9) integer = integer * 10 + digit;
    else if (code === POINT && point === length && at > first && at < length - 1) point = at;
    else return Number.NaN;
  }
  if (first === length) return Number.NaN;
  const value = point === length ? integer : integer / (POWERS_OF_TEN[length - 1 - point] ?? Number.NaN);
  return first === 1 ? -value : value;
}

/** The JavaScript number, where it is exactly the stored one. */
export function decodeNumber(text: string): number {
  const short = shortDecimal(text);
  if (!Number.isNaN(short)) return short;
  const value = Number(text);
  if (text.length <= SAFE_TEXT_LENGTH ? Number.isFinite(value) : isSameNumber(text, String(value))) return value;
  throw new ValueProblem(
    `the stored number ${text} would lose digits as a JavaScript number. Declare \`type: BigInt\` or \`type: 'decimal'\`.`,
  );
}

export function encodeBigInt(value: bigint): string {
  return checkRange(value.toString());
}

export function decodeBigInt(text: string): bigint {
  const number = parseDecimal(text);
  if (number && number.digits !== '' && number.magnitude < number.digits.length) {
    throw new ValueProblem(`the stored number ${text} is no integer, so no bigint. Declare \`type: 'decimal'\`.`);
  }
  // No table holds it; a damaged source may, and would have all the memory filled with zeroes.
  if (!number || number.magnitude - 1 > MAX_EXPONENT)
    throw new ValueProblem(`the stored number ${text} is outside a DynamoDB number's range.`);
  if (number.digits === '') return 0n;
  const magnitude = BigInt(number.digits) * 10n ** BigInt(number.magnitude - number.digits.length);
  return number.negative ? -magnitude : magnitude;
}

export function encodeDecimal(value: unknown): string {
  if (typeof value !== 'string') throw new ValueProblem(`a 'decimal' is a string of digits, not ${describe(value)}.`);
  return checkRange(value);
}
