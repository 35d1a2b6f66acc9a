import { errorDocumentation } from '@tempest-ts/tempest/extend';
import type { ResolvedHealthOptions, StoreName } from './health-options.js';
import type { HealthProblem, HealthReport, HealthStatus } from './health-report.js';

/** Fewer reads say nothing of a rate. */
const MIN_ITEMS = 20;
const HOUR_MS = 3_600_000;

const hours = (ms: number): string => (ms / HOUR_MS).toFixed(1);
const percent = (rate: number): string => (rate * 100).toFixed(1);

/** What of a report is a problem, by the thresholds that are given. */
export function healthProblems(
  { dynamoDb, s3, hydration, archive }: Omit<HealthReport, 'status' | 'healthy' | 'problems'>,
  { maxErrorRate, maxOverdueMs }: Pick<ResolvedHealthOptions, 'maxErrorRate' | 'maxOverdueMs'>,
): readonly HealthProblem[] {
  const problems: HealthProblem[] = [];
  if (dynamoDb.error) problems.push({ code: 'dynamodb-unreachable', message: `DynamoDB: ${dynamoDb.error.message}` });
  if (s3.error) problems.push({ code: 's3-unreachable', message: `S3: ${s3.error.message}` });
  const { items, failures, errorRate } = hydration;
  if (maxErrorRate !== undefined && items >= MIN_ITEMS && errorRate > maxErrorRate) {
    const message = `${failures} of ${items} archived items could not be read (${percent(errorRate)} %, of which ${percent(maxErrorRate)} % are allowed): see ${errorDocumentation('HYDRATION_FAILED')}.`;
    problems.push({ code: 'hydration-failures', message });
  }
  if (maxOverdueMs === undefined) return problems;
  if (archive.lag.length === 0 && !s3.error)
    problems.push({
      code: 'archive-overdue',
      message: 'No run has read a table to its end yet, so that nobody knows how far archiving is behind.',
    });
  for (const { table, entity, overdueMs } of archive.lag) {
    if (overdueMs <= maxOverdueMs) continue;
    const message = `An item of ${entity} in table ${table} has been due for ${hours(overdueMs)} hours, of which ${hours(maxOverdueMs)} are allowed: see that archiveOldData() runs, to its end.`;
    problems.push({ code: 'archive-overdue', message });
  }
  return problems;
}

const UNREACHABLE: Readonly<Record<StoreName, HealthProblem['code']>> = { dynamodb: 'dynamodb-unreachable', s3: 's3-unreachable' };

/** What the problems come to. */
export function healthStatus(problems: readonly HealthProblem[], required: readonly StoreName[]): HealthStatus {
  if (problems.length === 0) return 'healthy';
  return required.some(store => problems.some(({ code }) => code === UNREACHABLE[store])) ? 'unhealthy' : 'degraded';
}
