import type { HealthReport, StoreHealth } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import { EXIT_CODE } from '../exit-code.js';
import { counted, duration } from '../terminal/format.js';
import { durationOption } from './option-values.js';
import type { Runner } from './run-command.js';

interface HealthCommandOptions {
  readonly maxOverdue?: number;
  readonly timeout?: number;
}

const answer = ({ reachable, latencyMs, error }: StoreHealth): string =>
  reachable ? `answers in ${duration(latencyMs)}` : `does not answer: ${error?.message}`;

function linesOf({ dynamoDb, s3, archive, checkedAt, problems, status }: HealthReport): readonly string[] {
  const ago = (date: Date): string => `${duration(Math.max(0, checkedAt.getTime() - date.getTime()))} ago`;
  return [
    ...dynamoDb.tables.map(table => `table ${table.table}: ${answer(table)}`),
    `bucket ${s3.bucketName}: ${answer(s3)}`,
    ...archive.lastRuns.map(
      ({ table, endedAt, complete, itemsArchived, errorCount }) =>
        `last run over ${table}: ${ago(endedAt)}, ${complete ? 'to the end' : 'not to the end'}, ${counted(itemsArchived, 'item')} archived, ${counted(errorCount, 'error')}`,
    ),
    ...(archive.lastRuns.length === 0 && s3.reachable ? ['no run is on record'] : []),
    ...archive.lag.map(({ table, entity, overdueMs }) =>
      overdueMs === 0
        ? `${entity} in ${table}: nothing is overdue`
        : `${entity} in ${table}: the oldest item that is due has been for ${duration(overdueMs)}`,
    ),
    '',
    ...(problems.length === 0
      ? ['Healthy.']
      : [`${status === 'degraded' ? 'Degraded' : 'Unhealthy'}:`, ...problems.map(({ message }) => `  ${message}`)]),
  ];
}

export function addHealth(program: Command, run: Runner): void {
  program
    .command('health')
    .description(
      'whether both stores answer, how the last runs ended, and how far archiving is behind: db.health(). Costs a few small reads',
    )
    .option('--max-overdue <time>', 'a problem where an item has been due for longer, such as 2d (default: none)', durationOption)
    .option('--timeout <time>', 'give a store so long to answer (default: 2s)', durationOption)
    .action(
      run(async ({ db, terminal, signal }, { maxOverdue, timeout }: HealthCommandOptions) => {
        const report = await db.health({
          signal,
          ...(timeout !== undefined && { timeoutMs: timeout }),
          ...(maxOverdue !== undefined && { maxOverdue: { seconds: maxOverdue / 1_000 } }),
        });
        terminal.result(report, linesOf(report));
        if (report.status === 'unhealthy') return EXIT_CODE.failed;
        return report.status === 'degraded' ? EXIT_CODE.findings : EXIT_CODE.ok;
      }),
    );
}
