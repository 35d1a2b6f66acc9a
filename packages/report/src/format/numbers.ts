const LOCALE = 'en-US';
const KILO = 1_000;
const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
/** Below a cent, dollars are shown with two digits that are not zero. */
const CENT = 0.01;

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const currency = new Intl.NumberFormat(LOCALE, { style: 'currency', currency: 'USD' });
const smallCurrency = new Intl.NumberFormat(LOCALE, { style: 'currency', currency: 'USD', maximumSignificantDigits: 2 });
const compact = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumSignificantDigits: 3 });

/** `12,345`. */
export const count = (value: number): string => whole.format(value);

/** `1 item`, `12,345 items`. */
export const counted = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** `12.3K`, for axes. */
export const short = (value: number): string => compact.format(value);

/** `4.2 MB`: decimal, as AWS's bills round. */
export function bytes(value: number): string {
  const power = value < KILO ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / KILO ** power;
  return `${scaled.toLocaleString(LOCALE, { maximumSignificantDigits: 3 })} ${BYTE_UNITS[power]}`;
}

/** `$1,234.56`; `$0.0012` below a cent. */
export function dollars(value: number): string {
  const size = Math.abs(value);
  return size > 0 && size < CENT ? smallCurrency.format(value) : currency.format(value);
}

/** `79 %`. */
export const percent = (share: number): string => `${whole.format(share * 100)} %`;

const YEARS_FROM_MONTHS = 36;
const YEAR_MONTHS = 12;
const MONTH_DAYS = 30;
/** Of a month: less is told in days. */
const HALF = 0.5;

/** `4 days`, `5.2 months`, `4.5 years`; `never`. */
export function months(value: number | undefined): string {
  if (value === undefined) return 'never';
  if (value < HALF) return counted(Math.max(1, Math.round(value * MONTH_DAYS)), 'day');
  const isYears = value >= YEARS_FROM_MONTHS;
  const units = isYears ? value / YEAR_MONTHS : value;
  const text = units.toLocaleString(LOCALE, { maximumFractionDigits: units < 100 ? 1 : 0 });
  const unit = isYears ? 'year' : 'month';
  return `${text} ${text === '1' ? unit : `${unit}s`}`;
}

/** Dollars for an axis that ends at so many: with as many digits as its ticks need. */
export function dollarTicks(most: number): (value: number) => string {
  const digits = most >= 50 || most === 0 ? 0 : Math.max(2, Math.ceil(-Math.log10(most)) + 1);
  const format = new Intl.NumberFormat(LOCALE, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return value => (value === 0 ? '$0' : format.format(value));
}
