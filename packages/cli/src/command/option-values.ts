import { InvalidArgumentError } from 'commander';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `15m`, `2h`, `1d` as milliseconds. */
export function durationOption(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|min|m|h|d)$/.exec(text) ?? [];
  const factor = UNIT_MS[unit];
  if (number === undefined || factor === undefined || Number(number) === 0)
    throw new InvalidArgumentError('A time such as 90s, 15m, 2h or 1d.');
  return Number(number) * factor;
}

/** A number that is not negative. */
export function numberOption(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number < 0) throw new InvalidArgumentError('A number that is not negative.');
  return number;
}

/** A date: ISO 8601, as `2027-01-31` or `2027-01-31T12:00:00Z`. */
export function dateOption(text: string): Date {
  const date = new Date(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('A date such as 2027-01-31 or 2027-01-31T12:00:00Z.');
  return date;
}

/** An option that may be given several times. */
export const repeated = (text: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), text];
