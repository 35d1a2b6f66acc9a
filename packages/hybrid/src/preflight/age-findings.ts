import { DAY_MS } from '../duration.js';
import type { PreflightFinding } from './preflight-report.js';

const SECOND_MS = 1_000;

/** What a class's age means. Few keep items hot for less than a day: mostly such an age is a unit that was meant to be another. */
export function ageFindings(
  table: string,
  entities: readonly { readonly schema: { readonly name: string }; readonly ageMs: number }[],
): readonly PreflightFinding[] {
  return entities
    .filter(({ ageMs }) => ageMs < DAY_MS)
    .map(({ schema: { name }, ageMs }) => {
      const message =
        `${name} in table ${table} is archived when it is ${ageMs / SECOND_MS} seconds old. If that is not meant: archiveAfterDays is a number of days, and archiveAfterDuration an object such as ` +
        '{ days: 365 }; maxFraction ends a run before it moves too much.';
      return { severity: 'warning', code: 'short-age', message, table };
    });
}
