import { type Decimal, numberSpelling, parseDecimal } from '../codec/decimal.js';
import { TempestError } from '../errors.js';

/** A text that is no decimal number, where DynamoDB keeps one (`{ N: text }`). */
export class InvalidNumberError extends TempestError {
  readonly code = 'INVALID_NUMBER';
  readonly text: string;

  constructor(text: string) {
    super(`${JSON.stringify(text)} is not a DynamoDB number. Write decimal digits, such as "42", "-0.5" or "6.02E23".`);
    this.text = text;
  }
}

// Plain decimals this short have at most 15 significant digits, and doubles tell all of those apart: their order is the exact one.
const SHORT = /^-?\d+(?:\.\d+)?$/;
const SHORT_LENGTH = 16;

/**
 * Compares two numbers as DynamoDB writes them: exactly, whatever their digits, exponents and spelling (`1`, `1.0` and `10E-1` are equal).
 *
 * @returns negative, zero or positive, as `Array.prototype.sort` wants it
 * @throws InvalidNumberError if either is no number
 */
export function compareNumbers(left: string, right: string): number {
  if (left === right && SHORT.test(left)) return 0;
  if (left.length < SHORT_LENGTH && right.length < SHORT_LENGTH && SHORT.test(left) && SHORT.test(right))
    return Number(left) - Number(right);
  const a = parse(left);
  const b = parse(right);
  if (a.digits === '' || b.digits === '') return signOf(a) - signOf(b);
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  return a.negative ? compareMagnitudes(b, a) : compareMagnitudes(a, b);
}

/**
 * One spelling for all spellings of a number, for use as a key: two texts have the same one exactly if the numbers are equal.
 *
 * @throws InvalidNumberError
 */
export function canonicalNumber(text: string): string {
  parse(text);
  return numberSpelling(text);
}

function parse(text: string): Decimal {
  const number = parseDecimal(text);
  if (!number) throw new InvalidNumberError(text);
  return number;
}

function signOf({ digits, negative }: Decimal): number {
  if (digits === '') return 0;
  return negative ? -1 : 1;
}

function compareMagnitudes(a: Decimal, b: Decimal): number {
  if (a.magnitude !== b.magnitude) return a.magnitude < b.magnitude ? -1 : 1;
  if (a.digits === b.digits) return 0;
  // Digits after the point: the order of the texts is the order of the numbers.
  return a.digits < b.digits ? -1 : 1;
}
