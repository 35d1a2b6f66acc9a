import type { ArchivalProgress, ArchivalResult, PreflightFinding } from '@tempest-ts/hybrid';
import { bytes, count, counted, duration } from '../terminal/format.js';
import type { ProgressState } from '../terminal/progress.js';
import { textTable } from '../terminal/text-table.js';

/** Errors that are listed for people; `--json` has up to a thousand. */
const LISTED = 10;

/** What went wrong with one item or object. */
interface ListedError {
  readonly table?: string;
  readonly key?: unknown;
  readonly s3Key?: string;
  readonly cause: unknown;
}

/** What went wrong, and with what. */
export function errorLine({ table, key, s3Key, cause }: ListedError): string {
  const place = s3Key ?? `${table ?? ''}${key === undefined ? '' : ` ${JSON.stringify(key)}`}`;
  return `${place}: ${(cause as Error | undefined)?.message ?? String(cause)}`;
}

/** One line for each error, and how many more there are. */
export function errorLines(errors: readonly ListedError[], errorCount: number): readonly string[] {
  if (errorCount === 0) return [];
  const listed = errors.slice(0, LISTED).map(error => `  ${errorLine(error)}`);
  const more = errorCount > listed.length ? [`  and ${count(errorCount - listed.length)} more; --json lists up to 1,000`] : [];
  return ['', `${counted(errorCount, 'error')}:`, ...listed, ...more];
}

/** What a command went on in spite of. */
export function warningLines(warnings: readonly PreflightFinding[]): readonly string[] {
  if (warnings.length === 0) return [];
  return ['', `${counted(warnings.length, 'warning')}:`, ...warnings.map(({ message }) => `  ${message}`)];
}

export function archivalState(progress: ArchivalProgress, archived: string): ProgressState {
  const { rowsScanned, approximateRows, itemsArchived, errorCount } = progress;
  const errors = errorCount === 0 ? '' : `, ${counted(errorCount, 'error')}`;
  return { done: rowsScanned, total: approximateRows, detail: `${count(itemsArchived)} ${archived}${errors}` };
}

/** The counts of a run or a dry run, by entity. */
export function archivalTable({ tables }: ArchivalResult, archived: string): readonly string[] {
  return textTable(
    [
      { title: 'table' },
      { title: 'entity' },
      { title: 'old enough', align: 'right' },
      { title: archived, align: 'right' },
      { title: 'skipped', align: 'right' },
      { title: 'too small', align: 'right' },
      { title: 'in DynamoDB', align: 'right' },
      { title: 'in S3', align: 'right' },
    ],
    tables.map(({ table, entity, itemsProcessed, itemsArchived, itemsSkipped, itemsTooSmall, bytesBefore, bytesStored }) => [
      table,
      entity,
      count(itemsProcessed),
      count(itemsArchived),
      count(itemsSkipped),
      count(itemsTooSmall),
      bytes(bytesBefore),
      bytes(bytesStored),
    ]),
  );
}

/** What a look that did not get to its end has not seen. Unlike a run, it keeps no place to go on from. */
export function unreadLines(result: Partial<Pick<ArchivalResult, 'complete' | 'stopped'>>): readonly string[] {
  const { complete, stopped } = result;
  if (complete) return [];
  if ('stopped' in result && stopped === undefined) return ['', 'Not everything could be read.'];
  return ['', `Stopped${stopped === undefined ? '' : ` (${stopped})`}: these are of what was read until then. The next begins anew.`];
}

/** What it took. */
export function capacityLine({ capacity, rowsScanned, durationMs }: ArchivalResult): string {
  return `${count(rowsScanned)} rows read in ${duration(durationMs)}; ${count(capacity.read)} read and ${count(capacity.write)} write units`;
}
