import type { DemoOutcome } from './demo.js';
import { formatCount } from './format.js';
import { paybackReport } from './payback-report.js';
import { requestReport } from './request-report.js';
import { table } from './table.js';
import { tierReport } from './tier-report.js';

const SHOWN_DIFFERENCES = 10;

/** What went wrong, a sentence each; none, if the demo shows what it is to show. */
export function failures({ plan, result, savedDifferences, answers, tiersAfter }: DemoOutcome): readonly string[] {
  const found: string[] = [];
  const pointers = [...tiersAfter.rows.values()].filter(row => row.s3Key !== undefined).length;
  if (result.itemsArchived !== plan.itemsArchived || result.itemsArchived !== pointers || result.errorCount > 0 || !result.complete) {
    found.push(
      `The dry run told of ${plan.itemsArchived} sessions, ${result.itemsArchived} were moved, ${pointers} are pointers; ${result.errorCount} errors.`,
    );
  }
  const differences = [...savedDifferences, ...answers.flatMap(answer => answer.differences)];
  if (differences.length > 0) found.push(`${formatCount(differences.length)} differences between what was and what is:`);
  for (const { session, what } of differences.slice(0, SHOWN_DIFFERENCES)) found.push(`  ${session}: ${what}`);
  return found;
}

/** The demo's tables. */
export function demoReport(outcome: DemoOutcome): string {
  const { plan, answers, tiersBefore, tiersAfter, requests } = outcome;
  const compared = table(
    ['the same questions before and after', 'items', 'now from S3', 'differences'],
    answers.map(({ question, items, fromS3, differences }) => [
      question,
      formatCount(items),
      formatCount(fromS3),
      formatCount(differences.length),
    ]),
  );
  return [compared, tierReport(tiersBefore, tiersAfter, plan).join('\n'), paybackReport(plan).join('\n'), requestReport(requests)].join(
    '\n\n',
  );
}
