import type { Spread } from './spread.js';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const SIGNIFICANT_DIGITS = 3;
const small = new Intl.NumberFormat('en-US', { maximumSignificantDigits: SIGNIFICANT_DIGITS });
const HUNDRED = 100;
const MIB = 2 ** 20;

/** Three significant digits, or all of a number of a hundred and more; `–` for what was not measured. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) >= HUNDRED ? whole.format(value) : small.format(value);
}

/** `1.00 (0.98–1.07)`: the median, the least and the most; one round has no spread. */
export function figures({ median, min, max, rounds }: Spread): string {
  return rounds > 1 ? `${figure(median)} (${figure(min)}–${figure(max)})` : figure(median);
}

/** `1.15 x`. */
export function ratio(value: number, base: number): string {
  const found = value / base;
  return Number.isFinite(found) ? `${found.toFixed(2)} x` : '–';
}

/** `187 MiB`. */
export function mebibytes(bytes: number): string {
  return `${figure(bytes / MIB)} MiB`;
}
