import { count, mebibytes } from '../measure/text-table.js';
import { CREW } from './crew.js';
import type { FaultProxy } from './faults/fault-proxy.js';
import { heldBy } from './memory.js';
import type { Role } from './messages.js';
import type { SoakResult } from './soak.js';

const MOST_VIOLATIONS = 20;

const listed = (counts: Readonly<Partial<Record<string, number>>>): string =>
  Object.entries(counts)
    .map(([what, number = 0]) => `${what} ${count(number)}`)
    .join(', ') || 'none';

const faultsOf = (name: string, { requests, faults, outages }: FaultProxy): string =>
  `${name}: ${count(requests)} requests; ${listed(faults)}; gone for a while ${count(outages)} times`;

/** Everything that processes counted, added up. */
export function totals({ crew }: Pick<SoakResult, 'crew'>): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { record } of crew.all) {
    for (const [what, number] of Object.entries(record.counts)) sums.set(what, (sums.get(what) ?? 0) + number);
  }
  return sums;
}

/** What a run came to, for people. */
export function report(result: SoakResult): string {
  const { crew, s3, dynamoDb, readsChecked, longestReadMs, afterwards, violations, brokeAfterMs } = result;
  const sums = totals(result);
  const sum = (...names: readonly string[]): string => count(names.reduce((all, name) => all + (sums.get(name) ?? 0), 0));
  const memory = (Object.keys(CREW) as Role[]).flatMap(role => {
    const peaks = crew.all.filter(({ task }) => task.role === role).map(({ record }) => record.peakRssBytes);
    return peaks.length > 0 ? [`${role} ${mebibytes(Math.max(...peaks))}`] : [];
  });
  const watched = crew.all.flatMap(({ name, record }) => {
    const held = heldBy(record);
    return held ? [`${name} ${mebibytes(held.first)} then ${mebibytes(held.last)}`] : [];
  });
  return [
    `writes: ${sum('writes applied', 'counts applied')} acknowledged, ${sum('writes not-applied', 'counts not-applied')} refused, ${sum('writes unknown', 'counts unknown')} with an answer that was lost`,
    `reads: ${sum('reads')} held against the journal (${count(readsChecked)} items and answers; the longest took ${(longestReadMs / 1000).toFixed(1)} s), ${sum('reads that failed')} failed`,
    `moves: ${sum('items archived')} items archived, ${sum('items restored')} restored, ${sum('objects swept')} objects swept, ${sum('moves that lost a race')} moves that lost a race, ${sum('moves that failed')} that failed (${sum('moves that took too long')} took too long), ${sum('version conflicts')} version conflicts`,
    `runs: ${sum('archive runs')} of archivers (and ${sum('archive runs that failed')} that failed), ${sum('sweeps')} of sweepers, ${sum('audits')} of verifyArchive meanwhile`,
    `killed by SIGKILL: ${listed(crew.kills)}`,
    `faults, ${faultsOf('S3', s3)}`,
    `faults, ${faultsOf('DynamoDB', dynamoDb)}`,
    `peak memory of a process: ${memory.join(', ')}`,
    `held after collections, in the first and the last third of a life: ${watched.join(', ') || 'no process lived for long enough'}`,
    ...afterwards.map(line => `afterwards, ${line}`),
    ...violations.slice(0, MOST_VIOLATIONS).map(violation => `VIOLATION: ${violation}`),
    `${count(violations.length)} violations${brokeAfterMs === undefined ? '' : `, the first after ${(brokeAfterMs / 1000).toFixed(0)} s`}`,
  ].join('\n');
}
