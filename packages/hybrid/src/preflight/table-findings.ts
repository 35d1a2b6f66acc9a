import type { KinesisDataStreamDestination, TableDescription } from '@aws-sdk/client-dynamodb';
import type { ArchiveRisk } from '../control/safeguards.js';
import { type PreflightFinding, risk } from './preflight-report.js';

const STREAM_ADVICE =
  'sees every move as a change of the item. Have it skip moves: isTierMove(record), or the filter of tierMoveFilterCriteria().';

/** Whether a condition on a table holds in one region only. */
export function isEventuallyConsistent({ Replicas = [], MultiRegionConsistency }: TableDescription): boolean {
  return Replicas.length > 0 && MultiRegionConsistency !== 'STRONG';
}

/** What a table's replicas and streams mean for archiving it. */
export function tableFindings(table: string, description: TableDescription, allow: readonly ArchiveRisk[]): readonly PreflightFinding[] {
  const findings: PreflightFinding[] = [];
  if (isEventuallyConsistent(description)) {
    const replicas = description.Replicas?.map(({ RegionName }) => RegionName).join(', ');
    const message =
      `Table ${table} is a global table with eventual consistency (${replicas}): a condition is checked in one region only, so a move may overwrite what ` +
      'another region wrote in the seconds before. Archive from the region that is written to, or use strong consistency. Items move when archivalConfig.globalTableCoolDown has passed since they were written.';
    findings.push(risk('global-table', message, allow, table));
  }
  if (description.StreamSpecification?.StreamEnabled)
    findings.push({
      severity: 'warning',
      code: 'stream',
      message: `A stream of table ${table} is on: whatever reads it ${STREAM_ADVICE}`,
      table,
    });
  return findings;
}

/** What a table's Kinesis streams mean. */
export function kinesisFindings(table: string, destinations: readonly KinesisDataStreamDestination[]): readonly PreflightFinding[] {
  const active = destinations.filter(({ DestinationStatus }) => DestinationStatus === 'ACTIVE' || DestinationStatus === 'ENABLING');
  return active.map(({ StreamArn }) => ({
    severity: 'warning',
    code: 'kinesis-stream',
    message: `Table ${table} is copied to the Kinesis stream ${StreamArn}: whatever reads it ${STREAM_ADVICE}`,
    table,
  }));
}
