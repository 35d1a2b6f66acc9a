import type { ArchivalResult } from '@tempest-ts/hybrid';
import { duration } from '../format/duration.js';
import { bytes, count, counted } from '../format/numbers.js';
import { html } from '../html/html.js';
import { type Notice, notices } from '../html/notices.js';
import { page } from '../html/page.js';
import { tiles } from '../html/tiles.js';
import { failureTable } from '../part/failure-table.js';
import { bytesFigure, runFigure } from '../part/run-figure.js';
import { moment, type ReportOptions } from './options.js';

const STOPPED: Readonly<Record<NonNullable<ArchivalResult['stopped']>, string>> = {
  signal: 'it was asked to',
  deadline: 'its time was over',
  'max-items': 'it had moved as many items as it was allowed',
  'max-fraction': 'it would have moved more of a table than it was allowed',
};

const SECOND_MS = 1_000;

function outcome({ complete, stopped, errorCount, unread, warnings }: ArchivalResult): readonly Notice[] {
  const ended: Notice = complete
    ? { tone: 'good', title: 'Everything was read', text: 'Every item that was old enough was dealt with.' }
    : {
        tone: 'warn',
        title: 'The run ended before it had read everything',
        text: `${stopped === undefined ? 'A part could not be read' : `It stopped, as ${STOPPED[stopped]}`}; ${counted(unread.length, 'part')} of tables ${unread.length === 1 ? 'is' : 'are'} left. The next run goes on there. What was moved is moved.`,
      };
  const failed: Notice = {
    tone: 'bad',
    title: `${counted(errorCount, 'item')} failed`,
    text: 'They stay in DynamoDB as they are; nothing of them is lost. The next run tries again.',
  };
  const warned = warnings.map(({ message }): Notice => ({ tone: 'warn', title: 'The run began in spite of this', text: message }));
  return [ended, ...(errorCount > 0 ? [failed] : []), ...warned];
}

/**
 * A page about a run: what it moved, what stayed and why, what it took. As `planReport`, it holds no keys and no values of items.
 *
 * @param result what `archiveOldData()` returns
 * @returns an HTML document
 */
export function archiveReport(result: ArchivalResult, { madeAt, title = 'What was archived' }: ReportOptions): string {
  const { itemsArchived, itemsProcessed, bytesBefore, bytesStored, durationMs, rowsScanned, capacity, errors, errorCount } = result;
  const rate = durationMs > 0 ? count(itemsArchived / (durationMs / SECOND_MS)) : undefined;
  const failures = failureTable(
    'Items and parts that failed',
    errors.map(({ table, entity, stage, cause }) => ({ table, entity, kind: stage, cause })),
    errorCount,
    'Stage',
  );
  return page({
    title,
    subtitle: `A run that ended at ${moment(madeAt)}, after ${duration(durationMs)}.`,
    lead: [
      tiles([
        {
          title: 'Items archived',
          value: count(itemsArchived),
          note: `of ${count(itemsProcessed)} that were old enough`,
          tone: errorCount === 0 ? 'good' : 'warn',
        },
        { title: 'Out of DynamoDB', value: bytes(bytesBefore), note: `${bytes(bytesStored)} in S3` },
        { title: 'It took', value: duration(durationMs), note: rate && `${rate} items a second` },
        {
          title: 'Write units',
          value: count(capacity.write),
          note: `${count(capacity.read)} read units for ${counted(rowsScanned, 'row')}`,
        },
      ]),
    ],
    sections: [
      { id: 'outcome', title: 'How it ended', content: [notices(outcome(result)), errorCount > 0 && failures] },
      { id: 'items', title: 'What moved', content: [runFigure(result), bytesFigure(result)] },
    ],
    footer: html`<p>Made by @tempest-ts/report. This page loads nothing and runs no script.</p>
`,
  });
}
