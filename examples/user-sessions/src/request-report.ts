import { formatCount } from './format.js';
import type { RequestCounts } from './request-log.js';
import { table } from './table.js';

/** Requests by operation, a column for each part of the demo. */
export function requestReport(phases: ReadonlyMap<string, RequestCounts>): string {
  const operations = [...new Set([...phases.values()].flatMap(counts => [...counts.keys()]))].sort();
  const rows = operations.map(operation => [
    operation,
    ...[...phases.values()].map(counts => {
      const count = counts.get(operation);
      return count === undefined ? '·' : formatCount(count);
    }),
  ]);
  return table(['requests', ...phases.keys()], rows);
}
