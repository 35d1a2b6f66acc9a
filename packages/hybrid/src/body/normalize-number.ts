import { type Decimal, isSameNumber, parseDecimal } from '@tempest-ts/tempest/extend';

/** DynamoDB's numbers: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_DIGITS = 38;
const MIN_MAGNITUDE = -130;
const MAX_MAGNITUDE = 125;

/** Longer than any number DynamoDB returns (sign, point, 129 zeros, 38 digits). Bounds the work on hostile input. */
const MAX_TEXT_LENGTH = 256;

/** Longest result of {@link normalizeNumber} for a number that DynamoDB can hold: sign, 38 digits, `E`, signed exponent. */
const MAX_COMPACT_LENGTH = 44;

/** `undefined` for text that no DynamoDB writes. */
const parse = (text: string): Decimal | undefined => (text.length > MAX_TEXT_LENGTH ? undefined : parseDecimal(text));

/**
 * The one spelling of a decimal number: `100`, `1E+2` and `100.0` are all `1E2`; `-0` is `0`. Exact, at any number of digits.
 * `undefined` for text that is no number.
 */
export function normalizeNumber(text: string): string | undefined {
  const decimal = parse(text);
  if (decimal === undefined) return undefined;
  const { negative, digits, magnitude } = decimal;
  return digits === '' ? '0' : `${negative ? '-' : ''}${digits}E${magnitude - digits.length}`;
}

/**
 * The number as DynamoDB returns it, in plain digits (`1E+2` is stored as `100`), so that an item reads the same from either tier.
 * `undefined` for what DynamoDB cannot store: more than 38 digits, or outside 1E-130 to 9.9...E+125 either side of zero.
 */
export function storedNumber(text: string): string | undefined {
  if (text.length <= MAX_DIGITS && /^(?:0|-?[1-9]\d*)$/.test(text)) return text;
  const decimal = parse(text);
  return decimal && plainDigits(decimal);
}

/** A number in plain digits, as {@link storedNumber} spells it. */
export function plainDigits({ negative, digits, magnitude: point }: Decimal): string | undefined {
  if (digits.length > MAX_DIGITS) return undefined;
  const sign = negative ? '-' : '';
  if (digits === '') return '0';
  if (point - 1 < MIN_MAGNITUDE || point - 1 > MAX_MAGNITUDE) return undefined;
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`;
  return point > 0 ? `${sign}${digits.slice(0, point)}.${digits.slice(point)}` : `${sign}0.${'0'.repeat(-point)}${digits}`;
}

/** The text itself, or where it is mostly zeros a shorter spelling: a body must stay within a known multiple of its item. */
export function compactNumber(text: string): string {
  return text.length <= MAX_COMPACT_LENGTH ? text : (normalizeNumber(text) ?? text);
}

/** The double that is exactly this decimal (that prints as it and reads as it), or `undefined`. */
export function exactDouble(text: string): number | undefined {
  const double = Number(text);
  if (!Number.isFinite(double)) return undefined;
  const printed = String(double);
  return isSameNumber(printed, text) ? double : undefined;
}
