import * as z from 'zod/mini';

/** A span of time, the sum of its parts. */
export interface Duration {
  readonly days?: number | undefined;
  readonly hours?: number | undefined;
  readonly minutes?: number | undefined;
  readonly seconds?: number | undefined;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY_MS: number = 24 * HOUR;

/** In milliseconds. */
export function durationMs({ days = 0, hours = 0, minutes = 0, seconds = 0 }: Duration): number {
  return days * DAY_MS + hours * HOUR + minutes * MINUTE + seconds * SECOND;
}

const span = z.optional(z.number('a number').check(z.minimum(0, 'not negative')));

/**
 * Checks a duration.
 *
 * @internal
 */
export const durationSchema = z
  .strictObject({ days: span, hours: span, minutes: span, seconds: span })
  .check(z.refine(value => Object.values(value).some(part => part !== undefined), 'at least one of days, hours, minutes and seconds'));
