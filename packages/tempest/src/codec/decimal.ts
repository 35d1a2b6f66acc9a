const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;
const ZERO = '0'.charCodeAt(0);

/** Far past DynamoDB's exponents of 125, and near enough to be counted with. */
const MAX_MAGNITUDE = 1_000_000;

/** A decimal number in one spelling only. Exact, whatever its digits. */
export interface Decimal {
  /** False for zero. */
  readonly negative: boolean;
  /** Significant digits without zeros at either end; empty for zero. */
  readonly digits: string;
  /** The power of ten of the first digit's place, plus one: 1 for `5`, 0 for `0.5`. Of zero it is 0. */
  readonly magnitude: number;
}

/** A number as DynamoDB writes it (`{ N: text }`); `undefined` where the text is none, or far out of DynamoDB's range. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  const all = whole + fraction;
  if (all === '') return undefined;
  // By hand: a pattern for zeros at the end starts over at every zero inside.
  let start = 0;
  while (all.charCodeAt(start) === ZERO) start += 1;
  let end = all.length;
  while (end > start && all.charCodeAt(end - 1) === ZERO) end -= 1;
  if (start === end) return { negative: false, digits: '', magnitude: 0 };
  const magnitude = whole.length - start + Number(exponent);
  return Math.abs(magnitude) <= MAX_MAGNITUDE ? { negative: sign === '-', digits: all.slice(start, end), magnitude } : undefined;
}

/** One spelling for all spellings of a number, for use as a key; other text stays as it is. */
export function numberSpelling(text: string): string {
  const number = parseDecimal(text);
  return number ? `${number.negative ? '-' : ''}0.${number.digits}E${number.magnitude}` : text;
}

/** Whether two spellings are the same number: `1E+2` and `100` are. Text that is no number is the same as itself only. */
export function isSameNumber(a: string, b: string): boolean {
  return a === b || numberSpelling(a) === numberSpelling(b);
}
