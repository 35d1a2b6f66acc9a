import { count, counted } from './numbers.js';

/** Where people stop to count in days, and begin to count in years. */
const YEARS_FROM_DAYS = 730;
export const YEAR_DAYS = 365;

/** `90 days`, `2 years`, `2.5 years`. */
export function age(days: number): string {
  if (days < YEARS_FROM_DAYS) return counted(days, 'day');
  const years = days / YEAR_DAYS;
  return `${years.toLocaleString('en-US', { maximumFractionDigits: 1 })} years`;
}

/** `30 to 90 days`, `10 years and more`. */
export function ageRange(fromDays: number, toDays: number | undefined): string {
  if (toDays === undefined) return `${age(fromDays)} and more`;
  return toDays < YEARS_FROM_DAYS ? `${count(fromDays)} to ${age(toDays)}` : `${age(fromDays)} to ${age(toDays)}`;
}

/** For axes that end at an age: days, or years where that is long. */
export function ageTick(days: number, longest: number): string {
  return longest < YEARS_FROM_DAYS ? count(days) : (days / YEAR_DAYS).toLocaleString('en-US', { maximumFractionDigits: 2 });
}
