/** DynamoDB's numbers: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_DIGITS = 38;
const MIN_MAGNITUDE = -130;
const MAX_MAGNITUDE = 125;

/** Longer than any number DynamoDB returns (sign, point, 129 zeros, 38 digits). Bounds the work on hostile input. */
const MAX_TEXT_LENGTH = 256;

/** Longest result of {@link normalizeNumber} for a number that DynamoDB can hold: sign, 38 digits, `E`, signed exponent. */
const MAX_COMPACT_LENGTH = 44;

interface Decimal {
  readonly sign: '' | '-';
  /** Significant digits, without zeros at either end; empty for zero. */
  readonly digits: string;
  /** Power of ten of the last digit. */
  readonly exponent: number;
}

function parseDecimal(text: string): Decimal | undefined {
  if (text.length > MAX_TEXT_LENGTH) return undefined;
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const all = whole + fraction;
  if (all === '') return undefined;
  let start = 0;
  let end = all.length;
  // By hand: a pattern for zeros at the end starts over at every zero inside.
  while (start < end && all[start] === '0') start++;
  while (end > start && all[end - 1] === '0') end--;
  if (start === end) return { sign: '', digits: '', exponent: 0 };
  const power = Number(exponent) - fraction.length + (all.length - end);
  return {
    sign: sign === '-' ? '-' : '',
    digits: all.slice(start, end),
    exponent: power,
  };
}

/**
 * The one spelling of a decimal number: `100`, `1E+2` and `100.0` are all `1E2`; `-0` is `0`. Exact, at any number of digits.
 * `undefined` for text that is no number.
 */
export function normalizeNumber(text: string): string | undefined {
  const decimal = parseDecimal(text);
  if (decimal === undefined) return undefined;
  return decimal.digits === '' ? '0' : `${decimal.sign}${decimal.digits}E${decimal.exponent}`;
}

/** Whether two numbers are equal as decimals. Text that is no number equals only itself. */
export function sameNumber(a: string, b: string): boolean {
  if (a === b) return true;
  const normal = normalizeNumber(a);
  return normal !== undefined && normal === normalizeNumber(b);
}

/**
 * The number as DynamoDB returns it, in plain digits (`1E+2` is stored as `100`), so that an item reads the same from either tier.
 * `undefined` for what DynamoDB cannot store: more than 38 digits, or outside 1E-130 to 9.9...E+125 either side of zero.
 */
export function storedNumber(text: string): string | undefined {
  if (text.length <= MAX_DIGITS && /^(?:0|-?[1-9]\d*)$/.test(text)) return text;
  const decimal = parseDecimal(text);
  if (decimal === undefined || decimal.digits.length > MAX_DIGITS) return undefined;
  const { sign, digits, exponent } = decimal;
  if (digits === '') return '0';
  const point = digits.length + exponent;
  if (point - 1 < MIN_MAGNITUDE || point - 1 > MAX_MAGNITUDE) return undefined;
  if (exponent >= 0) return `${sign}${digits}${'0'.repeat(exponent)}`;
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
  return printed === text || sameNumber(printed, text) ? double : undefined;
}
