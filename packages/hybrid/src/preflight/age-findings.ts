import type { ArchiveRisk } from '../control/safeguards.js';
import { DAY_MS } from '../duration.js';
import { type PreflightFinding, risk } from './preflight-report.js';

const SECOND_MS = 1_000;

/** What a class's age means. Nobody keeps items hot for less than a day, but for tests: such an age is a wrong unit. */
export function ageFindings(
  table: string,
  entities: readonly { readonly schema: { readonly name: string }; readonly ageMs: number }[],
  allow: readonly ArchiveRisk[],
): readonly PreflightFinding[] {
  return entities
    .filter(({ ageMs }) => ageMs < DAY_MS)
    .map(({ schema: { name }, ageMs }) => {
      const message =
        `${name} in table ${table} would be archived when it is ${ageMs / SECOND_MS} seconds old: archiveAfterDays is a number of days, and archiveAfterDuration an object such as ` +
        '{ days: 365 }. Set an age of at least a day.';
      return risk('short-age', message, allow, table);
    });
}
