import { describe } from './describe-value.js';
import { ValueProblem } from './value-problem.js';

/** DynamoDB's limits on a number ("Data types", Number): 38 significant digits, magnitudes from 1E-130 to 9.99...E+125. */
const MAX_SIGNIFICANT_DIGITS = 38;
const MIN_EXPONENT = -130;
const MAX_EXPONENT = 125;

/** A double holds every decimal of up to 15 significant digits (IEEE 754 binary64). */
const SAFE_TEXT_LENGTH = 15;

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** A decimal in one spelling only: significant digits without zeroes at either end, and the power of ten of the first of them. */
interface CanonicalDecimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** `undefined` where the text is no decimal number. */
function canonical(text: string): CanonicalDecimal | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const all = whole + fraction;
  if (all === '') return undefined;
  const leading = all.length - all.replace(/^0+/, '').length;
  const digits = all.slice(leading).replace(/0+$/, '');
  if (digits === '') return { negative: false, digits: '', exponent: 0 };
  return { negative: sign === '-', digits, exponent: whole.length - leading - 1 + Number(power) };
}

/** Whether two spellings are the same number: `1E+2` and `100` are. */
export function isSameNumber(a: string, b: string): boolean {
  if (a === b) return true;
  const left = canonical(a);
  const right = canonical(b);
  return !!left && !!right && left.digits === right.digits && left.exponent === right.exponent && left.negative === right.negative;
}

/** One spelling for all spellings of a number; other text stays as it is. */
export function sameNumberSpelling(text: string): string {
  const number = canonical(text);
  return number ? `${number.negative ? '-' : ''}${number.digits}e${number.exponent}` : text;
}

/** What DynamoDB would refuse is refused here, with the reason. */
function checkRange(text: string): string {
  const number = canonical(text);
  if (!number) throw new ValueProblem(`'${text}' is no number.`);
  if (number.digits.length > MAX_SIGNIFICANT_DIGITS) {
    throw new ValueProblem(
      `${text} has ${number.digits.length} significant digits; a DynamoDB number holds ${MAX_SIGNIFICANT_DIGITS}. Store it as a string.`,
    );
  }
  if (number.digits !== '' && (number.exponent < MIN_EXPONENT || number.exponent > MAX_EXPONENT)) {
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

/** The JavaScript number, where it is exactly the stored one. */
export function decodeNumber(text: string): number {
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
  const number = canonical(text);
  if (!number || (number.digits !== '' && number.exponent + 1 < number.digits.length)) {
    throw new ValueProblem(`the stored number ${text} is no integer, so no bigint. Declare \`type: 'decimal'\`.`);
  }
  // No table holds it; a damaged source may, and would have all the memory filled with zeroes.
  if (number.exponent > MAX_EXPONENT) throw new ValueProblem(`the stored number ${text} is outside a DynamoDB number's range.`);
  if (number.digits === '') return 0n;
  const magnitude = BigInt(number.digits) * 10n ** BigInt(number.exponent + 1 - number.digits.length);
  return number.negative ? -magnitude : magnitude;
}

export function encodeDecimal(value: unknown): string {
  if (typeof value !== 'string') throw new ValueProblem(`a 'decimal' is a string of digits, not ${describe(value)}.`);
  return checkRange(value);
}
