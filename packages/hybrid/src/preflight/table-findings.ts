import type { KinesisDataStreamDestination, TableDescription } from '@aws-sdk/client-dynamodb';
import type { ArchiveRisk } from '../control/safeguards.js';
import { otherRegions } from './other-regions.js';
import { type PreflightFinding, risk } from './preflight-report.js';

const STREAM_ADVICE =
  'sees every move as a change of the item. Have it skip moves: isTierMove(record), or the filter of tierMoveFilterCriteria().';

/** Whether a condition on a table holds in one region only. */
export function isEventuallyConsistent(description: TableDescription): boolean {
  return otherRegions(description).length > 0 && description.MultiRegionConsistency !== 'STRONG';
}

/**
 * What a table's replicas and streams mean for archiving it.
 *
 * @param unstamped its archived classes without `@UpdatedAt()`
 */
export function tableFindings(
  table: string,
  description: TableDescription,
  allow: readonly ArchiveRisk[],
  unstamped: readonly string[] = [],
): readonly PreflightFinding[] {
  const findings: PreflightFinding[] = [];
  if (isEventuallyConsistent(description)) {
    const replicas = otherRegions(description).join(', ');
    const message =
      `Table ${table} is a global table with eventual consistency (${replicas}): a condition is checked in one region only, so a move may undo what ` +
      'another region writes at that time, or wrote in the seconds before. Archive in the region that is written to, or use strong consistency. An item moves when its @UpdatedAt is ' +
      'longer ago than archivalConfig.globalTableCoolDown, which protects what was written before, by writers that set that date: save, update and transactions do, batchWrite and other programs do not.';
    findings.push(risk('global-table', message, allow, table));
    if (unstamped.length > 0) {
      const reason =
        `Table ${table} is a global table with eventual consistency, and ${unstamped.join(', ')} has no @UpdatedAt(): nobody can tell whether another region has just written an item, ` +
        'and a move here would undo that. Declare one, and have the items saved.';
      findings.push(risk('global-table-unstamped', reason, allow, table));
    }
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
