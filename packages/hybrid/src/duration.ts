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
