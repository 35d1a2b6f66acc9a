import type { ArchivalPlan } from '@tempest-ts/hybrid';
import { bytes, count, counted, dollars, months, percent } from '../format/numbers.js';
import { html } from '../html/html.js';
import { notices } from '../html/notices.js';
import { page } from '../html/page.js';
import { type Tile, tiles } from '../html/tiles.js';
import { costFigure } from '../part/cost-figure.js';
import { entitySection } from '../part/entity-section.js';
import { failureTable } from '../part/failure-table.js';
import { problemNotices } from '../part/problem-notices.js';
import { moment, type ReportOptions } from './options.js';

function headline({ cost, problems, errorCount, entities, itemsArchived, bytesBefore, bytesStored }: ArchivalPlan): readonly Tile[] {
  const seen = entities.flatMap(({ ages }) => ages).reduce((sum, { items }) => sum + items, 0);
  const stuck = errorCount === 0 ? undefined : `${counted(errorCount, 'item')} cannot move`;
  return [
    {
      title: 'Saved a month',
      value: dollars(cost.monthlySaving),
      note: `${percent(cost.savedShare)} of ${dollars(cost.monthlyBefore)}`,
      tone: cost.monthlySaving > 0 ? 'good' : 'bad',
    },
    {
      title: 'The move, once',
      value: dollars(cost.moveCost),
      note: cost.paybackMonths === undefined ? 'never pays back' : `pays back after ${months(cost.paybackMonths)}`,
    },
    {
      title: 'Items that would move',
      value: count(itemsArchived),
      note: `of ${count(seen)}; ${bytes(bytesBefore)}, of which S3 holds ${bytes(bytesStored)}`,
    },
    {
      title: 'To look at',
      value: problems.length === 0 ? 'nothing' : counted(problems.length, 'warning'),
      note: stuck,
      tone: problems.length === 0 ? 'good' : 'warn',
    },
  ];
}

/**
 * A page about what a run would do: what it costs and saves, how old and how large items are, what every other age and either layout would come to, and what would go
 * wrong. It holds names, numbers and messages, no keys and no values of items; it loads nothing, and runs no script.
 *
 * @param plan what `archiveOldDataDryRun()` returns
 * @returns an HTML document
 */
export function planReport(plan: ArchivalPlan, { madeAt, title = 'What archiving would do' }: ReportOptions): string {
  const { prices, problems, errors, errorCount, rowsScanned, complete } = plan;
  const { dynamoDb, s3 } = prices;
  const tableCount = new Set(plan.tables.map(({ table }) => table)).size;
  const partly = notices([
    {
      tone: 'bad',
      title: 'Not everything was read',
      text: `The dry run stopped after ${counted(rowsScanned, 'row')}: every number is of what was read until then.`,
    },
  ]);
  const failures = failureTable(
    'Items that are old enough and cannot be archived',
    errors.map(({ table, entity, stage, cause }) => ({ table, entity, kind: stage, cause })),
    errorCount,
    'Stage',
  );
  return page({
    title,
    subtitle: `A dry run of ${moment(madeAt)}: ${counted(rowsScanned, 'row')} of ${counted(tableCount, 'table')} read, nothing written.`,
    lead: [!complete && partly, tiles(headline(plan))],
    sections: [
      { id: 'problems', title: 'What would go wrong', content: [problemNotices(problems), errorCount > 0 && failures] },
      { id: 'cost', title: 'What it costs', content: costFigure(plan) },
      ...plan.entities.map(entitySection),
    ],
    footer: html`<p>Prices of ${prices.region}, on demand, as of ${prices.asOf}, in US dollars: DynamoDB ${dollars(dynamoDb.storage)} for a GB a month, S3 Standard ${dollars(s3.STANDARD.storage)} (${prices.sources.join(', ')}). What DynamoDB bills is counted whole: index entries, and 100 bytes of overhead for each entry. Sizes in S3 of many items are estimated from a sample.</p>
<p>Made by @tempest-ts/report. This page loads nothing and runs no script.</p>
`,
  });
}
