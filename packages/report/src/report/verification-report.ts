import type { VerifyReport } from '@tempest-ts/hybrid';
import { duration } from '../format/duration.js';
import { bytes, count, counted } from '../format/numbers.js';
import { html } from '../html/html.js';
import { type Notice, notices } from '../html/notices.js';
import { page } from '../html/page.js';
import { tiles } from '../html/tiles.js';
import { failureTable } from '../part/failure-table.js';
import { itemsFigure, objectsFigure } from '../part/verify-figures.js';
import { moment, type ReportOptions } from './options.js';

type Kind = VerifyReport['problems'][number]['kind'];

/** What each kind of problem means, and what to do. */
const MEANINGS: Readonly<Record<Kind, string>> = {
  missing: 'There is no object where a row says. Look for it among the bucket’s noncurrent versions and replicas before anything else.',
  corrupt: 'An object is there whose bytes are not those that were archived. Look for an earlier version of it.',
  foreign: 'An object is there that is another item’s, or another attempt’s.',
  newer: 'An item was archived by newer code than this: verify with that.',
  'upcast-failed': 'An upcaster of the entity threw, or left what cannot be an item: mend it and deploy.',
  'bad-pointer': 'A row names a key outside the prefix, or its pointer is damaged.',
  unavailable: 'S3 did not answer, or refused, after all retries: verify again.',
  unsettled: 'A row was archived again and again while it was read: verify again.',
  unreadable: 'An object does not say which row it is of, or could not be asked.',
};

function verdict({ clean, complete, problems, problemCount }: VerifyReport): readonly Notice[] {
  const partly: readonly Notice[] = complete
    ? []
    : [
        {
          tone: 'bad',
          title: 'Not everything was looked at',
          text: 'The verification was stopped; every number is of what was looked at until then.',
        },
      ];
  if (clean) return [{ tone: 'good', title: 'Clean', text: 'Every archived item was read from S3, and is what was archived.' }];
  const kinds = [...new Set(problems.map(({ kind }) => kind))];
  const found = kinds.map((kind): Notice => ({ tone: 'bad', title: kind, text: MEANINGS[kind] }));
  const none: readonly Notice[] =
    problemCount === 0 ? [{ tone: 'good', title: 'No problem so far', text: 'Whatever was looked at can be read.' }] : [];
  return [...partly, ...found, ...none];
}

/**
 * A page about an archive: which items can be read, whose the objects are, what is wrong. As `planReport`, it holds no keys and no values of items.
 *
 * @param report what `verifyArchive()` returns
 * @returns an HTML document
 */
export function verificationReport(
  report: VerifyReport,
  { madeAt, title = 'Can everything that was archived be read?' }: ReportOptions,
): string {
  const { entities, objects, problems, problemCount, durationMs, clean, complete } = report;
  const intact = entities.reduce((sum, { itemsIntact }) => sum + itemsIntact, 0);
  const damaged = entities.reduce((sum, { itemsDamaged }) => sum + itemsDamaged, 0);
  const failures = failureTable(
    'Problems',
    problems.map(({ table, kind, cause }) => ({ table, entity: undefined, kind, cause })),
    problemCount,
    'Kind',
  );
  return page({
    title,
    subtitle: `A verification that ended at ${moment(madeAt)}, after ${duration(durationMs)}.`,
    lead: tiles([
      {
        title: 'The answer',
        value: clean ? 'yes' : damaged > 0 || problemCount > 0 ? 'no' : 'not known',
        note: complete ? 'everything was looked at' : 'not everything was looked at',
        tone: clean ? 'good' : 'bad',
      },
      { title: 'Items intact', value: count(intact), note: 'read from S3 and compared with their checksums' },
      { title: 'Items damaged', value: count(damaged), note: counted(problemCount, 'problem'), tone: damaged > 0 ? 'bad' : undefined },
      { title: 'In S3', value: bytes(objects.bytesReferenced), note: `${bytes(objects.bytesOrphaned)} left over` },
    ]),
    sections: [
      { id: 'verdict', title: 'What was found', content: [notices(verdict(report)), problemCount > 0 && failures] },
      { id: 'items', title: 'What was looked at', content: [itemsFigure(report), objectsFigure(report)] },
    ],
    footer: html`<p>Made by @tempest-ts/report. This page loads nothing and runs no script.</p>
`,
  });
}
